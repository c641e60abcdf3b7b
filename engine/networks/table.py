"""The table of a network: what each layer makes of a sample, and what it costs."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from engine.checks import listed, pair, shown, whole
from engine.networks.layers.base import LayerInfo, Shape, Window
from engine.networks.layers.convolution import Conv2d
from engine.networks.layers.pooling import WindowPooling
from engine.networks.nodes import Node, checked_nodes, in_line, sources
from engine.networks.receptive_field import Seen
from engine.planning.geometry import Fit, fit
from engine.planning.volumes import Volume

BYTES = 4  # of a float32


@dataclass(frozen=True)
class _Reached:
    """What is known of an array: a sample's shape, and what one number of it sees."""

    shape: Shape
    cells: tuple[int, int]  # the rows and columns over which its numbers lie
    seen: tuple[Seen, Seen] = (Seen(), Seen())  # (vertical, horizontal)


@dataclass(frozen=True)
class Row:
    """One layer of a network.

    `name` is its node's, `inputs` the shapes that it takes, of most layers one. `receptive_field`
    is how many rows and columns of the picture one number of its output depends on, padding
    included; `jump` how many lie between two neighbours, a fraction where maps have become larger
    than the picture. Of several inputs the larger ones count.
    """

    name: str
    layer: LayerInfo
    inputs: tuple[Shape, ...]
    output: Shape
    parameters: int
    multiply_adds: int
    receptive_field: tuple[int, int]
    jump: tuple[int | Fraction, int | Fraction]

    @property
    def input(self) -> Shape:
        """The shape of the input, the first of several."""
        return self.inputs[0]

    @property
    def volume(self) -> Volume:
        """The output as width × height × depth; a row of numbers is 1×1×numbers."""
        return volume(self.output)

    @property
    def fit(self) -> Fit | None:
        """How the windows of a convolution or pooling fit along the width; None elsewhere."""
        layer = self.layer
        if not isinstance(layer, Conv2d | WindowPooling):
            return None
        if isinstance(layer, WindowPooling) and layer.ceil_mode:
            return None  # its last window may hang over
        kernel, stride = pair(layer.kernel_size, "", 1)[1], pair(layer.stride, "", 1)[1]
        padding = layer.padding if isinstance(layer.padding, str) else pair(layer.padding, "", 0)[1]
        dilation = pair(layer.dilation, "", 1)[1] if isinstance(layer, Conv2d) else 1
        return fit(self.input[2], kernel, stride, padding, dilation, suggest=False)

    @property
    def makes_volume(self) -> bool:
        """Whether the output is another volume than the input; numbers in a row are no new one."""
        if self.layer.window() or self.layer.sees_everything:
            return True
        return self.input != self.output and len(self.output) == 3

    @property
    def output_bytes(self) -> int:
        """Memory that the output of one sample takes, in float32."""
        return BYTES * self.volume.count

    @property
    def parameter_bytes(self) -> int:
        """Memory that the parameters take, in float32."""
        return BYTES * self.parameters


@dataclass(frozen=True)
class Table:
    """The layers up to the first that does not fit; `problem` says why it does not."""

    input: Shape
    rows: tuple[Row, ...]
    problem: str | None = None

    @property
    def is_numbered(self) -> bool:
        """Whether the names are numbers, as those of layers in a line; else nodes have names."""
        return all(row.name == str(number) for number, row in enumerate(self.rows))

    @property
    def output(self) -> Shape:
        """The shape of what comes out at the end."""
        return self.rows[-1].output if self.rows else self.input

    @property
    def parameters(self) -> int:
        """Parameters of all layers."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of all layers, for one sample."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def output_bytes(self) -> int:
        """Memory that the outputs of all layers take together, for one sample."""
        return sum(row.output_bytes for row in self.rows)

    @property
    def parameter_bytes(self) -> int:
        """Memory that all parameters take."""
        return sum(row.parameter_bytes for row in self.rows)


def volume(shape: Shape) -> Volume:
    """Return a sample's shape, (channels, height, width) or (numbers,), as the lectures do."""
    if len(shape) == 1:
        return Volume(1, 1, shape[0])
    return Volume(shape[2], shape[1], shape[0])


def check_input_shape(shape: object) -> Shape:
    """Return (channels, height, width) or (numbers,); ValueError or TypeError else."""
    if not isinstance(shape, tuple | list) or len(shape) not in (1, 3):
        raise ValueError(
            f"the input's shape is {shown(shape)}; it must be (channels, height, width) or"
            " (numbers,)"
        )
    return tuple(whole(length, "the input's shape", 1) for length in shape)


def table(input_shape: object, layers: Iterable[LayerInfo]) -> Table:
    """Send one sample's shape through `layers`; no weights are made.

    `input_shape` is (channels, height, width) or (numbers,). Where a layer does not fit, the table
    ends and `problem` says why; nothing is raised for that.
    """
    given = listed(layers, "layers", LayerInfo, "layers of engine.networks")
    return graph_table(input_shape, in_line(one for one in given if isinstance(one, LayerInfo)))


def graph_table(input_shape: object, nodes: Iterable[Node]) -> Table:
    """Send one sample's shape through the nodes of a `Graph`, as `table` does through layers.

    Raises ValueError, in one sentence, where a node reads what is not there.
    """
    start = check_input_shape(input_shape)
    given = checked_nodes(nodes)
    reached = [_Reached(start, _cells(start))]
    rows: list[Row] = []
    for node, read in zip(given, sources(given), strict=True):
        inputs = [reached[source] for source in read]
        shapes = tuple(one.shape for one in inputs)
        try:
            output = node.layer.joined_shape(shapes)
            costs = parameter_count(node.layer), node.layer.multiply_adds(shapes[0])
        except ValueError as error:
            return Table(start, tuple(rows), f"{node.called}: {error}")
        after = _after(node.layer, inputs, output)
        down, across = after.seen
        sizes = (down.field, across.field), (down.jump, across.jump)
        rows.append(Row(node.name, node.layer, shapes, output, *costs, *sizes))
        reached.append(after)
    return Table(start, tuple(rows))


def _after(layer: LayerInfo, inputs: list[_Reached], output: Shape) -> _Reached:
    """Return what is known of a layer's output."""
    cells, window = inputs[0].cells, layer.window()
    if window is None:
        window = Window(cells if layer.sees_everything else (1, 1), (1, 1))
    down, across = (
        max((one.seen[axis] for one in inputs), key=lambda seen: (seen.field, seen.jump)).through(
            window.reach[axis], window.stride[axis], window.growth[axis]
        )
        for axis in (0, 1)
    )
    if len(output) == 3:
        cells = _cells(output)
    elif layer.sees_everything:
        cells = (1, 1)
    return _Reached(output, cells, (down, across))


def parameter_count(layer: LayerInfo) -> int:
    """Return how many numbers the layer learns."""
    return sum(math.prod(shape) for shape in layer.parameter_shapes().values())


def _cells(shape: Shape) -> tuple[int, int]:
    """Return the rows and columns over which the numbers of a sample lie."""
    return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)
