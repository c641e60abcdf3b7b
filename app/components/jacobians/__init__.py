"""Both Jacobians of a 1-D convolution, in letters and in numbers."""

from collections.abc import Mapping
from typing import Any

from app.components.shared import standalone
from app.components.shared.mount import UNPLACED, Component, Position, digest

STYLES = ("cell_grids", "step_player")
_component = Component("jacobians", styles=STYLES)


def jacobians(toy: Mapping[str, Any], key: str, position: Position = UNPLACED) -> None:
    """Show the `toy` as `app.back_propagation.toy` makes it; nothing comes back."""
    _component.show(_data(toy, position), key)


def web_page(toy: Mapping[str, Any], title: str) -> bytes:
    """Return it as an HTML file of its own."""
    return standalone.page("jacobians", STYLES, _data(toy, UNPLACED), title).encode()


def _data(toy: Mapping[str, Any], position: Position) -> list[Any]:
    return [dict(toy), digest(dict(toy)), position]
