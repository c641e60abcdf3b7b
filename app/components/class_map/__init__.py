"""A classifier sliding over a picture: a map of class scores, and what each window gives alone."""

from collections.abc import Mapping
from typing import Any

from app.components.shared.mount import UNPLACED, Component, Position, digest

_component = Component("class_map", styles=("cell_grids", "step_player"))


def class_map(model: Mapping[str, Any], key: str, position: Position = UNPLACED) -> None:
    """Show what `app.matrices.fc_view` asks of a classifier; nothing comes back.

    `position` has the fields of `app.step_by_step.positions`; a step is a position of the window.
    """
    _component.show([dict(model), digest(dict(model)), position], key)
