"""A button that copies the address of the page, settings included."""

from app.components.shared.mount import Component

_component = Component("copy_link")


def copy_link(note: str, key: str) -> None:
    """Show the button; `note` says beside it what the link does not carry."""
    _component.show([note], key, width="content")
