"""Convolution as matrices: im2col, one sparse matrix, fully connected as convolution, the cost."""

import streamlit as st

from app.matrices import actions, cost_view, fc_view, numbers_view
from app.matrices.state import store
from app.step_by_step import editors

PURPOSE = {
    "im2col": "Every window becomes a column and every filter a row: one matrix product computes "
    "all output values at once.",
    "sparse": "A convolution is a fully connected layer whose matrix is mostly 0 and whose other "
    "entries are shared; the transposed matrix is its backward pass.",
    "fc": "A fully connected layer is a convolution with a kernel as large as its input. On a "
    "larger picture it gives a map of class scores, which is averaged.",
    "cost": "The columns take more memory than the input, and one large product is still much "
    "faster than plain loops. Measured now, on this machine.",
}
VIEWS = {
    "im2col": "im2col",
    "sparse": "One sparse matrix",
    "fc": "Fully connected as convolution",
    "cost": "Cost",
}

store.restore()
title, look, choice, link = st.columns([6, 10, 5, 2], vertical_alignment="center")
title.title("Convolution as matrices", anchor=False)
with look:
    store.segmented("view", "View", VIEWS, act=actions.choose_view, label_visibility="collapsed")
shown = store.current().view
with choice:
    if shown in ("im2col", "sparse"):
        editors.example_menu(store)
    elif shown == "cost":
        cost_view.layer_menu()
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
store.show_complaints()
st.markdown(PURPOSE[shown])
if shown == "fc":
    fc_view.fully_connected()
elif shown == "cost":
    cost_view.cost()
else:
    numbers_view.numbers()
