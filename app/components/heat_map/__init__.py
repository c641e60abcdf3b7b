"""Heat maps over a picture, opened cell by cell; and a patch that is dragged over it."""

from app.components.shared.mount import Component

_component = Component("heat_map", saves="the heat maps")


def heat_map(packed: bytes, key: str) -> None:
    """Show what `app.where_it_looks.payload` has packed; nothing comes back."""
    _component.show(packed, key)
