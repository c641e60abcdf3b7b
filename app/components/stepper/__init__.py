"""The stepper: every output number with its window, its weights and its arithmetic."""

from collections.abc import Mapping
from typing import Any

from app.components.shared import standalone
from app.components.shared.mount import UNPLACED, Component, Position, digest

STYLES = ("cell_grids", "step_player")
_component = Component("stepper", styles=STYLES)


def stepper(
    problem: Mapping[str, Any],
    key: str,
    rgb: bool = False,
    start: int = 0,
    position: Position = UNPLACED,
) -> None:
    """Show a problem, as `arithmetic.js` describes it; `rgb` where channels are red, green, blue.

    `start` is the output cell to begin with, counted row by row and map after map; `position` has
    the fields of `app.step_by_step.positions`. Nothing comes back: stepping, hovering and playing
    never reach the server.
    """
    _component.show(_data(problem, rgb, start, position), key)


def web_page(problem: Mapping[str, Any], title: str, rgb: bool = False) -> bytes:
    """Return the stepper with its numbers as an HTML file of its own."""
    return standalone.page("stepper", STYLES, _data(problem, rgb, 0, UNPLACED), title).encode()


def _data(problem: Mapping[str, Any], rgb: bool, start: int, position: Position) -> list[Any]:
    name = digest(dict(problem), rgb, start)
    return [dict(problem), name, "rgb" if rgb else "", start, position]
