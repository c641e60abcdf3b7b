"""Optimisers: how gradients change the weights. Results as those of `torch.optim`, to rounding."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from engine.checks import (
    Array,
    check_out,
    float_array,
    float_type,
    instance,
    listed,
    mapping,
    read_only,
    real_number,
    shown,
)
from engine.kernels import training as kernels
from engine.runtime import threads


class Optimiser(ABC):
    """`lr`, the learning rate, may be changed between two steps; `steps` counts them."""

    def __init__(self, lr: float, weight_decay: float) -> None:
        self.lr = real_number(lr, "the learning rate", minimum=0)
        self.weight_decay = real_number(weight_decay, "weight_decay", minimum=0)
        self.steps = 0
        self._memory: dict[str, Array] = {}

    def step(self, parameters: Mapping[str, Array], gradients: Mapping[str, Array]) -> None:
        """Change every parameter, in place, by the gradient of its name."""
        mapping(parameters, "parameters", "arrays")
        pairs = []
        for name, grad in mapping(gradients, "gradients", "arrays").items():
            if name not in parameters:
                raise ValueError(f"gradients has {shown(name)}, which is none of the parameters")
            instance(parameters[name], shown(name), np.ndarray, "an array")
            dtype = float_type(parameters[name].dtype, f"the type of {shown(name)}")
            slopes = float_array(grad, f"the gradient of {shown(name)}", dtype=dtype)
            weights = check_out(parameters[name], shown(name), slopes.shape, dtype)
            pairs.append((name, weights.reshape(-1), read_only(slopes.reshape(-1))))
        self.steps += 1
        for one in pairs:
            self._update(*one)

    def _remembered(self, name: str, weights: Array) -> Array:
        """Return numbers kept for each weight from step to step, zeros at first."""
        if name not in self._memory:
            self._memory[name] = np.zeros_like(weights)
        return self._memory[name]

    @abstractmethod
    def _update(self, name: str, weights: Array, grad: Array) -> None: ...


class SGD(Optimiser):
    """Stochastic gradient descent, with momentum and weight decay if wanted.

    velocity ← momentum·velocity + gradient + weight_decay·weights;
    weights ← weights − lr·velocity (Sutskever et al., 2013, as PyTorch writes it).
    """

    def __init__(self, lr: float = 1e-3, momentum: float = 0.0, weight_decay: float = 0.0) -> None:
        super().__init__(lr, weight_decay)
        self.momentum = real_number(momentum, "momentum", minimum=0)

    def _update(self, name: str, weights: Array, grad: Array) -> None:
        velocity = self._remembered(name, weights)
        rates = self.lr, self.momentum, self.weight_decay
        kernels.sgd(*_pieces(weights), weights, grad, velocity, *rates)


class Adam(Optimiser):
    """Steps of a size of their own for every weight (Kingma & Ba, 2015).

    m ← β₁·m + (1 − β₁)·g and v ← β₂·v + (1 − β₂)·g², where g is gradient + weight_decay·weights;
    weights ← weights − lr · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + eps) in step t.
    """

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr, weight_decay)
        listed(betas, "betas", object, "two numbers")
        self.betas = tuple(real_number(beta, "a beta", minimum=0) for beta in betas)
        if len(self.betas) != 2 or max(self.betas) >= 1:
            raise ValueError(f"betas are {shown(betas)}; they must be two numbers below 1")
        self.eps = real_number(eps, "eps", minimum=0)

    def _update(self, name: str, weights: Array, grad: Array) -> None:
        mean = self._remembered(name + " mean", weights)
        square = self._remembered(name + " square", weights)
        first, second = self.betas
        rate = self.lr / (1 - first**self.steps)
        root = (1 - second**self.steps) ** 0.5
        numbers = rate, self.betas, root, self.eps, self.weight_decay
        kernels.adam(*_pieces(weights), weights, grad, mean, square, *numbers)


def _pieces(weights: Array) -> tuple[int, int, int]:
    """Return how the weights are shared among the threads."""
    return threads.share(-(-weights.size // kernels.PIECE), threads.FEW_NUMBERS / kernels.PIECE)
