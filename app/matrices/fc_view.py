"""Fully connected layers as convolutions: on a small classifier, and in VGG-16's numbers."""

from typing import Any

import streamlit as st

from app import code_box, compiling
from app.components.class_map import class_map
from app.markdown_text import plain
from app.matrices import actions, fc_arithmetic, snippets
from app.matrices.state import store
from app.state.sliders import Offers, Slider
from engine.explain import sliding_classifier as sliding
from engine.explain.sliding_classifier import Sliding

_NETWORK = (
    f"8×8×1 → CONV 3×3 → ReLU → max pooling 2×2 → 3×3×{sliding.MAPS} → FC → {sliding.UNITS} → FC "
    "→ 10"
)


@st.fragment
def fully_connected() -> None:
    """Show the map of class scores, its sizes and its cost, and VGG-16's layers."""
    store.publish()
    now = store.current()
    compiling.wait()  # it is trained at the first visit
    found = sliding.slide(now.extra, now.digits)
    class_map(_model(found), "class_map", store.position())
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _small(found)
    with right:
        _large()
    code_box.show(store, snippets.fc_numpy_code, snippets.fc_torch_code)


def _small(found: Sliding) -> None:
    now = store.current()
    st.subheader("This network", anchor=False)
    each, side = sliding.STRIDE, len(found.picture)
    rows = found.scores.shape[1]
    judged = sliding.judge(now.extra)
    st.markdown(
        plain(
            f"{_NETWORK}, trained here on shifted 8×8 digits. The first FC is a CONV with F = 3 "
            f"({9 * sliding.MAPS}·{sliding.UNITS} weights), the second one with F = 1. On "
            f"{side}×{side} pixels: ({side} − 8)/{each} + 1 = {rows}, a map of {rows}×{rows}×10."
        )
    )
    saved = found.cost_by_fc / found.cost
    st.markdown(
        plain(
            f"Multiply-adds: {found.cost:,} in one pass; {rows * rows} windows one by one "
            f"{found.cost_by_fc:,}, {saved:.2f} times as many. {_accuracy(judged)}"
        )
    )
    store.sliders(
        "digits",
        [Slider.of(store, "extra", "Side of the picture in pixels", first=8, each=2)],
        offers=Offers("", {"Other digits": actions.draw_digits}),
    )


def _accuracy(judged: sliding.Judged) -> str:
    if judged.side == sliding.SIDE:
        return f"Accuracy on {sliding.TEST} test digits: {judged.single:.1%}."
    return (
        f"Accuracy on {sliding.TEST} test digits, each somewhere on {judged.side}×{judged.side} "
        f"pixels: the middle window alone {judged.single:.1%}, averaged scores "
        f"{judged.averaged:.1%}."
    )


def _large() -> None:
    st.subheader("VGG-16", anchor=False)
    found = fc_arithmetic.converted(store.current().blocks * fc_arithmetic.BLOCK)
    st.html(fc_arithmetic.layers_table(found))
    st.markdown(plain(fc_arithmetic.told(found)))
    label = "Side of the picture in pixels"
    store.sliders("blocks", [Slider.of(store, "blocks", label, each=fc_arithmetic.BLOCK)])


def _model(found: Sliding) -> dict[str, Any]:
    return {
        "picture": (found.picture * 255).round().astype(int).tolist(),
        "labels": list(found.labels),
        "window": sliding.SIDE,
        "stride": sliding.STRIDE,
        "scores": found.scores.tolist(),
        "byFc": found.by_fc.tolist(),
        "mean": found.mean.tolist(),
        "hidden": found.hidden.tolist(),
        "weights": found.weights.tolist(),
        "bias": found.bias.tolist(),
    }
