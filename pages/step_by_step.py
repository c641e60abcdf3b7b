"""Step by step: one output number after the other, with its window, weights and arithmetic."""

import streamlit as st

from app.step_by_step import controls, editors
from app.step_by_step.state import compute, store

store.restore()
title, choice, look, link = st.columns([3, 5, 7, 4], vertical_alignment="center")
title.title("Step by step", anchor=False)
with choice:
    editors.example_menu(store)
with look:
    controls.view_menu()
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
    download = st.container(width="content")
store.show_complaints()

problem, sentence = compute()
with st.container():  # it comes and goes, and what stands below must not be made anew
    controls.caption()
controls.view(problem)
if problem:
    with download:
        controls.web_page_button(problem)
operation, sliding, volume, kernel = st.columns([3, 3, 4, 4], gap="medium")
with operation:
    controls.operation_controls()
with sliding:
    editors.sliders(store, sentence)
with volume:
    editors.input_editor(store)
if store.current().operation not in ("max", "average"):
    with kernel:
        editors.kernel_editor(store)
