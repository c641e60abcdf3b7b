"""The Kernel lab's state as a link, and back: a copied link opens the same lesson anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import cells, query
from app.kernel_lab import named
from app.query import Pair, Reader, one_of, pair, whole
from engine.explain.pipeline import MAX_PADDING, MAX_STRIDE
from engine.images import gallery

COLOURS = ("grey", "colour", "red", "green", "blue")
MODES = ("constant", "edge", "reflect", "wrap")
ACTIVATIONS = ("relu", "none")
POOLINGS = ("max", "average", "none")
SHOWN_AS = ("auto", "picture", "signed", "magnitude")

MAX_SHIFT = 16
MAX_DILATION = 8
MAX_POOL = 8


@dataclass(frozen=True)
class LabState:
    """All that a link carries. Pairs are (vertical, horizontal)."""

    picture: str = "astronaut"
    colour: str = "grey"
    shift: Pair = (0, 0)
    kernel: str | cells.Texts = "sobel_x"
    flip: bool = False
    stride: Pair = (1, 1)
    padding: str | Pair = "same"
    mode: str = "constant"
    dilation: Pair = (1, 1)
    activation: str = "relu"
    pooling: str = "max"
    pool_size: int = 2
    pool_stride: int = 2
    shown_as: str = "auto"

    @property
    def texts(self) -> cells.Texts:
        """The kernel's cells as text, of the bank's filter or of the learner's own."""
        return named.texts(self.kernel) if isinstance(self.kernel, str) else self.kernel

    @property
    def weights(self) -> cells.Numbers:
        """The kernel's weights."""
        if isinstance(self.kernel, str):
            return named.weights(self.kernel)
        return cells.parse_matrix(self.kernel, ())[0]


def write(state: LabState) -> dict[str, str]:
    """Query parameters of a state; what stands at its default is left out."""
    return query.write(state, LabState())


def read(parameters: Mapping[str, str]) -> tuple[LabState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing.

    Such a part stays at its default.
    """
    return query.read(parameters, LabState(), _READERS)


def _padding(text: str) -> str | Pair:
    return text if text in ("valid", "same") else pair(0, MAX_PADDING)(text)


def _kernel(text: str) -> str | cells.Texts:
    if named.is_name(text):
        return named.read(text)
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


def _shift(text: str) -> Pair:
    """(down, right), each from −MAX_SHIFT to MAX_SHIFT; one number means both."""
    down, between, right = text.partition("_")
    return _signed(down), _signed(right if between else down)


def _signed(text: str) -> int:
    try:
        size = whole(0, MAX_SHIFT)(text.removeprefix("-"))
    except ValueError:
        raise ValueError(f"it must be from -{MAX_SHIFT} to {MAX_SHIFT}") from None
    return -size if text.startswith("-") else size


_READERS: dict[str, Reader] = {
    "picture": one_of(gallery.names()),
    "colour": one_of(COLOURS),
    "shift": _shift,
    "kernel": _kernel,
    "flip": query.yes_or_no,
    "stride": pair(1, MAX_STRIDE),
    "padding": _padding,
    "mode": one_of(MODES),
    "dilation": pair(1, MAX_DILATION),
    "activation": one_of(ACTIVATIONS),
    "pooling": one_of(POOLINGS),
    "pool_size": whole(1, MAX_POOL),
    "pool_stride": whole(1, MAX_POOL),
    "shown_as": one_of(SHOWN_AS),
}
