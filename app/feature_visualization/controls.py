"""The controls: which unit is looked at, and whose pictures are searched."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from app.components.shared.mount import digest
from app.feature_visualization import actions, cost, own_set, picture_sets, wording
from app.feature_visualization.analysis import Scene
from app.feature_visualization.picture_sets import Exhibit
from app.feature_visualization.schema import GALLERY, FeatureState
from app.feature_visualization.state import runs, store
from app.markdown_text import plain
from app.runs import Run
from app.state.sliders import Slider


@dataclass(frozen=True)
class FoundIn:
    """The pictures of a set, a name for it, and what to do where there are none."""

    exhibits: tuple[Exhibit, ...]
    key: str
    missing: str


def layer(scene: Scene) -> None:
    """Show the menu of layers."""
    titles = wording.layer_titles(scene.network)
    store.select("layer", "Layer", titles, act=actions.choose_layer)


def channel(scene: Scene) -> None:
    """Show the slider of the channel."""
    highest = scene.shape[0] - 1
    slider = Slider(
        "channel", "Channel", 0, highest, scene.state.channel, act=actions.choose_channel
    )
    store.sliders("channel", [slider])


def progress(run: Run[Any], status: str, work: Sequence[int]) -> None:
    """Show how far a run is, and of a long one what a step costs; `work` is that of each result."""
    is_long = sum(work) > cost.LONG
    runs.bar(run, status, by_step=True, is_long=is_long)
    with st.container():  # it goes, and what stands below must not be made anew
        if is_long and not run.is_over:
            st.info(plain(wording.cost(work[-1], cost.seconds_left(run, work))))


def features(scene: Scene) -> None:
    """Show the menu of the layer by which pictures are compared."""
    titles = wording.feature_titles(scene.network)
    store.select("features", "Compare by layer", titles, act=actions.choose_features)


def among(scene: Scene) -> FoundIn:
    """Show whose pictures are searched, and return them."""
    store.segmented("among", "Search in", wording.SETS, act=actions.choose_among)
    if scene.state.among == GALLERY:
        with st.spinner("Reading the pictures"):
            return FoundIn(picture_sets.of_the_app(scene.name), GALLERY, "")
    own_set.popover()
    mine = own_set.exhibits(scene.network.input_shape)
    key = digest(*(zlib.crc32(one.pixels.tobytes()) for one in mine))
    return FoundIn(mine, key, "Add pictures to your set: several files, or a ZIP of pictures.")


def unit(scene: Scene) -> None:
    """Show which kind of unit is maximised, and which one."""
    store.segmented("unit", "Maximise", wording.UNITS)
    if scene.state.unit == "class":
        store.select("target", "Class", wording.class_titles(scene))
        return
    layer(scene)
    channel(scene)
    if scene.state.unit == "cell":
        _, height, width = scene.shape
        row, column = scene.cell
        store.sliders(
            "cell",
            [
                Slider("row", "Row", 0, height - 1, row, act=_set("row")),
                Slider("column", "Column", 0, width - 1, column, act=_set("column")),
            ],
        )


def ascent(scene: Scene) -> None:
    """Show how the picture climbs, and its regularisers."""
    store.segmented("begin", "Start from", wording.STARTS)
    store.sliders(
        "ascent",
        [
            Slider.of(store, "steps", "Steps"),
            Slider.of(store, "rate", "Rate", each=0.01),
            Slider.of(store, "jitter", "Jitter in pixels"),
            Slider.of(store, "blur", "Blur, σ in pixels", each=0.1),
            Slider.of(store, "decay", "Decay", each=0.001),
            Slider.of(store, "seed", "Seed"),
        ],
    )


def dream(scene: Scene) -> None:
    """Show what is dreamt of, and how."""
    layer(scene)
    store.toggle("whole_layer", "All channels of the layer")
    if not scene.state.whole_layer:
        channel(scene)
    store.select("times", "Size of the picture", wording.sizes(scene))
    store.sliders(
        "dream",
        [
            Slider.of(store, "octaves", "Octaves"),
            Slider.of(store, "passes", "Steps in each octave"),
            Slider.of(store, "rate", "Rate", each=0.01),
            Slider.of(store, "seed", "Seed"),
        ],
    )


def _set(name: str) -> Callable[[FeatureState, int], FeatureState]:
    return lambda state, value: replace(state, **{name: value})  # type: ignore[arg-type]
