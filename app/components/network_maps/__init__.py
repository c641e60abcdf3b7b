"""All feature maps of a network for a picture, and each of them opened down to its arithmetic."""

from app.components.shared.mount import Component

_component = Component("network_maps", saves="the maps")


def network_maps(packed: bytes, key: str) -> None:
    """Show what `app.look_inside.payload` has packed; nothing comes back."""
    _component.show(packed, key)
