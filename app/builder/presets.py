"""Networks to start from: the lectures' and the papers'."""

from dataclasses import replace

from app import alexnet
from app.builder.schema import BuilderState
from engine.networks import Layer, Linear, Table, notation, ready_made
from engine.networks.layers.registry import LAYERS

_START = BuilderState()
ALEXNET = "AlexNet"
_MOST_NEURONS = int(LAYERS["Linear"].settings[0].highest)


def _listed(layers: tuple[Layer, ...], width: int) -> BuilderState:
    return replace(_START, show="layers", width=width, layers=notation.write_layers(layers))


NETWORKS = {
    "LeNet on CIFAR-10": _START,
    "Tiny VGG (CNN Explainer)": replace(
        _START, width=64, convolutions=2, filters="10_10", kernel=3, neurons=""
    ),
    "VGG with six layers": replace(
        _START, convolutions=2, filters="32_64_128", kernel=3, padding="same", neurons=""
    ),
    "Small, for 8×8 digits": replace(
        _START, width=8, depth=1, filters="16_32", kernel=3, padding="same", neurons=""
    ),
    ALEXNET: _listed(ready_made.alexnet(), alexnet.SIDE),
    f"{ALEXNET}, two columns": _listed(ready_made.alexnet(columns=2), alexnet.SIDE),
    "VGG-16": _listed(ready_made.vgg16(), 224),
    "GoogLeNet": replace(_START, show="googlenet", width=224),
    "ResNet-20 on CIFAR-10": replace(_START, show="residual", outputs=10),
    "Small residual network, pooled early": replace(
        _START, show="pooledresidual", outputs=10, base=32
    ),
    "Small Inception (Zhang et al.)": replace(_START, show="smallinception", outputs=10, base=96),
    "ResNet-18": replace(_START, show="resnet18", width=224),
    "U-Net, small": replace(_START, show="unet", outputs=2),
}


def name_of(state: BuilderState) -> str | None:
    """Which of `NETWORKS` the state stands at; None where it is the learner's own."""
    return next((name for name in NETWORKS if started(name, state) == state), None)


def started(name: str, state: BuilderState) -> BuilderState:
    """Return the state that shows a network of this name, with the bars as they are."""
    return replace(NETWORKS[name], costs=state.costs, scale=state.scale)


def note_of(state: BuilderState) -> str:
    """Return what has to be said of the network that the state stands at, or nothing."""
    if state.branching:
        return state.branching.editable
    return alexnet.note() if (name_of(state) or "").startswith(ALEXNET) else ""


def twin(state: BuilderState, made: Table) -> BuilderState:
    """Return a fully connected network of about as many parameters as that of this table.

    Raises ValueError with half a sentence where it does not end in a row of classes, or the twin
    would be larger than a layer can be here.
    """
    try:
        layers = ready_made.twin_of(made)
    except ValueError as error:
        raise ValueError(f"{error}, which a twin needs") from None
    neurons = max(layer.out_features for layer in layers if isinstance(layer, Linear))
    if neurons > _MOST_NEURONS:
        raise ValueError(
            f"its twin would have {neurons:,} hidden neurons, and here an FC layer has at most"
            f" {_MOST_NEURONS:,}; a larger input needs fewer"
        )
    return replace(state, show="layers", layers=notation.write_layers(layers))
