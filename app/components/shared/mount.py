"""The handshake with Streamlit, the same for all components."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from app.components.shared import bundle

Position = tuple[int, Mapping[str, str]]
"""Where a link has put a component, as `PageStore.position` tells it."""
UNPLACED: Position = (0, {})


class Component:
    """A component as Streamlit knows it: the files of its own name in the folder of its name.

    `styles` are style sheets in shared/ that it uses too. `saves` is what its buttons save, which
    stand where its HTML says ``{saving}``.
    """

    def __init__(self, name: str, styles: Sequence[str] = (), saves: str = "") -> None:
        # Without a shadow tree: the theme's variables and the page's fonts hold inside as well.
        self._mount = st.components.v2.component(
            f"convoscope.{name}",
            html=bundle.html(name, saves),
            css=bundle.css(name, [*styles, "save_buttons"] if saves else styles),
            js=bundle.javascript(name),
            isolate_styles=False,
        )

    def show(
        self,
        data: list[Any] | bytes | None,
        key: str,
        on_asked: Callable[[], None] | None = None,
        width: Literal["stretch", "content"] = "stretch",
        height: Literal["content"] | int = "content",
    ) -> None:
        """Show it with `data`, which its JavaScript is given as it is.

        Bytes arrive only alone; and never a dict alone: in one Streamlit looks for data frames,
        and loads pandas for that. When the browser asks for something, `on_asked` is called, and
        what was asked for is `asked` of the component's state.
        """
        asked: dict[str, Any] = {} if on_asked is None else {"on_asked_change": on_asked}
        self._mount(data=data, key=key, width=width, height=height, **asked)


def digest(*data: object) -> str:
    """Name `data`, so that the browser sees whether it is shown already."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16]
