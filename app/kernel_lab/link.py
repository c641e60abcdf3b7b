"""The Kernel lab's state as a link, and back: a copied link opens the same lesson anywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from app import cells
from engine import filters, gallery
from engine.pipeline import MAX_PADDING, MAX_STRIDE

Pair = tuple[int, int]

COLOURS = ("grey", "colour", "red", "green", "blue")
MODES = ("constant", "edge", "reflect", "wrap")
ACTIVATIONS = ("relu", "none")
POOLINGS = ("max", "average", "none")
SHOWN_AS = ("auto", "picture", "signed", "magnitude")

MAX_DILATION = 8
MAX_POOL = 8


@dataclass(frozen=True)
class LabState:
    """All that a link carries. Pairs are (vertical, horizontal)."""

    picture: str = "astronaut"
    colour: str = "grey"
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
        if isinstance(self.kernel, str):
            return filters.describe(self.kernel).matrix
        return self.kernel


def write(state: LabState) -> dict[str, str]:
    """Query parameters of a state; what stands at its default is left out."""
    default = LabState()
    return {
        field.name: _text(getattr(state, field.name))
        for field in fields(state)
        if getattr(state, field.name) != getattr(default, field.name)
    }


def read(query: Mapping[str, str]) -> tuple[LabState, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing.

    Such a part stays at its default.
    """
    state, complaints = LabState(), []
    for name, text in query.items():
        reader = _READERS.get(name)
        if reader is None:
            complaints.append(f"The link's “{_short(name)}” is unknown and was left out.")
            continue
        try:
            state = replace(state, **{name: reader(text)})
        except ValueError as error:
            complaints.append(
                f"The link says {name} = “{_short(text)}”, but {error}; "
                f"{_text(getattr(state, name))} is used instead."
            )
    return state, tuple(complaints)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def _text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case (int(), int()):
            return str(value[0]) if value[0] == value[1] else f"{value[0]}_{value[1]}"
        case tuple():
            return "~".join("_".join(cell.replace(",", ".") for cell in row) for row in value)
        case _:
            return str(value)


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text[:9]) <= highest):
            raise ValueError(f"it must be a whole number from {lowest} to {highest}")
        return int(text)

    return reader


def _pair(lowest: int, highest: int) -> Callable[[str], Pair]:
    whole = _whole(lowest, highest)

    def reader(text: str) -> Pair:
        first, between, second = text.partition("_")
        return whole(first), whole(second if between else first)

    return reader


def _one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if text not in options:
            raise ValueError("there is nothing of that name")
        return text

    return reader


def _padding(text: str) -> str | Pair:
    return text if text in ("valid", "same") else _pair(0, MAX_PADDING)(text)


def _kernel(text: str) -> str | cells.Texts:
    if text in filters.names():
        return text
    if len(text) > 5000:
        raise ValueError("that is too long for a kernel")
    texts = tuple(tuple(row.split("_")) for row in text.split("~"))
    width = len(texts[0])
    if any(len(row) != width for row in texts):
        raise ValueError("the rows of a kernel must have the same length")
    if max(len(texts), width) > cells.MAX_SIDE:
        raise ValueError(f"a kernel has at most {cells.MAX_SIDE} rows and columns")
    _, problems = cells.parse_matrix(texts, ())
    if problems:
        raise ValueError("it is neither a filter of the bank nor a matrix of numbers")
    return texts


_READERS: dict[str, Callable[[str], Any]] = {
    "picture": _one_of(gallery.names()),
    "colour": _one_of(COLOURS),
    "kernel": _kernel,
    "flip": lambda text: _one_of(("yes", "no"))(text) == "yes",
    "stride": _pair(1, MAX_STRIDE),
    "padding": _padding,
    "mode": _one_of(MODES),
    "dilation": _pair(1, MAX_DILATION),
    "activation": _one_of(ACTIVATIONS),
    "pooling": _one_of(POOLINGS),
    "pool_size": _whole(1, MAX_POOL),
    "pool_stride": _whole(1, MAX_POOL),
    "shown_as": _one_of(SHOWN_AS),
}
