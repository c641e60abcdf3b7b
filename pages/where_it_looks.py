"""Where it looks: which cells of a picture speak for a class, opened, and checked."""

import streamlit as st

from app.trained_networks import controls
from app.trained_networks.choosing import choose_network
from app.where_it_looks import actions, view
from app.where_it_looks.state import store

PURPOSE = {
    "map": "A heat map shows which cells of a picture speak for a class; read a cell to see the "
    "feature maps that its value is the sum of.",
    "occlusion": "Cover a part of the picture: where the probability falls, the network was "
    "looking.",
    "checks": "A heat map can look convincing and mean little: see whether it changes when the "
    "weights, the class or the picture do.",
}
VIEWS = {"map": "Heat map", "occlusion": "Occlusion", "checks": "When a heat map misleads"}

store.restore()
title, look, link = st.columns([3, 5, 3], vertical_alignment="center")
title.title("Where it looks", anchor=False)
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
