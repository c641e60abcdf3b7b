"""A button that copies the address of the page, settings included."""

from collections.abc import Sequence

from app.components.shared.mount import Component

_component = Component("copy_link")


def copy_link(
    note: str, key: str, path: str = "", query: str = "", positions: Sequence[str] = ()
) -> None:
    """Show the button; `note` says beside it what the link does not carry.

    Where the page of this `path` stands in the address without a query, as the menu leads to it,
    the browser writes `query` there. It writes there, too, where the page's components stand: the
    parameters that `positions` names.
    """
    _component.show([note, path, query, positions], key, width="content")
