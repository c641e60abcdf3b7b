"""The stepper and the other views of its numbers, and what is done with them."""

from typing import Any

import streamlit as st

from app import theme
from app.components.matrix_product import matrix_product
from app.components.receptive_field import receptive_field
from app.components.stepper import stepper, web_page
from app.markdown_text import plain
from app.matrices.schema import of_steps
from app.state import link
from app.step_by_step import actions, editors, fields, matrices
from app.step_by_step.examples import EXAMPLES, title
from app.step_by_step.schema import CONVOLUTIONS, POOLINGS
from app.step_by_step.state import last_problem, store

_OPERATIONS = {
    "correlation": "Cross-correlation (as in CNNs)",
    "convolution": "True convolution (rot180)",
    "transposed": "Transposed convolution",
    "max": "Max pooling",
    "average": "Average pooling",
}
_MODES = {
    "constant": "Zeros",
    "edge": "Replicate (edge value)",
    "reflect": "Reflect (about the edge value)",
    "wrap": "Circular (opposite side)",
}
_VIEWS = {
    "steps": "Steps",
    "neurons": "Neurons",
    "matrix": "Matrices",
    "pooling": "Pooling",
}
_VIEW = "step_by_step_view"
"""The key of the container that the problem is shown in."""


def view_menu() -> None:
    """How a convolution is looked at."""
    if store.current().operation in CONVOLUTIONS:
        store.segmented(
            "view", "View", _VIEWS, act=actions.choose_view, label_visibility="collapsed"
        )


def view(problem: dict[str, Any] | None) -> None:
    """Show the problem, as the learner wants to look at it.

    Without one, the last is hidden and not taken away: below it stand the sliders that the hand is
    on.
    """
    shown = problem or last_problem.get()
    theme.out_of_sight(_VIEW, problem is None)
    with st.container(key=_VIEW):
        if shown:
            _view(shown)


def _view(shown: dict[str, Any]) -> None:
    position = store.position()
    # The last problem that could be computed may be of another operation than is chosen now.
    match store.current().view if shown["operation"] in CONVOLUTIONS else "steps":
        case "neurons":
            receptive_field(fields.neurons(shown), "neurons", is_rgb(), position)
        case "pooling":
            receptive_field(fields.pooling(shown), "pooling", is_rgb(), position)
        case "matrix":
            matrix_product(shown, matrices.build(shown), "matrix_product", is_rgb(), position)
            _more_matrices()
        case _:
            stepper(shown, "stepper", is_rgb(), position=position)


def _more_matrices() -> None:
    """Lead to the page of these matrices, with the same numbers where it takes them."""
    if state := of_steps(store.current()):
        st.page_link(
            "../pages/matrices.py",
            label="Open in Convolution as matrices",
            query_params=link.write(state),
        )


_CAPTIONS = {
    "neurons": "Each output value is a neuron that sees only its window; all neurons of a map "
    "share one set of weights.",
    "matrix": "Every window becomes a column and every filter a row: one matrix product computes "
    "all output values at once.",
    "pooling": "The same windows under the filters and under pooling, beside each other.",
}


def caption() -> None:
    """Say what the view shows; of the steps, what the example does, as long as it is one."""
    now = store.current()
    if text := _CAPTIONS.get(now.shown_view, editors.caption(now)):
        st.markdown(plain(text))


def is_rgb() -> bool:
    """Whether the channels are red, green and blue."""
    example = EXAMPLES.get(store.current().example)
    return bool(example and example.rgb)


def web_page_button(shown: dict[str, Any]) -> None:
    """Offer the stepper as a web page of its own."""
    # Made on the click, outside of this run: all that it takes from the session is taken here.
    asked = shown, f"{title(actions.example_name(store.current()))} – step by step", is_rgb()
    st.download_button(
        "Web page",
        lambda: web_page(*asked),
        "step-by-step.html",
        "text/html",
        on_click="ignore",
        help="The stepper with these numbers in one file, for a slide or a course page; it works "
        "offline.",
    )


def operation_controls() -> None:
    """Show the menu of operations, and what belongs to the chosen one."""
    st.subheader("Operation", anchor=False)
    now = store.current()
    store.select("operation", "Operation", _OPERATIONS, act=actions.choose_operation)
    if now.operation in CONVOLUTIONS:
        store.select("mode", "Padding mode", _MODES)
    if len(now.possible_groups) > 1 and now.operation not in POOLINGS:
        store.select("groups", "Groups", now.possible_groups)
    editors.random_controls(store)
