"""An activation function above its derivative, with a point to drag along them."""

from collections.abc import Sequence
from typing import Any

from app.components.shared.mount import UNPLACED, Component, Position, digest
from engine.explain.activation_curves import PER_UNIT, REACH, Curve, Stretch

_component = Component("activation_curve", saves="the curves")
_DIGITS = 13  # so that tanh(10) is seen to be less than 1


def activation_curve(
    curve: Curve,
    name: str,
    formulas: Sequence[str],
    facts: Sequence[str],
    lines: Sequence[tuple[float, float]],
    start: float,
    key: str,
    position: Position = UNPLACED,
) -> None:
    """Show the `curve` of the function `name` under its `formulas`, and `facts` about it.

    `lines` are (slope, offset) of what maxout chooses among. `start` is where the point stands
    first; `position` has "point". Nothing comes back: dragging never reaches the server.
    """
    shown: dict[str, Any] = {
        "key": name,
        "reach": REACH,
        "per": PER_UNIT,
        "values": _rounded(curve.values),
        "slopes": _rounded(curve.slopes),
        "saturated": [_ends(stretch) for stretch in curve.saturated],
        "formulas": list(formulas),
        "facts": list(facts),
        "lines": [list(line) for line in lines],
        "start": start,
    }
    _component.show([{**shown, "digest": digest(shown)}, position], key)


def _rounded(numbers: Any) -> list[float]:
    return [float(f"{number:.{_DIGITS}g}") for number in numbers]


def _ends(stretch: Stretch) -> list[float | None]:
    """Return both ends; None where it goes on for ever, which JSON cannot say."""
    return [end if abs(end) <= REACH else None for end in stretch]
