"""A chain of operations forward and backward: each gradient with its sum and its check."""

from collections.abc import Mapping
from typing import Any

from app.components.shared import standalone
from app.components.shared.mount import UNPLACED, Component, Position, digest

STYLES = ("cell_grids", "step_player")
_component = Component("gradient_chain", styles=STYLES)


def gradient_chain(model: Mapping[str, Any], key: str, position: Position = UNPLACED) -> None:
    """Show a network's two passes, as `chain.js` describes the `model`.

    `position` has the fields of `app.step_by_step.positions`. Nothing comes back: stepping,
    hovering and finite differences never reach the server.
    """
    _component.show(_data(model, position), key)


def web_page(model: Mapping[str, Any], title: str) -> bytes:
    """Return the two passes as an HTML file of its own."""
    return standalone.page("gradient_chain", STYLES, _data(model, UNPLACED), title).encode()


def _data(model: Mapping[str, Any], position: Position) -> list[Any]:
    return [dict(model), digest(dict(model)), position]
