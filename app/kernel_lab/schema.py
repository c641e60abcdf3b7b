"""The Kernel lab's state: a copied link opens the same lesson anywhere."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app import cells
from app.kernel_lab import named_filters
from app.pictures import OWN
from app.state import pairs, readers
from app.state.schema import Pair, Schema, choice, custom, flag, pair, position, unlinked, whole
from engine.explain.pipeline import MAX_PADDING, MAX_STRIDE
from engine.images import gallery

MAX_SHIFT = 16
MAX_DILATION = 8
MAX_POOL = 8
PAIRS = ("stride", "padding", "dilation")
"""The fields that the vertical and the horizontal can be set apart in."""


def _padding(text: str) -> str | Pair:
    return text if text in ("valid", "same") else readers.pair(0, MAX_PADDING)(text)


def _kernel(text: str) -> str | cells.Texts:
    if named_filters.is_name(text):
        return named_filters.read(text)
    if len(text) > 5000:
        raise ValueError("it is too long for a kernel")
    texts = tuple(tuple(row.split("_")) for row in text.split("~"))
    width = len(texts[0])
    if any(len(row) != width for row in texts):
        raise ValueError("all rows of a kernel must have the same length")
    if max(len(texts), width) > cells.MAX_SIDE:
        raise ValueError(f"a kernel has at most {cells.MAX_SIDE} rows and columns")
    _, problems = cells.parse_matrix(texts, ())
    if problems:
        raise ValueError("it is neither the name of a filter nor a matrix of numbers")
    return texts


@dataclass(frozen=True)
class LabState(Schema):
    """All that the page shows. Pairs are (vertical, horizontal).

    `picture` may be OWN, the learner's, which no link can carry. `kernel` is a filter's name or the
    texts of the learner's own cells. `separate`: vertical and horizontal have sliders of their own.
    `kernel_b` is another kernel for the same picture, empty where there is none. `response`: the
    frequency response lies open. `last_padding` is the number that padding on each side had last.
    All stages are seen `zoom` times as large around `centre`, in millionths of the picture; the
    lens is pinned at a place of a stage, and shows the channel `lens_channel` where it has no room
    for all three.
    """

    picture: str = choice(gallery.names(), default="astronaut")
    colour: str = choice(("grey", "colour", "red", "green", "blue"), default="grey")
    shift: Pair = pair(-MAX_SHIFT, MAX_SHIFT, default=(0, 0))
    kernel: str | cells.Texts = custom(read=_kernel, default="sobel_x")
    kernel_b: str | cells.Texts = custom(read=_kernel, default="")
    flip: bool = flag(default=False)
    stride: Pair = pair(1, MAX_STRIDE, default=(1, 1))
    padding: str | Pair = custom(read=_padding, default="same", limits=(0, MAX_PADDING))
    mode: str = choice(("constant", "edge", "reflect", "wrap"), default="constant")
    dilation: Pair = pair(1, MAX_DILATION, default=(1, 1))
    separate: bool = flag(default=False)
    activation: str = choice(("relu", "none"), default="relu")
    pooling: str = choice(("max", "average", "none"), default="max")
    pool_size: int = whole(1, MAX_POOL, default=2)
    pool_stride: int = whole(1, MAX_POOL, default=2)
    response: bool = flag(default=False)
    shown_as: str = choice(("auto", "picture", "signed", "magnitude"), default="auto")
    last_padding: Pair = unlinked(default=(1, 1))
    zoom: int = position(choice([2**i for i in range(11)], default=1))
    centre: Pair = position(pair(0, 999999, default=(500000, 500000)))
    lens: str = position(custom(read=readers.cell, default=""))
    lens_channel: int = position(whole(0, 2, default=0))

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Set vertical and horizontal apart where a link has them unequal."""
        del given
        return pairs.implied(self, PAIRS), ()

    def in_link(self) -> Self:
        """Leave out an upload, and what padding was before."""
        picture = LabState.picture if self.picture == OWN else self.picture
        shown = replace(self, picture=picture, last_padding=LabState.last_padding)
        return pairs.written(shown, PAIRS)

    @property
    def texts(self) -> cells.Texts:
        """The kernel's cells as text, of the bank's filter or of the learner's own."""
        return named_filters.texts(self.kernel) if isinstance(self.kernel, str) else self.kernel

    @property
    def weights(self) -> cells.Numbers:
        """The kernel's weights: a filter has more digits than its cells show."""
        if isinstance(self.kernel, str):
            return named_filters.weights(self.kernel)
        return cells.parse_matrix(self.kernel, ())[0]
