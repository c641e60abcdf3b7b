"""Pooling: smaller maps, one number from each window; what takes its place; and the way back."""

import streamlit as st

from app import own_picture
from app.pictures import OWN
from app.pooling import actions, back_view, numbers_view, picture_view
from app.pooling.state import store

PURPOSE = {
    "numbers": "Pooling replaces each window by one number: maps become smaller and depend less on "
    "exact positions.",
    "picture": "Pooling and its alternatives on one feature map: size, parameters, cost, and what "
    "a small shift of the picture changes.",
    "back": "A transposed convolution makes maps larger. Each output below counts how many input "
    "values reach it.",
}
VIEWS = {"numbers": "Numbers", "picture": "On a picture", "back": "The way back"}

store.restore()
title, look, choice, link = st.columns([2, 4, 6, 3], vertical_alignment="center")
title.title("Pooling", anchor=False)
with look:
    store.segmented("view", "View", VIEWS, act=actions.choose_view, label_visibility="collapsed")
shown = store.current().view
with choice:
    if shown == "numbers":
        numbers_view.example_menu()
    elif shown == "picture":
        own_picture.menu(store)
with link.container(horizontal=True, horizontal_alignment="right"):
    own = store.current().picture == OWN
    store.copy_link("The link does not include your own picture." if own else "")
store.show_complaints()
st.markdown(PURPOSE[shown])
if shown == "numbers":
    numbers_view.numbers()
elif shown == "picture":
    picture_view.picture()
else:
    back_view.back()
