"""The views: heat maps side by side, the patch that is dragged, and checks of the maps."""

import streamlit as st

from app.components.heat_map import heat_map
from app.markdown_text import plain, sentence
from app.state.streamlit_internals import Container
from app.trained_networks import subjects
from app.trained_networks.wording import prediction
from app.where_it_looks import actions, analysis, checks_view, code, controls, payload, wording
from app.where_it_looks.analysis import Scene
from app.where_it_looks.progress import progress
from app.where_it_looks.state import store


@st.fragment
def look() -> None:
    """Show the chosen view, and redraw it with its controls."""
    store.publish()
    scene = analysis.scene(store.current())
    match scene.state.view:
        case "map":
            _maps(scene)
        case "occlusion":
            _occlusion(scene)
        case _:
            _checks(scene)
    method = "occlusion" if scene.state.view == "occlusion" else scene.state.method
    st.caption(plain(f"{wording.SHOWS[method]} {subjects.about(scene.state.picture)}"))
    code.box(scene)


def _maps(scene: Scene) -> None:
    main, beside = _columns()
    with beside:
        controls.classes(scene)
        controls.method(scene)
        controls.overlay()
        controls.scale(scene)
        controls.signed(scene)
    with main:
        st.markdown(f"**{plain(prediction(scene))}**")
        try:
            with progress("Computing the heat maps") as tell:
                for target in scene.classes:
                    analysis.explained(scene, target, tell)
            packed = payload.maps(scene, store.position())
            notes = [
                wording.emptiness(analysis.explained(scene, target).values, scene, target)
                for target in scene.classes
            ]
        except ValueError as error:
            st.error(plain(sentence(str(error))))
            return
        with st.container():  # notes come and go, and the maps must not be made anew
            for note in filter(None, notes):
                st.info(plain(note))
        heat_map(packed, "heat_map", _ask_effective)


def _ask_effective(place: object) -> None:
    store.act(lambda state: actions.ask_effective(state, place), "effective")


def _occlusion(scene: Scene) -> None:
    main, beside = _columns()
    with beside:
        controls.classes(scene, two=False)
        controls.patch(scene)
        controls.overlay()
    with main:
        st.markdown(f"**{plain(prediction(scene))}**")
        with progress("Covering the picture, position by position") as tell:
            analysis.occluded(scene, tell)
        heat_map(payload.occlusion(scene, store.position()), "occlusion_map")


def _checks(scene: Scene) -> None:
    main, beside = _columns()
    with beside:
        controls.classes(scene)
        controls.method(scene)
    with main:
        checks_view.checks(scene)


def _columns() -> tuple[Container, Container]:
    """Lay out what is looked at, and the controls beside it, on a phone below it."""
    main, beside = st.columns([4, 1], gap="medium")
    return main, beside
