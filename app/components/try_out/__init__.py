"""A drawing pad and a file: what the networks say of a picture of the learner's own."""

from collections.abc import Sequence

import streamlit as st

from app.components.shared import bundle
from app.components.training_view import colour_tables

_mount = st.components.v2.component(
    "convoscope.try_out",
    html=bundle.text("try_out/try_out.html"),
    css=bundle.text("try_out/try_out.css"),
    js=bundle.javascript("try_out"),
    isolate_styles=False,
)


def try_out(url: str, shape: Sequence[int], classes: Sequence[str], key: str) -> None:
    """Show the pad; the networks answer at `url` (`app.training.route`), without any script.

    Another `shape` or other `classes` of the data set clear what was answered before.
    """
    _mount(data=[url, colour_tables()["picture"], [*shape], [*classes]], key=key)
