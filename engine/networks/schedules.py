"""Learning rates that change from step to step, as those of `torch.optim.lr_scheduler`."""

import math
from abc import ABC, abstractmethod

from engine.checks import instance, real_number, whole
from engine.networks.optimisers import Optimiser


class Schedule(ABC):
    """Sets `optimiser.lr`: at once, and after every step of the optimiser by `step()`."""

    def __init__(self, optimiser: Optimiser) -> None:
        instance(optimiser, "optimiser", Optimiser, "an Optimiser")
        self.optimiser = optimiser
        self.steps = 0
        optimiser.lr = self.rate(0)

    def step(self) -> None:
        """Set the learning rate of the next step."""
        self.steps += 1
        self.optimiser.lr = self.rate(self.steps)

    @abstractmethod
    def rate(self, step: int) -> float:
        """Return the learning rate of a step, from 0 on."""


class CosineAnnealingLR(Schedule):
    """From the optimiser's rate down to `eta_min` in `T_max` steps, along half a cosine.

    lr = eta_min + (lr₀ − eta_min)·(1 + cos(π·step/T_max))/2 (Loshchilov & Hutter, "SGDR", 2017,
    without restarts).
    """

    def __init__(self, optimiser: Optimiser, T_max: int, eta_min: float = 0.0) -> None:
        instance(optimiser, "optimiser", Optimiser, "an Optimiser")
        self.base = optimiser.lr
        self.T_max = whole(T_max, "T_max", 1)
        self.eta_min = real_number(eta_min, "eta_min", minimum=0)
        super().__init__(optimiser)

    def rate(self, step: int) -> float:
        return _between(self.base, self.eta_min, step / self.T_max)


class OneCycleLR(Schedule):
    """From a small rate up to `max_lr`, then down to nearly nothing, each along half a cosine.

    It begins at max_lr/div_factor, is at `max_lr` after the share `pct_start` of `total_steps`,
    and ends at max_lr/div_factor/final_div_factor, where it stays (Smith & Topin, "Super-
    convergence", 2018; as in PyTorch with `cycle_momentum=False`).
    """

    def __init__(
        self,
        optimiser: Optimiser,
        max_lr: float,
        total_steps: int,
        pct_start: float = 0.3,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
    ) -> None:
        self.max_lr = real_number(max_lr, "max_lr", minimum=0)
        self.total_steps = whole(total_steps, "total_steps", 1)
        if real_number(pct_start, "pct_start", minimum=0) > 1:
            raise ValueError(f"pct_start is {pct_start:g}; it is a share, at most 1")
        self.first = self.max_lr / real_number(div_factor, "div_factor", above=0)
        self.last = self.first / real_number(final_div_factor, "final_div_factor", above=0)
        self.top = pct_start * self.total_steps - 1  # the step with the largest rate
        super().__init__(optimiser)

    def rate(self, step: int) -> float:
        if step <= self.top:
            return _between(self.first, self.max_lr, step / self.top if self.top else 1.0)
        end = self.total_steps - 1
        left = max(0, end - step) / (end - self.top) if end > self.top else 0.0
        return _between(self.last, self.max_lr, left)


def _between(start: float, end: float, share: float) -> float:
    """Go from `start` (share 0) to `end` (share 1) along half a cosine."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))
