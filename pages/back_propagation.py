"""Back-propagation: every gradient of a small network as one sum, checked beside it."""

import streamlit as st

from app.back_propagation import controls, editors, toy, view
from app.back_propagation.state import compute, store

store.restore()
is_toy = store.current().view == "jacobians"
title, look, choice, link = st.columns([4, 4, 6, 4], vertical_alignment="center")
title.title("Back-propagation", anchor=False)
with look:
    view.view_menu()
if not is_toy:
    with choice:
        view.example_menu()
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
    download = st.container(width="content")
store.show_complaints()

if is_toy:
    store.publish()
    made = toy.build(store.current())
    with st.container():
        view.caption()
    view.toy_view(made)
    with download:
        view.toy_page_button(made)
    editors.toy_editors()
    view.code()
else:
    model, sentence = compute()
    with st.container():
        view.caption()
    view.chain(model)
    if model:
        with download:
            view.web_page_button(model)
    convolution, after, loss, numbers, kernel = st.columns([3, 3, 3, 4, 4], gap="medium")
    with convolution:
        controls.convolution(sentence)
    with after:
        controls.chain_controls()
    with loss:
        controls.loss_controls(model)
    with numbers:
        editors.input_editor()
    with kernel:
        editors.kernel_editor()
        editors.bias_editor(model is not None)
        if model and store.current().classes:
            editors.dense_editor()
    if model:
        view.code()
