"""A picture's channels under a filter, their products and sum, and all maps as a volume."""

from collections.abc import Callable

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.volume_view",
    html=bundle.with_saving("volume_view/volume_view.html", "the maps"),
    css=bundle.text("shared/save_buttons.css") + bundle.text("volume_view/volume_view.css"),
    js=bundle.javascript("volume_view"),
    isolate_styles=False,
)


def volume_view(packed: bytes, key: str, on_asked: Callable[[], None]) -> None:
    """Show what `app.volumes.payload` has packed.

    When a place was clicked, `on_asked` is called, and `asked` of the component's state is
    ``{"place": [filter, row, column]}``. Hovering never reaches the server.
    """
    _mount(data=packed, key=key, on_asked_change=on_asked)
