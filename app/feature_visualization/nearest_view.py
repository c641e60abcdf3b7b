"""The pictures that are most alike, by a layer's features beside by pixels."""

import streamlit as st

from app import code_box
from app.components.picture_board import picture_board
from app.feature_visualization import controls, likeness, numpy_code, payload, torch_code, wording
from app.feature_visualization.analysis import Scene
from app.feature_visualization.progress import telling
from app.feature_visualization.state import store
from app.markdown_text import plain


def nearest(scene: Scene) -> None:
    """Show the chosen picture, and its neighbours in both ways."""
    main, beside = st.columns([4, 1], gap="medium")
    with beside:
        controls.features(scene)
        found_in = controls.among(scene)
    with main:
        exhibits = likeness.others(scene, found_in.exhibits)
        if not exhibits:
            st.info(plain(found_in.missing))
            return
        with telling("Comparing the pictures") as tell:
            found = likeness.neighbours(scene, exhibits, found_in.key, tell)
        named = {one.whole.label for one in exhibits}
        st.markdown(plain(wording.likeness(scene, found, named)))
        groups = [
            ("The chosen picture", [payload.chosen_tile(scene)]),
            (
                f"Nearest by {wording.layer(scene.network, scene.features)}",
                [payload.likeness_tile(one, "feature") for one in found.by_features],
            ),
            (
                "Nearest by pixels",
                [payload.likeness_tile(one, "pixel value") for one in found.by_pixels],
            ),
        ]
        picture_board(payload.board("nearest pictures", groups, store.position()))
    code_box.show(store, numpy_code.nearest(scene, found), torch_code.nearest(scene, found))
