"""A convolution as one sparse matrix: each row holds the kernel where its window lies."""

from collections.abc import Mapping
from typing import Any

from app.components.shared.mount import UNPLACED, Component, Position, digest

_component = Component("sparse_matrix", styles=("cell_grids", "step_player"))


def sparse_matrix(model: Mapping[str, Any], key: str, position: Position = UNPLACED) -> None:
    """Show what `app.matrices.sparse` made of a convolution; nothing comes back.

    `position` has the fields of `app.step_by_step.positions`; a step is a row of the matrix.
    """
    _component.show([dict(model), digest(dict(model)), position], key)
