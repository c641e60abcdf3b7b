"""The weights of one neuron beside one filter, and the way from fully connected to shared."""

import streamlit as st

from app import pictures
from app.components.experiment_chart import Axis, Mark, Series, experiment_chart
from app.markdown_text import plain
from app.output_size.schema import SizeState
from app.slide_text import say
from app.state import link
from app.state.sliders import Offers, Slider
from app.why_convolution import actions, code_view, drawings, facts, wording
from app.why_convolution.previews import preview
from app.why_convolution.state import store
from engine.explain.weight_sharing import Sharing, sharing
from engine.networks import notation

STAGES = {
    "full": "Fully connected",
    "local": "Local connectivity",
    "shared": "Shared weights",
}
LECTURES = (32, 64, 200, 1000)
_SIDES = {side: f"{side}×{side}" for side in (3, 5, 7, 11)}
_FIRST, _LAST, _EVERY = 16, 1000, 24


@st.fragment
def weights() -> None:
    """Show all that follows the size of the image and of the filter."""
    store.publish()
    now = store.current()
    found = sharing(now.size, now.kernel)
    drawn, counted = st.columns([5, 6], gap="medium")
    with drawn:
        drawings.neurons(found, now.stage, preview(now.picture, now.size))
        _controls()
    with counted:
        facts.show(wording.weights(found))
        store.segmented("stage", "Connections", STAGES, label_visibility="collapsed")
        say(wording.stage(found, now.stage))
        values = {"full": found.full, "local": found.local, "shared": found.shared}
        drawings.bars(wording.layers(found), values, now.stage)
        _elsewhere(found)
    _growth(found)
    st.caption(
        plain(
            "One map of the image's size: stride 1, same padding, one bias for each neuron or "
            f"filter. {pictures.about(now.picture)}"
        )
    )
    code_view.expander("weights")


def _controls() -> None:
    store.sliders(
        "size",
        [Slider.of(store, "size", "Image size, in pixels on each side")],
        offers=Offers(
            "Weights of one neuron",
            {
                f"{size}×{size}×3: {sharing(size, 5).neuron:,}": actions.set_size(size)
                for size in LECTURES
            },
        ),
    )
    store.segmented("kernel", "Filter", _SIDES)


def _elsewhere(found: Sharing) -> None:
    picture = store.current().in_link().picture
    with st.container(horizontal=True):
        st.page_link(
            "../pages/output_size.py",
            label="Open the filter as a layer in Output size",
            query_params=link.write(layer(found)),
        )
        st.page_link(
            "../pages/volumes.py",
            label="See filters on this picture in Volumes",
            query_params={"picture": picture},  # said even where it is the default
        )


def layer(found: Sharing) -> SizeState:
    """Return the state of the page Output size that has the filter on this image."""
    side, image = found.kernel, found.volume
    filter = {"kernel_size": side, "padding": (side - 1) // 2, "out_channels": 1}
    return SizeState(
        show="chain",
        start_width=image.width,
        start_depth=image.depth,
        layers=notation.write([("Conv2d", filter)]),
    )


def _growth(found: Sharing) -> None:
    sizes = [*range(_FIRST, _LAST, _EVERY), _LAST]
    counts = [sharing(size, found.kernel) for size in sizes]
    curves = {
        "One fully connected neuron": [one.neuron for one in counts],
        f"One {found.kernel}×{found.kernel}×3 filter": [one.filter for one in counts],
    }
    series: list[Series] = [
        {"kind": "line", "name": name, "look": look, "x": sizes, "y": values}
        for look, (name, values) in enumerate(curves.items())
    ]
    size = found.volume.width
    x: Axis = {"label": "image size in pixels (log scale)", "low": 10, "high": _LAST, "log": True}
    y: Axis = {"label": "weights (log scale)", "low": 10, "high": 1e7, "log": True}
    mark: Mark = {"x": size, "y": found.neuron, "text": f"{size}×{size}: {found.neuron:,}"}
    spoken = (
        "Weights by image size: those of the neuron grow with the square of the size, those of "
        "the filter stay the same."
    )
    experiment_chart(x, y, series, "why-growth", spoken, [mark], "Weights against image size")
