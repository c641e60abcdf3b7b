"""A model of an ONNX file as a `Graph`, so that it can be drawn, explained and trained on.

Each node becomes the layer that it is (`as_layers`); what does not depend on the picture, as the
arithmetic of shapes, is computed once and disappears.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.checks import Array, check_memory, flag, instance, shown, times
from engine.networks.graph import Graph
from engine.networks.layers.base import Layer, Shape
from engine.networks.layers.shuffling import ChannelShuffle
from engine.networks.nodes import INPUT, Node
from engine.networks.onnx.as_layers import LAYERS_OF, Draft, Place
from engine.networks.onnx.model import OnnxModel
from engine.networks.onnx.operators import Call
from engine.networks.onnx.parts import OnnxNode, TensorInfo
from engine.networks.onnx.shuffles import Shuffle, channel_shuffles
from engine.networks.table import check_input_shape

_SAMPLES = 2  # of the trial, where a model takes any number
_LONGEST = 100  # letters of a node's name


@dataclass
class _Conversion:
    """What has become of the nodes so far: `called` says which draft makes a tensor."""

    model: OnnxModel
    arrays: Mapping[str, Array]  # every tensor of the trial
    readers: Counter[str]
    constants: dict[str, Array]
    called: dict[str, str]
    channels_last: bool  # of the input
    shuffles: Mapping[str, Shuffle]
    drafts: dict[str, Draft] = field(default_factory=dict)

    def convert(self, node: OnnxNode) -> None:
        """Turn a node into layers, or into constants where no picture goes in."""
        shuffle = self.shuffles.get(node.outputs[0])
        if shuffle is not None and shuffle.source in self.called:
            if node.outputs[0] == shuffle.made:
                layer, source = ChannelShuffle(shuffle.groups), self.called[shuffle.source]
                self.called[shuffle.made] = _Place(self, node).add(layer, [source])
            return
        if node.operator == "Shape" or not any(name in self.called for name in node.inputs):
            self.constants |= {name: self.arrays[name] for name in node.outputs if name}
            return
        if self.channels_last and self.model.inputs[0].name in node.inputs:
            self._begin(node)
            return
        if any(self.readers[name] for name in node.outputs[1:]):
            raise ValueError(f"{node.called}: only its first output can become that of a layer")
        if node.operator not in LAYERS_OF:
            raise ValueError(f"{node.called}: there is no layer that does the same")
        try:
            made = LAYERS_OF[node.operator](_Place(self, node))
        except (ValueError, TypeError) as error:
            text = str(error)
            raise ValueError(
                text if text.startswith(node.called) else f"{node.called}: {text}"
            ) from None
        self.called[node.outputs[0]] = made

    def _begin(self, node: OnnxNode) -> None:
        """Take N×H×W×C as N×C×H×W, of which a `Graph` consists."""
        if node.operator != "Transpose" or node.attributes.get("perm") != [0, 3, 1, 2]:
            raise ValueError(f"{node.called}: it computes on N×H×W×C; layers compute on N×C×H×W")
        self.called[node.outputs[0]] = INPUT

    def free_name(self, wanted: str) -> str:
        """Return a name that a node of a `Graph` may have."""
        name = "".join(letter for letter in wanted if letter.isprintable())[-_LONGEST:]
        while not name or name == INPUT or name in self.drafts:
            name = f"{name[-_LONGEST + 1 :]}_"
        return name


class _Place(Place):
    """Where a node stands, for the functions of `as_layers`."""

    def __init__(self, at: _Conversion, node: OnnxNode) -> None:
        self._at, self._node = at, node
        self.call = Call(node.attributes, at.model.opset)
        self.inputs = len(node.inputs)

    def reads_picture(self, number: int) -> bool:
        return number < self.inputs and self._node.inputs[number] in self._at.called

    def source(self, number: int) -> str:
        name = self._node.inputs[number]
        if name not in self._at.called:
            raise ValueError("what should be computed is a constant")
        return self._at.called[name]

    def constant(self, number: int) -> Array | None:
        name = self._node.inputs[number] if number < self.inputs else ""
        if not name:
            return None
        if name not in self._at.constants:
            raise ValueError(f"{shown(name)} must be an array of the file, not computed")
        return self._at.constants[name]

    def shape(self, number: int) -> Shape:
        return self._sample(self._node.inputs[number])

    @property
    def output(self) -> Shape:
        return self._sample(self._node.outputs[0])

    def _sample(self, name: str) -> Shape:
        whole = self._at.arrays[name].shape
        count = len(self._at.arrays[self._at.model.inputs[0].name])
        if len(whole) not in (2, 4) or whole[0] != count:
            raise ValueError(
                f"{shown(name)} is {times(whole) or 'a number'}; a layer's are N×C×H×W or N×numbers"
            )
        return whole[1:]

    def add(
        self,
        layer: Layer,
        sources: Sequence[str],
        weights: Mapping[str, Array] | None = None,
        part: str = "",
    ) -> str:
        ending = f".{part}" if part else ""
        name = self._at.free_name(self._node.outputs[0] + ending)
        self._at.drafts[name] = Draft(layer, tuple(sources), dict(weights or {}))
        return name

    def draft(self, name: str) -> Draft | None:
        return self._at.drafts.get(name)

    def is_alone(self, number: int) -> bool:
        return self._at.readers[self._node.inputs[number]] == 1

    def replace(self, name: str, draft: Draft) -> str:
        del self._at.drafts[name]
        return self.add(draft.layer, draft.sources, draft.weights)


@np.errstate(all="ignore")  # what is no number is seen in the result
def as_graph(
    model: OnnxModel,
    output: str | None = None,
    input_shape: Sequence[int] | None = None,
    channels_last: bool = False,
) -> Graph:
    """Do what `OnnxModel.as_graph` says."""
    wanted = _output(model, output)
    flag(channels_last, "channels_last")
    shape, samples = _input(model, input_shape)
    (given,) = model.inputs
    zeros = np.zeros((samples, *shape), given.dtype)
    arrays = model.tensors({given.name: zeros})
    order = model.needed([wanted])
    readers = Counter(name for node in order for name in node.inputs)
    readers[wanted] += 1
    called, shuffles = {given.name: INPUT}, channel_shuffles(order, arrays, readers)
    made = _Conversion(
        model, arrays, readers, dict(model.constants), called, channels_last, shuffles
    )
    for node in order:
        made.convert(node)
    if wanted not in made.called:
        raise ValueError(f"{shown(wanted)} does not depend on the input, so no layer makes it")
    nodes = [Node(name, draft.layer, draft.sources) for name, draft in made.drafts.items()]
    dtype = np.float64 if given.dtype == np.float64 else np.float32
    network = Graph((shape[2], *shape[:2]) if channels_last else shape, nodes, dtype=dtype)
    network.set_state(
        {
            f"{name}.{part}": array
            for name, draft in made.drafts.items()
            for part, array in draft.weights.items()
        }
    )
    return network


def _output(model: OnnxModel, output: str | None) -> str:
    names = [one.name for one in model.outputs]
    if output is None and len(names) > 1:
        listed = ", ".join(map(shown, names[:5]))
        raise ValueError(f"the model has {len(names)} outputs, {listed}: one must be chosen")
    wanted = names[0] if output is None else output
    instance(wanted, "output", str, "the name of a tensor")
    if wanted not in model.tensor_names:
        raise ValueError(f"the model has no tensor {shown(wanted)}")
    return wanted


def _input(model: OnnxModel, input_shape: Sequence[int] | None) -> tuple[Shape, int]:
    """Return the shape of a sample, and how many the model takes at once."""
    if len(model.inputs) != 1:
        raise ValueError(f"the model has {len(model.inputs)} inputs; a Graph has one")
    one: TensorInfo = model.inputs[0]
    lengths = one.shape or (None, *(input_shape or ()))
    if one.dtype.kind != "f" or len(lengths) not in (2, 4):
        raise ValueError(
            f"the input {shown(one.name)} must be real numbers, N×C×H×W or N×numbers, for a Graph"
        )
    fixed = tuple(length for length in lengths[1:] if isinstance(length, int))
    if input_shape is None and len(fixed) != len(lengths) - 1:
        raise ValueError(
            f"the input {shown(one.name)} may have any size; input_shape must say one for a Graph"
        )
    shape = check_input_shape(fixed if input_shape is None else input_shape)
    check_memory(shape, "the input")
    return shape, lengths[0] if isinstance(lengths[0], int) else _SAMPLES
