"""The training as it goes on: curves, filters, maps, the confusion matrix, histograms."""

from app import colour_scales
from app.components.shared.mount import Component

_component = Component("training_view", styles=("scores",))


def training_view(access: tuple[str, str], key: str) -> None:
    """Show what the server tells; `access` (`app.training.route`) is asked again and again.

    No script runs for that, nor for the buttons.
    """
    _component.show([access, *map(colour_scales.for_browser, colour_scales.TABLES)], key)
