"""Feature visualisation: what a unit of a trained network prefers."""

import streamlit as st

from app.feature_visualization import actions, view
from app.feature_visualization.state import store
from app.trained_networks import controls
from app.trained_networks.choosing import choose_network

PURPOSE = {
    "patches": "What does a channel respond to? Of all pictures, these patches activate it most.",
    "maximisation": "A picture made for one unit: gradient ascent changes noise until the unit is "
    "as active as it can be.",
    "dream": "Deep dream: the picture is changed so that what a layer sees in it becomes more.",
    "nearest": "Which pictures are alike to a layer, by the cosine of its features? And which are "
    "alike pixel by pixel?",
}
VIEWS = {
    "patches": "Top patches",
    "maximisation": "Activation maximisation",
    "dream": "Deep dream",
    "nearest": "Nearest pictures",
}

store.restore()
title, look, link = st.columns([3, 5, 3], vertical_alignment="center")
title.title("Feature visualisation", anchor=False)
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
