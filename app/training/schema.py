"""The page's state: data, network, what it is compared with, and the settings."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app import branching_networks, training_data
from app.state.schema import Schema, choice, custom, flag, whole
from app.training import comparison, networks
from app.training.settings import (
    ACTIVATIONS,
    AS_BUILT,
    LOSSES,
    MOST_EPOCHS,
    MOST_SEED,
    OPTIMISERS,
    Settings,
)

_RATES = ("0.0001", "0.0003", "0.001", "0.002", "0.005", "0.01", "0.02", "0.03", "0.05", "0.1",
          "0.2", "0.5", "1", "10", "1e6")  # fmt: skip
AXES = ("learning", "all", "log")
"""Which steps the curves show: those that change something, all, or all on a logarithmic axis."""


@dataclass(frozen=True)
class TrainingState(Schema):
    """All that a link carries.

    `layers` is the network built by the learner as text, in a line or branching; it stays while
    another one is trained. `epochs` are those of one Run, `pictures` how many are trained on
    (0: all of them). `history`: the curves to explore lie open.
    """

    data: str = choice(training_data.NAMES, default="digits", head=True)
    network: str = choice((*networks.ENTRIES, networks.BUILT), default="small", head=True)
    layers: str = custom(read=branching_networks.read, default="")
    compare: str = choice(comparison.NAMES, default="none")
    rate: str = choice(_RATES, default="0.1")
    batch: int = choice((1, 4, 8, 16, 32, 64, 128, 256), default=64)
    optimiser: str = choice(OPTIMISERS, default="momentum")
    loss: str = choice(LOSSES, default="cross_entropy")
    activation: str = choice((AS_BUILT, *ACTIVATIONS), default=AS_BUILT)
    shift: int = choice((0, 1, 2, 3), default=0)
    flip: bool = flag(default=False)
    brightness: int = choice((0, 10, 20, 40), default=0)
    stop_early: bool = flag(default=False)
    seed: int = whole(0, MOST_SEED, default=8)
    epochs: int = whole(1, MOST_EPOCHS, default=20)
    pictures: int = choice((0, 20, 50, 100, 200, 500, 1000), default=0)
    axis: str = choice(AXES, default="learning")
    history: bool = flag(default=False)

    def start(self) -> Self:
        """Return this state with a learning rate that suits its network and its data."""
        return replace(self, rate=f"{networks.rate(self.network, self.data):g}")

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Take another network where the learner's own has no layers."""
        if self.network != networks.BUILT or self.layers:
            return self, ()
        instead = type(self)().network
        state = replace(self, network=instead)
        complaint = (
            f"The link says network = “{networks.BUILT}”, but it has no layers;"
            f" {instead} is used instead."
        )
        # What is wrong with the layers is said already where they are given.
        complaints = () if "layers" in given else (complaint,)
        return (state if "rate" in given else state.start()), complaints

    @property
    def settings(self) -> Settings:
        """What the (first) run is trained with."""
        return Settings(
            float(self.rate),
            self.batch,
            self.optimiser,
            self.loss,
            self.activation,
            self.shift,
            self.flip,
            self.brightness,
            self.stop_early,
            self.seed,
            self.epochs,
        )
