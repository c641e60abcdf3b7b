"""The page's state: an example's numbers and settings, and what differs from them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from app import cells
from app.back_propagation.examples import EXAMPLES
from app.cells import Texts
from app.state import volume_text
from app.state.matrix_text import from_link
from app.state.schema import choice, custom, flag, positions, whole
from app.state.volume_text import Volume, side_lengths
from app.step_by_step.positions import StepperPositions
from engine.ops.pooling import pooling_plan
from engine.planning.geometry import plan

VIEWS = ("chain", "jacobians")
MAX_SIDE, MAX_DEPTH, MAX_KERNEL, MAX_CLASSES, MAX_INPUTS = 8, 4, 5, 4, 64
MAX_MAP = 2 * MAX_SIDE
LOSSES = ("sum", "squared", "cross_entropy")
TIES = ("first", "even", "every")
BIASES = ("filter", "position")
RATES = ("1", "0.1", "0.01", "0.001")
LOOKS = ("view", "channel", "filter", "kernel_channel", "map")
"""What changes no number."""


def _dense(text: str) -> Texts:
    return from_link(text, MAX_CLASSES, MAX_INPUTS) if text else ()


def _maps(text: str) -> Volume:
    return volume_text.volume(MAX_MAP, MAX_DEPTH)(text) if text else ()


@dataclass(frozen=True)
class BackState(StepperPositions):
    """All that a link carries.

    `kernels` holds a matrix for every filter and channel. `classes` is 0 without a fully connected
    layer. `dense` and `target` count only where their shapes are those that follow from all other
    settings; otherwise numbers are drawn (`dense_texts`, `target_texts`). So does `bias_maps`, a
    bias for each position, where `biases` asks for it; otherwise all positions of a map have its
    filter's bias (`bias_map_texts`). `points`, `weights` and
    `upstream` belong to the 1-D convolution of the view "jacobians".
    """

    example: str = choice(EXAMPLES, default="conv", head=True)
    view: str = choice(VIEWS, default="chain", head=True)
    volume: Volume = custom(read=volume_text.volume(MAX_SIDE, MAX_DEPTH), default=())
    kernels: tuple[Volume, ...] = custom(
        read=volume_text.filters(MAX_KERNEL, MAX_DEPTH), default=()
    )
    bias: tuple[str, ...] = custom(read=volume_text.row(MAX_DEPTH), default=())
    biases: str = choice(BIASES, default="filter")
    bias_maps: Volume = custom(read=_maps, default=())
    stride: int = whole(1, 3, default=1)
    padding: int = whole(0, 3, default=0)
    dilation: int = whole(1, 3, default=1)
    relu: bool = flag(default=False)
    pooling: str = choice(("none", "max", "average"), default="none")
    window: int = whole(1, 4, default=2)
    pool_stride: int = whole(1, 4, default=2)
    ties: str = choice(TIES, default="first")
    classes: int = whole(0, MAX_CLASSES, default=0)
    dense: Texts = custom(read=_dense, default=())
    offset: tuple[str, ...] = custom(read=volume_text.row(MAX_CLASSES), default=())
    loss: str = choice(LOSSES, default="squared")
    target: Volume = custom(read=_maps, default=())
    label: int = whole(0, 999, default=0)
    rate: str = choice(RATES, default="0.01")
    channel: int = whole(0, MAX_DEPTH - 1, default=0)
    filter: int = whole(0, MAX_DEPTH - 1, default=0)
    kernel_channel: int = whole(0, MAX_DEPTH - 1, default=0)
    map: int = whole(0, MAX_DEPTH - 1, default=0)
    points: tuple[str, ...] = custom(read=volume_text.row(4), default=("2", "-1", "3", "4"))
    weights: tuple[str, ...] = custom(read=volume_text.row(3), default=("1", "-2", "0.5"))
    upstream: tuple[str, ...] = custom(read=volume_text.row(2), default=("1", "3"))

    def start(self) -> Self:
        """Return the untouched example, in the view of this state."""
        found = vars(EXAMPLES[self.example])
        numbers = {name: value for name, value in found.items() if name not in ("title", "shows")}
        return type(self)(example=self.example, view=self.view, **numbers)

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Take the example's numbers where a link's do not belong together."""
        del given
        state, complaints = self, []
        if problem := _shape_problem(state):
            complaints.append(f"The link's numbers do not match: {problem}")
            state = state.start()
        first = type(self)()
        toy = {name: getattr(first, name) for name in ("points", "weights", "upstream")}
        if wrong := [name for name in toy if len(getattr(state, name)) != len(toy[name])]:
            complaints.append("The 1-D convolution has 4 inputs, 3 weights and 2 gradients.")
            state = replace(state, **{name: toy[name] for name in wrong})
        return state, tuple(complaints)

    def in_link(self) -> Self:
        """Leave out what counts for nothing: numbers of other shapes than are shown."""
        start = self.start()
        try:
            dense, target = self.dense_texts if self.classes else (), self.target_texts
            bias_maps = self.bias_map_texts if self.biases == "position" else ()
        except ValueError:  # no window has room
            dense, target, bias_maps = (), (), ()
        return replace(
            self,
            bias_maps=self.bias_maps if self.bias_maps == bias_maps else (),
            dense=self.dense if self.dense == dense else start.dense,
            target=self.target if self.target == target else start.target,
        )

    @property
    def is_untouched(self) -> bool:
        """Whether numbers and settings are the example's, however they are looked at."""
        looks = (*LOOKS, *positions(type(self)))
        return self == replace(self.start(), **{name: getattr(self, name) for name in looks})

    @property
    def convolved_shape(self) -> tuple[int, int, int]:
        """Maps, rows and columns of what the convolution gives; errors as `map_shape`."""
        size = side_lengths(self.volume[0])
        kernel = side_lengths(self.kernels[0][0])
        pairs = ((one, one) for one in (self.stride, self.padding, self.dilation))
        return len(self.kernels), *plan(size, kernel, *pairs).output

    @property
    def map_shape(self) -> tuple[int, int, int]:
        """Maps, rows and columns of what the fully connected layer, or the loss, is given.

        Raises ValueError with one plain sentence where a window has no room.
        """
        maps, rows, columns = self.convolved_shape
        if self.pooling != "none":
            window, stride = ((one, one) for one in (self.window, self.pool_stride))
            rows, columns = pooling_plan((rows, columns), window, stride).output
        return maps, rows, columns

    @property
    def inputs(self) -> int:
        """How many numbers the fully connected layer is given; errors as `map_shape`."""
        maps, rows, columns = self.map_shape
        return maps * rows * columns

    @property
    def last_shape(self) -> tuple[int, int, int]:
        """Maps, rows and columns of what the loss is taken of; errors as `map_shape`."""
        return (1, self.classes, 1) if self.classes else self.map_shape

    @property
    def bias_map_texts(self) -> Volume:
        """A bias for each output of the convolution; errors as `map_shape`."""
        maps, rows, columns = self.convolved_shape
        if _is_shaped(self.bias_maps, (maps, rows, columns)):
            return self.bias_maps
        return tuple(((bias,) * columns,) * rows for bias in self.bias)

    @property
    def dense_texts(self) -> Texts:
        """The weights of the fully connected layer; errors as `map_shape`."""
        shape = 1, self.classes, self.inputs
        for found in (self.dense, self.start().dense):
            if _is_shaped((found,), shape):
                return found
        return _drawn("dense", *shape[1:], ("-0.5", "-0.2", "0.1", "0.3", "0.5"))

    @property
    def offset_texts(self) -> tuple[str, ...]:
        """One bias for each class."""
        return (*self.offset, *("0",) * self.classes)[: self.classes]

    @property
    def target_texts(self) -> Volume:
        """What the loss "squared" compares with; errors as `map_shape`."""
        maps, rows, columns = self.last_shape
        for found in (self.target, self.start().target):
            if _is_shaped(found, (maps, rows, columns)):
                return found
        return tuple(_drawn(f"target {k}", rows, columns, tuple("01234")) for k in range(maps))


def _is_shaped(matrices: Volume, shape: tuple[int, int, int]) -> bool:
    if not matrices or not matrices[0]:
        return False
    return (len(matrices), *side_lengths(matrices[0])) == shape


def _drawn(name: str, rows: int, columns: int, among: tuple[str, ...]) -> Texts:
    """Draw numbers, the same for everyone."""
    random = Random(f"{name} {rows} {columns}")
    return tuple(tuple(random.choice(among) for _ in range(columns)) for _ in range(rows))


def drawn_matrix(name: str, rows: int, columns: int, lowest: int, highest: int) -> Texts:
    """Draw whole numbers, the same for everyone who gives the same name."""
    return _drawn(name, rows, columns, tuple(str(one) for one in range(lowest, highest + 1)))


def _shape_problem(state: BackState) -> str | None:
    channels = len(state.volume)
    if any(len(one) != channels for one in state.kernels):
        matrices = "matrix" if channels == 1 else "matrices"
        return f"every filter must have {channels} {matrices}, one for each input channel."
    if len(state.bias) != len(state.kernels):
        return f"{len(state.kernels)} filters need {len(state.kernels)} biases."
    return None


def numbers(texts: Texts) -> cells.Numbers:
    """Return the numbers of a matrix that was checked before."""
    return cells.parse_matrix(texts, ())[0]
