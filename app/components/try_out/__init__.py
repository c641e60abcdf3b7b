"""A drawing pad and a file: what the networks say of a picture of the learner's own."""

from collections.abc import Sequence

from app import colour_scales
from app.components.shared.mount import Component

_component = Component("try_out", styles=("scores",))


def try_out(
    access: tuple[str, str], shape: Sequence[int], classes: Sequence[str], key: str
) -> None:
    """Show the pad; the networks answer at `access` (`app.training.route`), without any script.

    Another `shape` or other `classes` of the data set clear what was answered before.
    """
    _component.show([access, colour_scales.for_browser("picture"), [*shape], [*classes]], key)
