"""A kernel that is learned, step by step."""

from app.components.shared.mount import Component

_component = Component("learned_kernel")


def learned_kernel(payload: bytes, key: str) -> None:
    """Show what was learned; `payload` is made by `app.kernel_lab.learning.payload`."""
    _component.show(payload, key)
