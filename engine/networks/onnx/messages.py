"""What an ONNX file says: a graph of nodes, its inputs and outputs, its arrays.

Field numbers as in `onnx.proto` (ONNX 1.22). What a network needs is read, all else is passed
over; a graph within a node (a branch or a loop) is never opened, so no file can nest deeply.
"""

from dataclasses import dataclass, field
from typing import Any

from engine.checks import shown
from engine.networks.onnx.tensors import Tensor, read_tensor
from engine.networks.onnx.wire import Fields, Value, damaged, message, signed, text

MOST_NODES = 10_000

Dimension = int | str | None
"""A length, the name of one that is not fixed, or nothing known of it."""


@dataclass
class NodeRecord:
    """A NodeProto."""

    name: str = ""
    operator: str = ""
    domain: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def called(self) -> str:
        """The node in a sentence."""
        name = f"node {shown(self.name)}" if self.name else f"node {self.number}"
        return f"{name} ({shown(self.operator)[1:-1]})"


@dataclass
class ValueRecord:
    """A ValueInfoProto: the shape is None where nothing is said of it."""

    name: str = ""
    kind: int = 0
    shape: tuple[Dimension, ...] | None = None


@dataclass
class ModelRecord:
    """A ModelProto with its GraphProto; `opset` of ONNX's own operators, 0 where it is missing."""

    opset: int = 0
    producer: str = ""
    nodes: list[NodeRecord] = field(default_factory=list)
    arrays: list[Tensor] = field(default_factory=list)
    inputs: list[ValueRecord] = field(default_factory=list)
    outputs: list[ValueRecord] = field(default_factory=list)


@dataclass(frozen=True)
class Unreadable:
    """An attribute that no operator here takes: a graph, a sparse array, a type."""

    what: str


def read_model(data: memoryview) -> ModelRecord:
    """Return what a file says; ValueError, in one sentence, where it is no such file."""
    fields, made, graph = Fields(), ModelRecord(), None
    for number, value in fields.of(data):
        if number == 2:
            made.producer = text(value)
        elif number == 7:
            if graph is not None:
                raise damaged()
            graph = message(value)
        elif number == 8:
            domain, version = _opset(fields, message(value))
            if domain in ("", "ai.onnx"):
                made.opset = version
    if graph is None:
        raise damaged()
    _read_graph(fields, graph, made)
    return made


def _opset(fields: Fields, data: memoryview) -> tuple[str, int]:
    domain, version = "", 0
    for number, value in fields.of(data):
        if number == 1:
            domain = text(value)
        elif number == 2:
            version = signed(value)
    return domain, version


def _read_graph(fields: Fields, data: memoryview, made: ModelRecord) -> None:
    for number, value in fields.of(data):
        if number == 1:
            if len(made.nodes) == MOST_NODES:
                raise ValueError(
                    f"the model has more than {MOST_NODES:,} nodes; so many are not run"
                )
            made.nodes.append(_node(fields, message(value), len(made.nodes) + 1))
        elif number == 5:
            made.arrays.append(read_tensor(fields, message(value)))
        elif number == 11:
            made.inputs.append(_value(fields, message(value)))
        elif number == 12:
            made.outputs.append(_value(fields, message(value)))
        elif number == 15:
            raise ValueError("the model holds sparse arrays; only whole ones are read")


def _node(fields: Fields, data: memoryview, place: int) -> NodeRecord:
    made = NodeRecord(number=place)
    raw: list[memoryview] = []
    for number, value in fields.of(data):
        if number == 1:
            made.inputs.append(text(value))
        elif number == 2:
            made.outputs.append(text(value))
        elif number == 3:
            made.name = text(value)
        elif number == 4:
            made.operator = text(value)
        elif number == 5:
            raw.append(message(value))
        elif number == 7:
            made.domain = text(value)
    for one in raw:
        name, found = _attribute(fields, one)
        if name in made.attributes:
            raise damaged()
        made.attributes[name] = found
    return made


def _attribute(fields: Fields, data: memoryview) -> tuple[str, Any]:
    """Return name and value: a number, a text, a `Tensor`, or a list of numbers."""
    name, kind = "", 0
    single: dict[int, Value] = {}
    reals: list[float] = []
    wholes: list[int] = []
    for number, value in fields.of(data):
        if number == 1:
            name = text(value)
        elif number == 20:
            kind = signed(value)
        elif number == 7:
            reals += fields.reals(value)
        elif number == 8:
            wholes += fields.numbers(value)
        else:
            single[number] = value
    if kind in (6, 7):
        return name, reals if kind == 6 else wholes
    return name, _single(fields, kind, single)


def _single(fields: Fields, kind: int, given: dict[int, Value]) -> Any:
    if kind == 1:
        return fields.reals(given.get(2, memoryview(b"\0\0\0\0")))[0]
    if kind == 2:
        return signed(given.get(3, 0))
    if kind == 3:
        return text(given.get(4, memoryview(b"")))
    if kind == 4:
        return read_tensor(fields, message(given.get(5, memoryview(b""))))
    others = {5: "a graph", 10: "graphs", 8: "texts", 11: "a sparse array"}
    return Unreadable(others.get(kind, "something unknown"))


def _value(fields: Fields, data: memoryview) -> ValueRecord:
    made = ValueRecord()
    for number, value in fields.of(data):
        if number == 1:
            made.name = text(value)
        elif number == 2:
            for kind, inner in fields.of(message(value)):
                if kind == 1:  # a tensor: no list, no map, nothing optional
                    _tensor_type(fields, message(inner), made)
    return made


def _tensor_type(fields: Fields, data: memoryview, made: ValueRecord) -> None:
    for number, value in fields.of(data):
        if number == 1:
            made.kind = signed(value)
        elif number == 2:
            made.shape = tuple(
                _dimension(fields, message(one))
                for kind, one in fields.of(message(value))
                if kind == 1
            )


def _dimension(fields: Fields, data: memoryview) -> Dimension:
    found: Dimension = None
    for number, value in fields.of(data):
        if number == 1:
            length = signed(value)
            found = length if length > 0 else None  # some exporters write −1 or 0 for any length
        elif number == 2:
            found = text(value) or None
    return found
