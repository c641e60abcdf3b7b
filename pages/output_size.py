"""Output size: how windows fit, what volumes become of it, and exercises about both."""

import streamlit as st

from app.output_size import actions as act
from app.output_size.chain_view import chain_view
from app.output_size.exercise_view import exercise_view
from app.output_size.layer_view import layer_view
from app.output_size.state import store

VIEWS = {"layer": layer_view, "chain": chain_view, "exercises": exercise_view}
NAMES = {"layer": "One layer", "chain": "Chain of layers", "exercises": "Exercises"}

store.restore()
title, choice, actions = st.columns([2, 4, 2], vertical_alignment="center")
title.title("Output size", anchor=False)
with choice:
    store.segmented("show", "Show", NAMES, act=act.show, label_visibility="collapsed")
with actions.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
store.show_complaints()
VIEWS[store.current().show]()
