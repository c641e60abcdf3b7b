"""The training as it goes on: curves, filters, maps, the confusion matrix, histograms."""

from collections.abc import Callable

from app import colour_scales
from app.components.shared.mount import Component

_component = Component("training_view", styles=("scores",))


def training_view(
    access: tuple[str, str], axis: int, key: str, on_asked: Callable[[], None]
) -> None:
    """Show what the server tells; `access` (`app.training.route`) is asked again and again.

    No script runs for that, nor for the buttons. `axis` is which steps the curves show, in the
    order of the menu; when another is chosen, `on_asked` is called, and `asked` of the component's
    state is ``{"offer": index}``.
    """
    tables = map(colour_scales.for_browser, colour_scales.TABLES)
    _component.show([access, axis, *tables], key, on_asked)
