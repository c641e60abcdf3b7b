"""The learner's convolution as matrices: im2col, and one sparse matrix."""

import streamlit as st

from app import code_box, theme
from app.components.matrix_product import matrix_product
from app.components.sparse_matrix import sparse_matrix
from app.matrices import actions, snippets, sparse
from app.matrices.state import last_problem, store
from app.step_by_step import editors, matrices, problem
from app.step_by_step.fields import Problem

_DIRECTIONS = {"forward": "Forward: y = M·x", "backward": "Backward: ∂C/∂x = Mᵀ·∂C/∂y"}
_OPERATIONS = {
    "correlation": "Cross-correlation (as in CNNs)",
    "convolution": "True convolution (rot180)",
}
_VIEW = "matrices_view"
"""The key of the container that the matrices are shown in."""


def numbers() -> None:
    """Show the matrices, and what they are set with."""
    store.publish()
    made, refused = None, None
    try:
        made = problem.build(store.current())
    except ValueError as error:
        refused = str(error)
    if made:
        last_problem.set(made)
    if store.current().view == "sparse":
        store.segmented(
            "direction",
            "Direction",
            _DIRECTIONS,
            act=actions.choose_direction,
            label_visibility="collapsed",
        )
    # Without a problem the last is hidden and not taken away: below it stand the sliders that the
    # hand is on.
    theme.out_of_sight(_VIEW, made is None)
    with st.container(key=_VIEW):
        if shown := made or last_problem.get():
            _shown(shown, made is not None)
    _controls(refused)
    if made:
        _code()


def _shown(shown: Problem, is_now: bool) -> None:
    now, position = store.current(), store.position()
    if now.view == "im2col":
        matrix_product(shown, matrices.build(shown), "im2col", position=position)
    elif is_now:
        sparse_matrix(sparse.build(now, shown), "sparse_matrix", position)


def _controls(refused: str | None) -> None:
    operation, volume, kernel = st.columns([4, 4, 4], gap="medium")
    with operation:
        store.select("operation", "Operation", _OPERATIONS)
        if len(store.current().possible_groups) > 1:
            store.select("groups", "Groups", store.current().possible_groups)
        editors.random_controls(store)
        editors.sliders(store, refused)
    with volume:
        editors.input_editor(store)
    with kernel:
        editors.kernel_editor(store)


def _code() -> None:
    now = store.current()
    code_box.show(store, lambda: snippets.numpy_code(now), lambda: snippets.torch_code(now))
