"""Output size: how windows fit, what volumes become of it, and exercises about both."""

import streamlit as st

from app.components.copy_link import copy_link
from app.output_size import state as page
from app.output_size.chain_view import chain_view
from app.output_size.exercise_view import exercise_view
from app.output_size.layer_view import layer_view
from app.words import plain

VIEWS = {"layer": layer_view, "chain": chain_view, "exercises": exercise_view}
NAMES = {"layer": "One layer", "chain": "Chain of layers", "exercises": "Exercises"}

page.restore()
title, choice, actions = st.columns([2, 4, 2], vertical_alignment="center")
title.title("Output size", anchor=False)
st.session_state.size_show = page.state().show
choice.segmented_control(
    "Show",
    VIEWS,
    format_func=NAMES.get,
    key="size_show",
    required=True,
    on_change=lambda: page.change(show=st.session_state.size_show),
    label_visibility="collapsed",
)
with actions.container(horizontal=True, horizontal_alignment="right"):
    copy_link("", key="size_link")
for complaint in st.session_state.output_size_complaints:
    st.warning(plain(complaint))
VIEWS[page.state().show]()
