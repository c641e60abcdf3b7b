"""What a learner takes along from the curve: programs, and a figure to print."""

import streamlit as st

from app import figures
from app.activation_functions import functions, printing, snippets
from app.activation_functions.functions import TITLES
from app.activation_functions.state import store
from engine.explain.activation_curves import draw


def code() -> None:
    """Show the programs, once they are opened, and offer the figure that they draw."""
    box = store.expander("code", "Show me the code")
    if not box.open:
        return
    now = store.current()
    function, title = functions.function(now.function, now), TITLES[now.function]
    with box:
        left, right = st.columns(2)
        left.markdown("**NumPy**")
        left.code(snippets.numpy_code(function, title), language="python", wrap_lines=True)
        right.markdown("**PyTorch**")
        right.code(snippets.torch_code(function, title), language="python", wrap_lines=True)
        figures.offer(title, now.function, lambda: printing.figure({title: draw(function)}))
