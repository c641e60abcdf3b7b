"""The box "Show me the code": programs that compute what a page shows, once it is opened."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.markdown_text import plain
from app.state.store import PageStore

NAME = "code"
"""Of the box, in the store of its page."""

Program = Callable[[], str] | str
"""What writes a program; or a sentence that says why there is none."""


def show(store: PageStore[Any], numpy: Program, torch: Program) -> Any:
    """Show both programs side by side, written only while the box is open; return the box.

    A page may put more into it, where its `open` says so.
    """
    box = store.expander(NAME, "Show me the code")
    if box.open:
        with box:
            left, right = st.columns(2)
        for column, title, program in ((left, "NumPy", numpy), (right, "PyTorch", torch)):
            column.markdown(f"**{title}**")
            if isinstance(program, str):
                column.markdown(plain(program))
            else:
                column.code(program(), language="python", wrap_lines=True)
    return box
