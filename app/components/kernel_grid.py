"""An editable matrix, of a kernel or of other numbers."""

from collections.abc import Callable

import streamlit as st

from app.cells import MAX_SIDE, Numbers, Problem, Texts
from app.components import bundle

_mount = st.components.v2.component(
    "convoscope.kernel_grid",
    html=bundle.text("kernel_grid.html"),
    css=bundle.text("kernel_grid.css"),
    js=bundle.javascript("kernel_grid"),
    isolate_styles=False,
)


def kernel_grid(
    texts: Texts,
    weights: Numbers,
    problems: tuple[Problem, ...],
    answers: int,
    key: str,
    on_asked: Callable[[], None],
    label: str = "Weights of the kernel",
    most: int = MAX_SIDE,
    tools: str = "sides operations",
) -> None:
    """Show the matrix and its buttons.

    When the learner has changed something, `on_asked` is called, and `asked` of the component's
    state holds what `app.edits.apply` takes. `answers` counts what was done about it,
    so that the browser knows when it may ask for more. `tools` says what stands under the matrix:
    its "sides", of at most `most` cells, and the "operations" on a kernel.
    """
    # A list: in a dict Streamlit looks for data frames, and loads pandas for that.
    data = [texts, weights, [vars(problem) for problem in problems], answers, label, most, tools]
    _mount(data=data, key=key, on_asked_change=on_asked)
