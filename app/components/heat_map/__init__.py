"""Heat maps over a picture, opened cell by cell; and a patch that is dragged over it."""

from collections.abc import Callable

from app.components.shared.mount import Component
from app.state import reruns
from app.state.session import asked

_component = Component("heat_map", saves="the heat maps")


def heat_map(packed: bytes, key: str, on_effective: Callable[[object], None] | None = None) -> None:
    """Show what `app.where_it_looks.payload` has packed.

    `on_effective` gets the cell whose effective receptive field is asked for, told by the browser.
    """
    if on_effective is None:
        _component.show(packed, key)
        return

    @reruns.atomic_callback
    def ask() -> None:
        on_effective(asked(key))

    _component.show(packed, key, ask)
