"""A button that copies the address of the page, settings included."""

from collections.abc import Sequence

from app.components.shared.mount import Component

_component = Component("copy_link")


def copy_link(
    note: str,
    key: str,
    path: str = "",
    arrival: int = 0,
    query: str | None = None,
    positions: Sequence[str] = (),
) -> None:
    """Show the button; `note` says beside it what the link does not carry.

    Once for each `arrival` at the page of this `path` the browser lets its address have this
    `query`: as the menu leads there it has none, and what the page before published late may
    stand in it. None leaves it as it is: another query is about to be published. It writes there,
    too, where the page's components stand: the parameters that `positions` names.
    """
    _component.show([note, path, arrival, query, positions], key, width="content")
