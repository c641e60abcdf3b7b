"""The view: all maps of the network, and what is said of the prediction."""

from dataclasses import replace

import streamlit as st

from app import code_box
from app.components.network_maps import network_maps
from app.look_inside import actions, analysis, depth, layers, numpy_code, payload, torch_code
from app.look_inside.analysis import Scene
from app.look_inside.schema import ANOTHER, DEPTH, NONE, SHIFTED, comparable
from app.look_inside.state import store
from app.markdown_text import plain
from app.state.sliders import Slider
from app.trained_networks import catalogue, subjects
from app.trained_networks.wording import prediction
from engine import networks

_SIMILARITY = (
    "Similarity: the cosine between all numbers of a layer for the two pictures; 1 where they are "
    "the same up to a factor."
)


@st.fragment
def look() -> None:
    """Show the network before the picture, and redraw it with its controls."""
    store.publish()
    if problem := layers.problem(catalogue.network(store.current().network)):
        st.info(plain(problem))
        return
    scene = analysis.scene_of(store.current())
    second = analysis.beside(scene)
    shown = depth.lesson(scene, second) if scene.state.view == DEPTH else ()
    if scene.state.view == DEPTH and not shown:
        st.info("This network has no feature maps: each of its layers gives a row of numbers.")
        return
    _head(scene)
    is_pair = second is not None
    packed = payload.maps(scene, store.position(), is_one_of_two=is_pair, lesson=shown)
    network_maps(packed, "network_maps", _ask_effective)
    with st.container():  # it comes and goes, and what stands below must not be made anew
        if second is not None:
            st.markdown(f"**{plain(_name(second))}: {plain(prediction(second))}**")
            alone = [replace(one, facts=()) for one in shown]
            packed = payload.maps(second, is_second=True, is_one_of_two=True, lesson=alone)
            network_maps(packed, "network_maps_beside", _ask_effective)
    if shown and second is not None:
        st.caption(_SIMILARITY)
    st.caption(plain(subjects.about(scene.state.picture)))
    code_box.show(store, numpy_code.program(scene), torch_code.program(scene))


def _head(scene: Scene) -> None:
    """Say what is predicted, beside what it is compared with."""
    is_shifted = scene.state.beside == SHIFTED
    said, *rest = st.columns([5, 3, 3] if is_shifted else [5, 3], vertical_alignment="center")
    said.markdown(f"**{plain(prediction(scene))}**")
    with rest[-1]:
        store.select("beside", "Compare with", _titles(scene), label_visibility="collapsed")
    if is_shifted:
        with rest[0]:
            store.sliders("moving", [Slider.of(store, "shift", "Shift right, in pixels")])


def _ask_effective(place: object) -> None:
    store.act(lambda state: actions.ask_effective(state, place), "effective")


def _titles(scene: Scene) -> dict[str, str]:
    """Return the menu of what it can be compared with."""
    state, pictures = scene.state, subjects.titles(scene.name)
    names = [name for name in comparable(state.network, state.view) if name != state.picture]
    titles = {
        name: "Compare with the picture, shifted"
        if name == SHIFTED
        else f"Compare with the picture: {pictures[name]}"
        if name in pictures
        else f"Compare with the network: {networks.card(name.removeprefix(ANOTHER)).title}"
        for name in names
    }
    return {NONE: "Compare with …"} | titles


def _name(second: Scene) -> str:
    return f"{second.card.title}, {second.subject.title}"
