"""A deep dream on the chosen picture, as it works, beside the picture before."""

import streamlit as st

from app import code_box
from app.components.pixel_pictures import pixel_pictures
from app.feature_visualization import (
    climbing,
    controls,
    cost,
    numpy_code,
    payload,
    torch_code,
    wording,
)
from app.feature_visualization.analysis import Scene
from app.feature_visualization.climbing import Dreamt
from app.feature_visualization.state import runs, store
from app.markdown_text import plain, sentence
from app.runs import Run


def dream(scene: Scene) -> None:
    """Show the dream as far as it is, and the picture before."""
    main, beside = st.columns([4, 1], gap="medium")
    with beside:
        controls.dream(scene)
    state = scene.state
    settings = (
        *("dream", *scene.key, scene.layer, None if state.whole_layer else state.channel),
        *(state.times, state.octaves, state.passes, state.rate, state.seed),
    )
    with main:
        total = state.octaves * (state.passes + 1)
        try:
            cost.check_memory(scene)
            run: Run[Dreamt] = runs.run(settings, lambda: climbing.dream(scene), total)
        except ValueError as error:
            st.error(plain(sentence(str(error))))
            return
        now = run.results[-1]
        status = f"Octave {now.octave + 1} of {state.octaves}, step {now.step} of {state.passes}"
        controls.progress(run, status, cost.dream(scene))
        st.markdown(plain(wording.dream(scene, run.results)))
        pixel_pictures(payload.dream(scene, now), "dream_pictures")
        st.caption(plain(wording.dream_update(scene)))
    code_box.show(store, numpy_code.NEEDS_GRADIENT, torch_code.dream(scene))
