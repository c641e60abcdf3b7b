"""Build a network: by the lectures' pattern or layer by layer, with all its numbers."""

import streamlit as st

from app import theme
from app.builder import actions as act
from app.builder import code, controls, cost_view, training, view
from app.builder.inspection import inspect
from app.builder.state import store
from app.markdown_text import plain

SHOWS = {"pattern": "By pattern", "layers": "Layer by layer", act.BRANCHING: "Branching"}

store.restore()
title, choice, actions = st.columns([2, 3, 2], vertical_alignment="center")
title.title("Build a network", anchor=False)
shown = act.BRANCHING if store.current().branching else store.current().show
with choice:
    store.segmented("show", "Build", SHOWS, value=shown, act=act.show, label_visibility="collapsed")
with actions.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
store.show_complaints()
said = controls.start()
controls.note()


@st.fragment
def network() -> None:
    """All that follows a slider while it is dragged."""
    is_listed = shown == "layers"
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown("" if is_listed else f"**{plain(controls.formula(store.current()))}**")
        training.train_it()
    with st.container(key=theme.CONTROLS_BESIDE):
        if is_listed:
            picture = st.container()
        else:
            settings, picture = st.columns([1, 3], gap="large")
            with settings:
                if shown == "pattern":
                    controls.pattern()
                else:
                    controls.branching()
        inspection = inspect(store.current())
        with picture:
            view.table(inspection)
            if shown != act.BRANCHING:  # whose nodes have names
                controls.counting()
            code.downloads(inspection)
    cost_view.costs(inspection)
    cost_view.code(inspection)
    store.publish()
    if controls.network_name() != said:  # the menu stands above, and says otherwise by now
        st.rerun()


network()
