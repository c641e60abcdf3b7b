"""The patches that activate a channel most."""

import streamlit as st

from app import code_box
from app.components.picture_board import picture_board
from app.feature_visualization import (
    analysis,
    controls,
    numpy_code,
    payload,
    picture_sets,
    torch_code,
    wording,
)
from app.feature_visualization.analysis import Found, Scene
from app.feature_visualization.progress import telling
from app.feature_visualization.state import store
from app.markdown_text import plain


def patches(scene: Scene) -> None:
    """Show the nine, the place in the chosen picture, and where each lies."""
    main, beside = st.columns([4, 1], gap="medium")
    with beside:
        controls.layer(scene)
        controls.channel(scene)
        found_in = controls.among(scene)
    with main:
        if not found_in.exhibits:
            st.info(plain(found_in.missing))
            return
        with telling("Searching the pictures") as tell:
            found = analysis.searched(scene, found_in.exhibits, found_in.key, tell)
        st.markdown(plain(wording.verdict(found, len(found_in.exhibits))))
        own = Found(picture_sets.shown(scene.state.picture, scene.name), analysis.here(scene))
        unit = wording.unit(scene)
        groups = [
            (f"Top {len(found)} for {unit}", [payload.patch_tile(scene, one) for one in found]),
            ("The chosen picture", [payload.patch_tile(scene, own)]),
        ]
        picture_board(payload.board(f"top patches {unit}", groups, store.position()))
    code_box.show(store, numpy_code.NEEDS_NETWORK, torch_code.patches(scene, found))
