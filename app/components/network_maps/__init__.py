"""All feature maps of a network for a picture, and each of them opened down to its arithmetic."""

from collections.abc import Callable

from app.components.shared.mount import Component
from app.state import reruns
from app.state.session import asked

_component = Component("network_maps", saves="the maps")


def network_maps(packed: bytes, key: str, on_effective: Callable[[object], None]) -> None:
    """Show what `app.look_inside.payload` has packed.

    `on_effective` gets the cell whose effective receptive field is asked for, told by the browser.
    """

    @reruns.atomic_callback
    def ask() -> None:
        on_effective(asked(key))

    _component.show(packed, key, ask)
