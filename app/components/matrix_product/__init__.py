"""Convolution as one matrix multiplication: windows as columns, filters as rows."""

from collections.abc import Mapping
from typing import Any

from app.components.shared.mount import UNPLACED, Component, Position, digest

_component = Component("matrix_product", styles=("cell_grids", "step_player"))


def matrix_product(
    problem: Mapping[str, Any],
    made: Mapping[str, Any],
    key: str,
    rgb: bool = False,
    position: Position = UNPLACED,
) -> None:
    """Show a convolution and what `app.step_by_step.matrices` made of it; nothing comes back.

    `position` has the fields of `app.step_by_step.positions`; a step is a column.
    """
    data = [dict(problem), dict(made)]
    _component.show([*data, digest(*data, rgb), "rgb" if rgb else "", position], key)
