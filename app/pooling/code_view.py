"""The programs that compute what a view shows."""

import streamlit as st

from app.pooling import snippets, view_snippets
from app.pooling.state import store

_CODE = {
    "numbers": (snippets.numpy_code, snippets.torch_code),
    "picture": (view_snippets.picture_numpy, view_snippets.picture_torch),
    "back": (view_snippets.back_numpy, view_snippets.back_torch),
}


def expander(view: str) -> None:
    """Show the programs of a view, NumPy's and PyTorch's, in a box that opens."""
    with st.expander("Show me the code"):
        for column, code in zip(st.columns(2), _CODE[view], strict=True):
            column.code(code(store.current()), language="python", wrap_lines=True)
