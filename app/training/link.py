"""The page's state as a link, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app import network_link, query, training_data
from app.query import Reader, one_number, one_of, whole, yes_or_no
from app.training import comparison, networks
from app.training.settings import (
    ACTIVATIONS,
    AS_BUILT,
    LOSSES,
    MOST_SEED,
    OPTIMISERS,
    Settings,
)

RATES = ("0.0001", "0.0003", "0.001", "0.002", "0.005", "0.01", "0.02", "0.03", "0.05", "0.1",
         "0.2", "0.5", "1", "10", "1e6")  # fmt: skip
BATCHES = (1, 4, 8, 16, 32, 64, 128, 256)
SHIFTS = (0, 1, 2, 3)
BRIGHTNESSES = (0, 10, 20, 40)


@dataclass(frozen=True)
class TrainingState:
    """All that a link carries: data, network, what it is compared with, and the settings.

    `layers` is the network built by the learner, as `engine.networks.notation` writes it; it stays
    while another one is trained.
    """

    data: str = "digits"
    network: str = "small"
    layers: str = ""
    compare: str = "none"
    rate: str = "0.1"
    batch: int = 64
    optimiser: str = "momentum"
    loss: str = "cross_entropy"
    activation: str = AS_BUILT
    shift: int = 0
    flip: bool = False
    brightness: int = 0
    stop_early: bool = False
    seed: int = 8

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
        )


def write(state: TrainingState) -> dict[str, str]:
    """Query parameters of a state; what stands at its default is left out."""
    return query.write(state, _usual(state))


def read(parameters: Mapping[str, str]) -> tuple[TrainingState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing."""
    others = {name: text for name, text in parameters.items() if name != "rate"}
    state, complaints = query.read(others, TrainingState(), _READERS)
    if state.network == networks.BUILT and not state.layers:
        state = replace(state, network=TrainingState.network)
        if "layers" not in parameters:
            complaints += (_NO_LAYERS,)
    rate = {"rate": parameters["rate"]} if "rate" in parameters else {}
    state, complaint = query.read(rate, with_rate(state), _READERS)
    return state, complaints + complaint


def with_rate(state: TrainingState) -> TrainingState:
    """The state with a learning rate that suits its network and its data."""
    return replace(state, rate=f"{networks.rate(state.network, state.data):g}")


def _usual(state: TrainingState) -> TrainingState:
    """What a link of this state need not say."""
    return replace(TrainingState(), rate=with_rate(state).rate)


_NO_LAYERS = (
    f"The link says network = “{networks.BUILT}”, but it has no layers;"
    f" {TrainingState.network} is used instead."
)
_READERS: dict[str, Reader] = {
    "data": one_of(training_data.NAMES),
    "network": one_of((*networks.ENTRIES, networks.BUILT)),
    "layers": network_link.read,
    "compare": one_of(tuple(comparison.NAMES)),
    "rate": one_of(RATES),
    "batch": one_number(BATCHES),
    "optimiser": one_of(tuple(OPTIMISERS)),
    "loss": one_of(tuple(LOSSES)),
    "activation": one_of((AS_BUILT, *ACTIVATIONS)),
    "shift": one_number(SHIFTS),
    "flip": yes_or_no,
    "brightness": one_number(BRIGHTNESSES),
    "stop_early": yes_or_no,
    "seed": whole(0, MOST_SEED),
}
