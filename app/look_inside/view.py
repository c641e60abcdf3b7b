"""The view: all maps of the network, and what is said of the prediction."""

import streamlit as st

from app import code_box
from app.components.network_maps import network_maps
from app.look_inside import actions, analysis, layers, numpy_code, payload, torch_code
from app.look_inside.analysis import Scene
from app.look_inside.schema import ANOTHER, NONE, comparable
from app.look_inside.state import store
from app.markdown_text import plain
from app.trained_networks import catalogue, subjects
from app.trained_networks.wording import prediction
from engine import networks


@st.fragment
def look() -> None:
    """Show the network before the picture, and redraw it with its controls."""
    store.publish()
    if problem := layers.problem(catalogue.network(store.current().network)):
        st.info(plain(problem))
        return
    scene = analysis.scene_of(store.current())
    second = analysis.beside(scene)
    said, menu = st.columns([5, 3], vertical_alignment="center")
    said.markdown(f"**{plain(prediction(scene))}**")
    with menu:
        store.select("beside", "Compare with", _titles(scene), label_visibility="collapsed")
    packed = payload.maps(scene, store.position(), is_one_of_two=second is not None)
    network_maps(packed, "network_maps", _ask_effective)
    with st.container():  # it comes and goes, and what stands below must not be made anew
        if second is not None:
            st.markdown(f"**{plain(_name(second))}: {plain(prediction(second))}**")
            packed = payload.maps(second, is_second=True, is_one_of_two=True)
            network_maps(packed, "network_maps_beside", _ask_effective)
    st.caption(plain(subjects.about(scene.state.picture)))
    code_box.show(store, numpy_code.program(scene), torch_code.program(scene))


def _ask_effective(place: object) -> None:
    store.act(lambda state: actions.ask_effective(state, place), "effective")


def _titles(scene: Scene) -> dict[str, str]:
    """Return the menu of what it can be compared with."""
    state, pictures = scene.state, subjects.titles(scene.name)
    names = [name for name in comparable(state.network) if name != state.picture]
    titles = {
        name: f"Compare with the picture: {pictures[name]}"
        if name in pictures
        else f"Compare with the network: {networks.card(name.removeprefix(ANOTHER)).title}"
        for name in names
    }
    return {NONE: "Compare with …"} | titles


def _name(second: Scene) -> str:
    return f"{second.card.title}, {second.subject.title}"
