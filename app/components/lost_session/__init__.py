"""What is said when the server no longer knows the session of a page that stands in the browser."""

from collections.abc import Sequence

from app.components.shared.mount import Component

_component = Component("lost_session")


def lost_session(session: str, files: Sequence[str], key: str) -> None:
    """Remember the name of the `session` and what `files` the learner has given it.

    Nothing is shown until the name is another one while the page has stayed: then the files that
    are gone are named.
    """
    _component.show([session, [*files]], key, height=0)
