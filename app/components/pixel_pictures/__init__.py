"""Pictures beside each other that change while one looks, read pixel by pixel."""

from app.components.shared.mount import Component

_component = Component("pixel_pictures", saves="the pictures")


def pixel_pictures(packed: bytes, key: str) -> None:
    """Show pictures H×W×3, each a stage with caption, alt, size and grey; nothing comes back."""
    _component.show(packed, key)
