"""A picture made for a unit, as it climbs, beside the one without regularisers."""

import streamlit as st

from app import code_box
from app.components.experiment_chart import Axis, Series, experiment_chart
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
from app.feature_visualization.climbing import Climb
from app.feature_visualization.state import runs, store
from app.formulas import value_text
from app.markdown_text import plain
from app.runs import Run


def climb(scene: Scene) -> None:
    """Show the climb as far as it is: both pictures, and the activation by step."""
    main, beside = st.columns([4, 1], gap="medium")
    with beside:
        controls.unit(scene)
        controls.ascent(scene)
    state = scene.state
    settings = (
        *("climb", *scene.key, state.unit, scene.layer, state.channel, scene.cell, scene.target),
        *(state.begin, state.steps, state.rate, state.jitter, state.blur, state.decay, state.seed),
    )
    with main:
        run: Run[Climb] = runs.run(settings, lambda: climbing.climb(scene), state.steps + 1)
        now = run.results[-1]
        controls.progress(run, f"Step {now.step} of {state.steps}", cost.climb(scene))
        st.markdown(plain(wording.climb(scene, run.results)))
        pictures, chart = st.columns([5, 4], gap="medium")
        with pictures:
            pixel_pictures(payload.climb(scene, now), "climb_pictures")
        with chart:
            _chart(scene, run.results)
        st.caption(plain(wording.update(scene)))
    code_box.show(store, numpy_code.NEEDS_GRADIENT, torch_code.climb(scene))


def _chart(scene: Scene, found: list[Climb]) -> None:
    steps = [one.step for one in found]
    series: list[Series] = [
        {
            "kind": "line",
            "name": "with regularisers",
            "look": 0,
            "x": steps,
            "y": [one.value for one in found],
        },
        {
            "kind": "line",
            "name": "without",
            "look": 1,
            "x": steps,
            "y": [one.plain for one in found],
        },
    ]
    values = [number for one in found for number in (one.value, one.plain)]
    low, high = min(0.0, *values), max(values)
    span = (high - low) or 1.0
    x: Axis = {"label": "step", "low": 0, "high": scene.state.steps}
    y: Axis = {"label": wording.axis(scene), "low": low, "high": low + 1.08 * span}
    last = found[-1]
    spoken = (
        f"At step {last.step}: {value_text(last.value)} with regularisers, "
        f"{value_text(last.plain)} without."
    )
    experiment_chart(x, y, series, "chart-climb", spoken)
