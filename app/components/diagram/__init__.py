"""A drawing of a few shapes and words, which Python has laid out."""

from collections.abc import Sequence

from app.components.shared.mount import Component, digest

_component = Component("diagram", saves="the drawing")

Shape = tuple[str, dict[str, str | float], str]
"""An element of SVG: its name, its attributes, its text."""


def rect(x: float, y: float, width: float, height: float, look: str = "") -> Shape:
    """Return a rectangle; `look` names classes of diagram.css."""
    return "rect", {"x": x, "y": y, "width": width, "height": height, "class": look}, ""


def line(start: tuple[float, float], end: tuple[float, float], look: str = "") -> Shape:
    """Return a line between two places."""
    (x1, y1), (x2, y2) = start, end
    return "line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": look}, ""


def text(x: float, y: float, words: str, look: str = "") -> Shape:
    """Return words that begin at x; in the class "middle" they are centred there, at its "end"."""
    return "text", {"x": x, "y": y, "class": look}, words


def image(x: float, y: float, side: float, address: str) -> Shape:
    """Return a square picture, whose pixels stay sharp."""
    place = {"x": x, "y": y, "width": side, "height": side}
    return "image", {**place, "href": address, "image-rendering": "pixelated"}, ""


def diagram(
    shapes: Sequence[Shape], size: tuple[float, float], spoken: str, name: str, key: str
) -> None:
    """Show shapes on a ground of `size`, (width, height), as wide as there is room.

    `spoken` says what they show; `name` is that of the files that can be saved.
    """
    shown = [[*one] for one in shapes]
    _component.show([shown, list(size), spoken, name, digest(shown, size, spoken, name)], key)
