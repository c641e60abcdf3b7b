"""Look inside: a picture on its way through a trained network, every number opened."""

import streamlit as st

from app.look_inside import actions, view
from app.look_inside.state import store
from app.trained_networks import controls
from app.trained_networks.choosing import choose_network

store.restore()
title, link = st.columns([8, 3], vertical_alignment="center")
title.title("Look inside", anchor=False)
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link(controls.own_note(store.current()))
store.show_complaints()
st.markdown(
    "The picture goes through the network from left to right. Open a feature map to see what it is "
    "computed from, down to the arithmetic of each cell."
)
controls.head(store, choose_network, actions.choose_picture)
view.look()
