"""What can be set of a run, before it starts and while it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.checks import real_number, whole
from engine.datasets import Augmentation, DataSet
from engine.datasets.batches import Batches
from engine.networks import SGD, Adam, Graph, LayerInfo, Node, Optimiser, builder
from engine.networks.layers.registry import LAYERS
from engine.networks.model import network_of

OPTIMISERS = {"sgd": "SGD", "momentum": "SGD with momentum 0.9", "adam": "Adam"}
LOSSES = {
    "cross_entropy": "softmax cross-entropy",
    "hinge_loss": "hinge (SVM)",
    "binary_cross_entropy": "binary cross-entropy",
}
ACTIVATIONS = {
    name: kind for name, kind in builder.ACTIVATIONS.items() if not kind().parameter_shapes()
}
"""Those that learn nothing, so that one can take the place of another while a run goes on."""
ACTIVATION_LABELS = {name: LAYERS[name].label for name in ACTIVATIONS}
AS_BUILT = "built"
"""Every activation function stays what it is in the network."""
MOST_BATCH = 256
MOST_SEED = 99999
MOST_EPOCHS = 500
_NAMES = {
    "rate": "learning rate",
    "batch": "batch size",
    "optimiser": "optimiser",
    "loss": "loss",
    "activation": "activation function",
    "shift": "random shifts of up to",
    "flip": "random flips",
    "brightness": "random brightness of up to",
    "stop_early": "early stopping",
}
_UNITS = {"shift": " px", "brightness": "%"}


@dataclass(frozen=True)
class Settings:
    """Hyper-parameters.

    `shift`, `flip` and `brightness`, in per cent, are what happens by chance to the pictures
    trained on, as in `Augmentation`. Run goes on for `epochs`.

    Raises ValueError or TypeError, in one sentence, for what cannot be.
    """

    rate: float = 0.002
    batch: int = 32
    optimiser: str = "adam"
    loss: str = "cross_entropy"
    activation: str = "ReLU"
    shift: int = 1
    flip: bool = False
    brightness: int = 0
    stop_early: bool = False
    seed: int = 1
    epochs: int = 20

    def __post_init__(self) -> None:
        real_number(self.rate, "the learning rate", minimum=0)
        whole(self.seed, "the seed", 0)
        whole(self.shift, "the shift", 0)
        if whole(self.epochs, "the number of epochs", 1) > MOST_EPOCHS:
            raise ValueError(f"there are {self.epochs} epochs; there must be at most {MOST_EPOCHS}")
        if whole(self.brightness, "the brightness", 0) > 100:
            raise ValueError(f"the brightness is {self.brightness}%; it must be at most 100%")
        if whole(self.batch, "the batch size", 1) > MOST_BATCH:
            raise ValueError(f"the batch size is {self.batch}; it must be at most {MOST_BATCH}")
        for name, known in (
            ("optimiser", OPTIMISERS),
            ("loss", LOSSES),
            ("activation", (*ACTIVATIONS, AS_BUILT)),
        ):
            if getattr(self, name) not in known:
                raise ValueError(f"there is no {_NAMES[name]} of this name")

    @property
    def augmentation(self) -> Augmentation:
        """What happens to the pictures."""
        return Augmentation(self.shift, self.flip, self.brightness / 100)


def optimiser(settings: Settings) -> Optimiser:
    """Return a new optimiser, which remembers nothing."""
    if settings.optimiser == "adam":
        return Adam(settings.rate)
    return SGD(settings.rate, momentum=0.9 if settings.optimiser == "momentum" else 0.0)


def initialisation(settings: Settings) -> str:
    """Return the random weights that suit the activation function."""
    chosen = ACTIVATIONS.get(settings.activation)
    return chosen.initialisation if chosen else "he_uniform"


def network(shape: Sequence[int], nodes: Sequence[Node], settings: Settings) -> Graph:
    """Return the network that is trained, with its first weights."""
    made = activated(nodes, settings.activation)
    return network_of(shape, made, settings.seed, initialisation(settings))


def batches(data: DataSet, settings: Settings) -> Batches:
    """Return what the network is shown, batch by batch."""
    return Batches(data, settings.batch, settings.seed, settings.augmentation)


def activated(nodes: Sequence[Node], activation: str) -> tuple[Node, ...]:
    """Return the nodes with another activation function between them; the last one stays."""
    if activation == AS_BUILT:
        return tuple(nodes)
    kinds, kind = tuple(ACTIVATIONS.values()), ACTIVATIONS[activation]
    inner = tuple(
        replace(one, layer=kind())
        if isinstance(one.layer, kinds) and not isinstance(one.layer, kind)
        else one
        for one in nodes[:-1]
    )
    return (*inner, *nodes[-1:])


def own_activations(layers: Sequence[LayerInfo]) -> list[str]:
    """Return the names of those that `activated` would replace, each once, in their order."""
    kinds = list(dict.fromkeys(type(one) for one in layers[:-1]))
    return [name for kind in kinds for name, known in ACTIVATIONS.items() if kind is known]


def with_named_activation(settings: Settings, layers: Sequence[LayerInfo]) -> Settings:
    """`AS_BUILT` by its name where there is one only: the weights are initialised to suit it."""
    own = own_activations(layers)
    if settings.activation == AS_BUILT and len(own) == 1:
        return replace(settings, activation=own[0])
    return settings


def changes(before: Settings, after: Settings) -> str:
    """Say what has changed; empty if nothing has."""
    parts = []
    for name, title in _NAMES.items():
        value = getattr(after, name)
        if value != getattr(before, name):
            parts.append(f"{title} {_word(name, value)}")
    return ", ".join(parts)


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in _UNITS:
        return f"{value}{_UNITS[name]}"
    if isinstance(value, float):
        return f"{value:g}"
    activations = {AS_BUILT: "as built", **ACTIVATION_LABELS}
    titles = {"optimiser": OPTIMISERS, "loss": LOSSES, "activation": activations}
    return titles.get(name, {}).get(str(value), str(value))
