"""The controls: what is looked at, by which network, and how it is explained."""

from typing import Any

import streamlit as st

from app import own_picture
from app.markdown_text import plain
from app.pictures import OWN
from app.state.sliders import Slider
from app.where_it_looks import actions, subjects, wording
from app.where_it_looks.analysis import Scene
from app.where_it_looks.schema import NETWORKS
from app.where_it_looks.state import store
from engine import networks
from engine.explain.heat_maps.methods import METHODS

HIDDEN: dict[str, Any] = {"label_visibility": "collapsed"}


def head() -> None:
    """Show the menus of the network and the picture, and the network's card."""
    now = store.current()
    which, card, picture, own = st.columns([4, 3, 4, 3], vertical_alignment="center")
    titles = {name: networks.card(name).title for name in NETWORKS}
    with which:
        store.select("network", "Network", titles, act=actions.choose_network, whole=True, **HIDDEN)
    with card:
        _card(now.network)
    with picture:
        pictures = subjects.titles(now.network)
        store.select(
            "picture", "Picture", pictures, act=actions.choose_picture, whole=True, **HIDDEN
        )
    with own:
        own_picture.popover(store)


def _card(name: str) -> None:
    box = store.popover("card", "About this network", width="stretch")
    if box.open:
        shown = networks.card(name)
        with box:
            st.markdown(f"**{plain(shown.title)}**")
            for paragraph in wording.card(shown):
                st.markdown(plain(paragraph))
            st.code(shown.command, language="sh", wrap_lines=True)


def classes(scene: Scene, two: bool = True) -> None:
    """Show the menus of the class, and of the one beside it."""
    store.select("target", "Class", wording.class_titles(scene))
    if two:
        store.select("compare", "Compare with", wording.compare_titles(scene))


def method(scene: Scene) -> None:
    """Show the menus of the method and of the layer that it takes its maps from."""
    titles = {name: wording.METHODS[name] for name in METHODS}
    store.select("method", "Method", titles, act=actions.choose_method)
    if scene.state.method in ("grad_cam", "grad_cam_plus_plus"):
        layers = wording.layer_titles(scene.network)
        store.select("layer", "Layer", layers, act=actions.choose_layer)


def overlay() -> None:
    """Show how the map is laid over the picture."""
    store.sliders("overlay", [Slider.of(store, "strength", "Overlay strength in %")])
    store.toggle("smooth", "Interpolate between cells")


def signed(scene: Scene) -> None:
    """Show the switch for the map before ReLU, where that is another one."""
    if wording.has_relu(scene.state.method):
        store.toggle("signed", "Show the map before ReLU too")


def patch() -> None:
    """Show the size of the patch, and how far it moves."""
    store.sliders(
        "patch",
        [
            Slider.of(store, "patch", "Side of the patch in pixels"),
            Slider.of(store, "stride", "Stride of the patch in pixels"),
        ],
    )


def own_note() -> str:
    """Return what the link does not have."""
    return "The link does not include your own picture." if store.current().picture == OWN else ""
