"""Pictures, each with a button beside it that removes it."""

from collections.abc import Callable, Sequence

from app.components.shared.mount import Component
from app.state import reruns
from app.state.session import asked

_component = Component("picture_list")


def picture_list(
    of: str, pictures: Sequence[tuple[str, str]], key: str, on_removed: Callable[[str], None]
) -> None:
    """Show pictures of something, each a name and its PNG in base64.

    `on_removed` gets the name of one that the learner wants removed: what the browser says.
    """

    @reruns.atomic_callback
    def remove() -> None:
        on_removed(asked(key))

    _component.show([of, list(pictures)], key, remove)
