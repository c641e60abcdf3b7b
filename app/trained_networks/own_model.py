"""The learner's own model: read from a file, and made a network as all others here are."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.trained_networks import class_names
from app.trained_networks.own_settings import (
    IMAGENET,
    NCHW,
    NHWC,
    OURS,
    PROBABILITIES,
    SCORES,
    UNIT,
    Settings,
)
from engine import networks
from engine.checks import times
from engine.explain.heat_maps.methods import map_layers
from engine.networks.classifiers import in_a_row, is_prepared, learned_parameters, prepared
from engine.networks.graph import Graph
from engine.networks.nodes import Node
from engine.networks.onnx.model import OnnxModel
from engine.networks.onnx.whole import WholeModel
from engine.networks.shipped import Card

FILE_TYPES = ("onnx", "safetensors")
MOST_CLASSES = 25_000
MOST_PIXELS = 512  # high and wide
MOST_WORK = 25 * 10**9
"""Multiply-adds for one picture: VGG-19 needs 19.6 billion."""
_PRODUCER = "Convoscope"
_IMAGENET_CLASSES = 1000
SIZE, LAYOUT, TENSOR, OUTPUT = "size", "layout", "tensor", "output"
"""What a file may leave open."""

Made = OnnxModel | Graph


@dataclass(frozen=True)
class OwnModel:
    """A model of a file with what the learner has said of it.

    `made` is what the file holds, as far as it is still needed: what the file leaves open, `asks`,
    decides how it becomes a network. `network` takes pictures from −1 to 1. `problem` says why it
    is run as a whole, without layers and gradients; "" where it is not.
    """

    title: str
    digest: str
    settings: Settings
    asks: frozenset[str]
    made: Made = field(repr=False)
    network: Graph = field(repr=False)
    problem: str
    classes: tuple[str, ...] = field(repr=False)

    @cached_property
    def key(self) -> str:
        """What every result of this network depends on."""
        return hashlib.sha256(f"{self.digest} {self.title} {self.settings}".encode()).hexdigest()

    @property
    def nbytes(self) -> int:
        """How much memory its numbers take."""
        held = dict(self.made.constants) if isinstance(self.made, OnnxModel) else {}
        return sum(array.nbytes for array in (*held.values(), *self.network.state.values()))

    @property
    def card(self) -> Card:
        """What is known of it: nothing about its training."""
        count = learned_parameters(self.network)
        if self.problem and isinstance(self.made, OnnxModel):
            count = sum(one.size for one in self.made.constants.values() if one.dtype.kind == "f")
        return Card(self.title, "", self.classes, count, "", 0, 0, 0.0, (), (), "")

    @property
    def tensors(self) -> tuple[str, ...]:
        """The outputs of the model, of which one is looked at."""
        outputs = self.made.outputs if isinstance(self.made, OnnxModel) else ()
        return tuple(one.name for one in outputs)

    def with_settings(self, settings: Settings) -> "OwnModel":
        """Return it with other settings; ValueError, in one sentence, where they do not fit."""
        return _built(self.title, self.digest, self.made, self.asks, settings)


def opened(content: bytes, name: str) -> OwnModel:
    """Return the model of a file; ValueError, in one sentence, where it cannot be used."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        if name.lower().endswith(".safetensors"):
            made: Made = networks.from_bytes(content)
            asks, settings = frozenset[str](), Settings(normalisation=OURS)
        else:
            made = networks.load_onnx(content)
            asks, settings = _left_open(made), _guessed(made)
        return _built(name, digest, made, asks, settings)
    except (ValueError, TypeError) as error:
        raise ValueError(f"“{name}” cannot be used: {error}") from None


def _built(
    title: str, digest: str, made: Made, asks: frozenset[str], settings: Settings
) -> OwnModel:
    network, problem = (made, "") if isinstance(made, Graph) else _network(made, settings)
    _check_size(network.input_shape)
    network = in_a_row(network)
    count, work = network.table.output[0], network.table.multiply_adds
    if not 2 <= count <= MOST_CLASSES:
        outputs = "1 output" if count == 1 else f"{count:,} outputs"
        raise ValueError(f"it has {outputs}; a classifier here has 2 to {MOST_CLASSES:,}")
    if work > MOST_WORK:
        raise ValueError(f"it needs {work:,} multiply-adds for a picture, more than {MOST_WORK:,}")
    classes = class_names.parse(settings.names, count)
    if not settings.is_ours or is_prepared(network) or not map_layers(network):
        network = prepared(network, settings.of_channels(network.input_shape[0]))
    for array in network.state.values():
        array.flags.writeable = False
    is_needed = problem or asks & {SIZE, LAYOUT, TENSOR}
    asks = asks | {OUTPUT} if problem else asks - {OUTPUT}
    kept = made if is_needed else network
    return OwnModel(title, digest, settings, asks, kept, network, problem, classes)


def _network(model: OnnxModel, settings: Settings) -> tuple[Graph, str]:
    """Return the model as a network, and why it is only one layer; "" where it is not."""
    shape, tensor = _input_shape(model, settings), settings.tensor or model.outputs[0].name
    is_last = settings.layout == NHWC
    seen = (shape[2], *shape[:2]) if is_last else shape
    _check_size(seen)
    try:
        return model.as_graph(tensor, shape, is_last), ""
    except ValueError as error:
        problem = str(error)
    (given,) = model.inputs
    samples = given.shape[0] if given.shape and isinstance(given.shape[0], int) else 1
    zeros = np.zeros((samples, *shape), given.dtype)
    out = model.run({given.name: zeros}, [tensor])[tensor]
    if samples != 1 or len(out) != 1:
        raise ValueError(f"it takes {samples} pictures at once; here it must take one. {problem}")
    layer = WholeModel(
        model, tensor, out.shape[1:], problem, is_last, settings.output == PROBABILITIES
    )
    return Graph(seen, [Node("model", layer)]), problem


def _check_size(shape: tuple[int, ...]) -> None:
    if len(shape) != 3 or shape[0] not in (1, 3):
        raise ValueError(
            f"it takes {times(shape)}; here it must be pictures of 1 or 3 channels, C×H×W"
        )
    if max(shape[1:]) > MOST_PIXELS:
        raise ValueError(
            f"it takes pictures of {times(shape[1:])} pixels; here {times((MOST_PIXELS,) * 2)} are"
            " the most"
        )


def _input_shape(model: OnnxModel, settings: Settings) -> tuple[int, ...]:
    """Return the shape of a sample as the model takes it."""
    if len(model.inputs) != 1:
        raise ValueError(f"it has {len(model.inputs)} inputs; here it must have one, the picture")
    (given,) = model.inputs
    lengths = (None,) * 4 if given.shape is None else given.shape
    if len(lengths) != 4 or given.dtype.kind != "f":
        shape = "×".join(str(length or "?") for length in lengths)
        raise ValueError(
            f"its input is {shape or 'a number'}, {given.dtype}; here it must be pictures, N×C×H×W,"
            " in floating-point numbers"
        )
    side = settings.side
    usual = (side, side, 3) if settings.layout == NHWC else (3, side, side)
    return tuple(
        length if isinstance(length, int) else other
        for length, other in zip(lengths[1:], usual, strict=True)
    )


def _left_open(model: OnnxModel) -> frozenset[str]:
    """Return what the file does not say."""
    lengths = model.inputs[0].shape if model.inputs else None
    found = {TENSOR} if len(model.outputs) > 1 else set[str]()
    if _layout(lengths) is None:
        found |= {LAYOUT}
    if lengths is None or not all(isinstance(length, int) for length in lengths[1:]):
        found |= {SIZE}
    return frozenset(found)


def _layout(lengths: object) -> str | None:
    """Return where the channels stand, None where the file leaves it open."""
    match lengths:
        case (_, 1 | 3, _, _):
            return NCHW
        case (_, _, _, 1 | 3):
            return NHWC
        case (_, int(), _, int()):
            return NCHW  # neither can be: it is refused by its channels
    return None


def _guessed(model: OnnxModel) -> Settings:
    """Return the settings that are the most likely: the learner changes what is wrong."""
    lengths = model.inputs[0].shape if model.inputs else None
    shape = model.outputs[0].shape or ()
    normalisation = IMAGENET if shape[1:2] == (_IMAGENET_CLASSES,) else UNIT
    is_softmax = any(
        node.operator in ("Softmax", "Sigmoid") and model.outputs[0].name in node.outputs
        for node in model.nodes
    )
    return Settings(
        layout=_layout(lengths) or NCHW,
        normalisation=OURS if model.producer == _PRODUCER else normalisation,
        output=PROBABILITIES if is_softmax else SCORES,
    )
