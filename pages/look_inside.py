"""Look inside: a picture on its way through a trained network, every number opened."""

import streamlit as st

from app.look_inside import actions, view
from app.look_inside.state import store
from app.trained_networks import controls
from app.trained_networks.choosing import choose_network

PURPOSE = {
    "layers": "The picture goes through the network from left to right. Open a feature map to see "
    "what it is computed from, down to the arithmetic of each cell.",
    "depth": "A cell of an early layer sees a few pixels; a cell of a deep layer sees far more of "
    "the picture. Shift the picture, or take another one: which maps stay alike?",
}
VIEWS = {"layers": "All layers", "depth": "Early vs deep layers"}

store.restore()
title, look, link = st.columns([3, 5, 3], vertical_alignment="center")
title.title("Look inside", anchor=False)
with look:
    store.segmented(
        "view", "View", VIEWS, act=actions.choose_view, label_visibility="collapsed", whole=True
    )
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link(controls.own_note(store.current()))
store.show_complaints()
st.markdown(PURPOSE[store.current().view])
controls.head(store, choose_network, actions.choose_picture)
view.look()
