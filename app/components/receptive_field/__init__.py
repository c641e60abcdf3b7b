"""The receptive fields of outputs: of a layer's neurons, or of operations beside each other."""

from collections.abc import Mapping
from typing import Any

from app.components.shared.mount import UNPLACED, Component, Position, digest

_component = Component("receptive_field", styles=("cell_grids",), saves="the receptive field")


def receptive_field(
    made: Mapping[str, Any], key: str, rgb: bool = False, position: Position = UNPLACED
) -> None:
    """Show what `app.step_by_step.fields` made of a convolution; nothing comes back.

    `position` has "at", the neuron or window that is chosen.
    """
    _component.show([dict(made), digest(dict(made), rgb), "rgb" if rgb else "", position], key)
