"""The programs that compute what a view shows."""

import streamlit as st

from app.why_convolution import snippets
from app.why_convolution.state import store

_NEEDS = {"twins": "Both programs need scikit-learn, which brings the digits."}


def expander(view: str) -> None:
    """Show the programs of a view, NumPy's and PyTorch's, in a box that opens."""
    numpy_code, torch_code = snippets.CODE[view]
    with st.expander("Show me the code"):
        if needs := _NEEDS.get(view):
            st.caption(needs)
        left, right = st.columns(2)
        left.code(numpy_code(store.current()), language="python", wrap_lines=True)
        right.code(torch_code(store.current()), language="python", wrap_lines=True)
