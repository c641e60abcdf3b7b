"""Activation functions: curve, derivative, a real map, two compared, and experiments."""

import streamlit as st

from app.activation_functions import controls
from app.activation_functions.state import store
from app.pictures import OWN

store.restore()
title, choice, menus, link = st.columns([4, 4, 5, 3], vertical_alignment="center")
title.title("Activation functions", anchor=False)
with choice:
    controls.show_menu()
with menus:
    controls.function_menus()
with link.container(horizontal=True, horizontal_alignment="right"):
    own = store.current().picture == OWN
    store.copy_link("The link does not include your own picture." if own else "")
store.show_complaints()
controls.purpose()
controls.view()
