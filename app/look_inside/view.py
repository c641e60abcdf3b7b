"""The view: all maps of the network, and what is said of the prediction."""

import streamlit as st

from app import code_box
from app.components.network_maps import network_maps
from app.look_inside import actions, analysis, layers, numpy_code, payload, torch_code
from app.look_inside.state import store
from app.markdown_text import plain
from app.trained_networks import catalogue, subjects
from app.trained_networks.wording import prediction


@st.fragment
def look() -> None:
    """Show the network before the picture, and redraw it with its controls."""
    store.publish()
    if problem := layers.problem(catalogue.network(store.current().network)):
        st.info(plain(problem))
        return
    scene = analysis.scene(store.current())
    st.markdown(f"**{plain(prediction(scene))}**")
    network_maps(payload.maps(scene, store.position()), "network_maps", _ask_effective)
    st.caption(plain(subjects.about(scene.state.picture)))
    code_box.show(store, numpy_code.program(scene), torch_code.program(scene))


def _ask_effective(place: object) -> None:
    store.act(lambda state: actions.ask_effective(state, place), "effective")
