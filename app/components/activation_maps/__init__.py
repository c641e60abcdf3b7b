"""A response map, what an activation function makes of it, and the derivative there."""

from app.components.shared.mount import Component

_component = Component("activation_maps")


def activation_maps(packed: bytes, key: str) -> None:
    """Show what `app.activation_functions.payload` has packed.

    A pixel that is pointed at moves the point of the curve on the same page; nothing comes back.
    """
    _component.show(packed, key)
