"""From where the kernel's surface is seen, and the buttons that turn it without dragging."""

import math
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from app.state.session import SessionValue

_TURN, _TILT = 15, 10  # degrees that a press turns by
_HIGHEST = 80
_DISTANCE = 2.15


@dataclass(frozen=True)
class View:
    """From where it is seen, in degrees: `turn` around it, `tilt` above it."""

    turn: int = -65
    tilt: int = 30

    @property
    def eye(self) -> dict[str, float]:
        """Where Plotly's camera stands."""
        turn, tilt = math.radians(self.turn), math.radians(self.tilt)
        across = _DISTANCE * math.cos(tilt)
        return {
            "x": across * math.cos(turn),
            "y": across * math.sin(turn),
            "z": _DISTANCE * math.sin(tilt),
        }

    def turned(self, turn: int, tilt: int) -> "View":
        """Return the view after going around by `turn` and up by `tilt`, from 0° to `_HIGHEST`."""
        return replace(
            self,
            turn=(self.turn + turn + 180) % 360 - 180,
            tilt=min(_HIGHEST, max(0, self.tilt + tilt)),
        )


view = SessionValue[View]("kernel-lab surface view", View)
"""No link carries it: every visitor begins with the same."""

_PRESSES = {
    "Turn left": (_TURN, 0),  # the camera goes to the right then
    "Turn right": (-_TURN, 0),
    "Higher": (0, _TILT),
    "Lower": (0, -_TILT),
}
KEY = "turning"


def buttons() -> None:
    """Show a button for each direction: what dragging does, by keys or by a press."""
    with st.container(horizontal=True, gap="xsmall", key=KEY):
        for label, (turn, tilt) in _PRESSES.items():
            st.button(
                label,
                key=f"{KEY}-{label}",
                help=f"See the weights from {label.lower()} above." if tilt else None,
                on_click=partial(_turn, turn, tilt),
            )


def _turn(turn: int, tilt: int) -> None:
    view.set(view.get().turned(turn, tilt))
