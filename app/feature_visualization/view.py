"""The views: patches that were found, pictures that are made, pictures that are alike."""

import streamlit as st

from app.feature_visualization import (
    analysis,
    climb_view,
    dream_view,
    nearest_view,
    patches_view,
    units,
)
from app.feature_visualization.state import store
from app.trained_networks import catalogue


@st.fragment
def look() -> None:
    """Show the chosen view, and redraw it with its controls."""
    store.publish()
    if not units.map_layers(catalogue.network(store.current().network)):
        st.info("The feature maps of this model are not known here.")
        return
    scene = analysis.scene(store.current())
    match scene.state.view:
        case "maximisation":
            climb_view.climb(scene)
        case "dream":
            dream_view.dream(scene)
        case "nearest":
            nearest_view.nearest(scene)
        case _:
            patches_view.patches(scene)
