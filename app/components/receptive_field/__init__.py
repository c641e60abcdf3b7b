"""The receptive fields of outputs: of a layer's neurons, or of operations beside each other."""

from collections.abc import Mapping
from typing import Any

from app.components.shared.mount import Component, digest

_component = Component("receptive_field", styles=("cell_grids",), saves="the receptive field")


def receptive_field(made: Mapping[str, Any], key: str, rgb: bool = False) -> None:
    """Show what `app.step_by_step.fields` made of a convolution; nothing comes back."""
    _component.show([dict(made), digest(dict(made), rgb), "rgb" if rgb else ""], key)
