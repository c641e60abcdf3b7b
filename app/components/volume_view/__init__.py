"""A picture's channels under a filter, their products and sum, and all maps as a volume."""

from collections.abc import Callable

from app.components.shared.mount import Component

_component = Component("volume_view", saves="the maps")


def volume_view(packed: bytes, key: str, on_asked: Callable[[], None]) -> None:
    """Show what `app.volumes.payload` has packed.

    When a place was clicked, `on_asked` is called, and `asked` of the component's state is
    ``{"place": [filter, row, column]}``. Hovering never reaches the server.
    """
    _component.show(packed, key, on_asked)
