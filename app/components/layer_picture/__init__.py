"""The volumes before and behind one layer."""

from collections.abc import Sequence

import streamlit as st

from app.components.shared import bundle
from engine.planning.volumes import Volume

_mount = st.components.v2.component(
    "convoscope.layer_picture",
    html=bundle.with_saving("layer_picture/layer_picture.html", "the volumes"),
    css="".join(
        map(
            bundle.text,
            ("shared/volume.css", "shared/save_buttons.css", "layer_picture/layer_picture.css"),
        )
    ),
    js=bundle.javascript("layer_picture"),
    isolate_styles=False,
)


def layer_picture(
    start: Volume,
    output: Volume | None,
    window: tuple[int, int],
    captions: Sequence[Sequence[str]],
    between: Sequence[str],
    spoken: str,
    costs: Sequence[tuple[str, str]],
    key: str,
) -> None:
    """Draw `start`, the `window` (side, depth) on it, and the `output`, None if there is none.

    `captions` are the lines under each, or what stands in the output's place; `between` are those
    over the gap; `spoken` says it all in words. `costs` are names with a formula each.
    """
    sizes = [_size(start), output and _size(output)]
    _mount(data=[*sizes, window, captions, between, spoken, costs], key=key)


def _size(volume: Volume) -> tuple[int, int, int]:
    return volume.width, volume.height, volume.depth
