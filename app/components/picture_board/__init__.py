"""Small pictures with a value each; the one that is chosen is opened beside them."""

from app.components.shared.mount import Component

_component = Component("picture_board", saves="the pictures")


def picture_board(packed: bytes, key: str = "picture_board") -> None:
    """Show what `app.feature_visualization.payload.board` has packed; nothing comes back."""
    _component.show(packed, key)
