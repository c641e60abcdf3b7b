"""A CNN and its fully connected twin, trained while one looks: shifted and shuffled images."""

from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.components.experiment_chart import Axis, Series, experiment_chart
from app.markdown_text import plain
from app.runs import Run
from app.slide_text import say
from app.state import link
from app.state.sliders import Slider
from app.training import actions as training
from app.training.schema import TrainingState
from app.why_convolution import code_view, verdicts
from app.why_convolution.previews import address
from app.why_convolution.schema import WhyState
from app.why_convolution.state import runs, store
from engine.explain import twins
from engine.explain.twins import CNN, DENSE, EVERY, SHIFTS, STEPS, Trained
from engine.networks.table import table

_EXPERIMENTS = {"shifted": "Shifted images", "shuffled": "Shuffled pixels"}
_ENDS = {
    "global": "Global pooling",
    "pooled": "2×2 pooling, global pooling",
    "flat": "2×2 pooling, FC layer",
}
_LAYERS = {
    "global": "CONV 16, CONV 32, max pooling over the whole map, FC 10",
    "pooled": "CONV 16, POOL, CONV 32, max pooling over the whole map, FC 10",
    "flat": "CONV 8, POOL, CONV 16, POOL, FC 10, which has weights of its own for every position",
}
NAMES = {CNN: "CNN", DENSE: "Fully connected"}
SEEDS = 3
_POINTS_DONE = STEPS // EVERY + 1  # how often a network is tested
_PERCENT: Axis = {"label": "accuracy in % (test set)", "low": 0, "high": 100}
_SHOWN = 96
_TILES = "display: flex; flex-wrap: wrap; gap: 0.6rem 1.4rem; align-items: center"
_TILE = f"width: {_SHOWN}px; height: {_SHOWN}px; image-rendering: pixelated; display: block"


def twins_view() -> None:
    """Show the menu of experiments, and the chosen one."""
    menu, end = st.columns([3, 5])
    with menu:
        store.segmented("experiment", "Experiment", _EXPERIMENTS)
    with end:
        store.segmented("end", "The CNN ends in", _ENDS)
    _experiment()
    code_view.expander("twins")
    st.page_link(
        "../pages/training.py",
        label="Train a CNN and its twin on shapes in Training",
        query_params=link.write(in_training()),
    )


def in_training() -> TrainingState:
    """Return the state of the page Training that compares a CNN with its twin."""
    return training.choose_experiment(TrainingState().start(), "dense")


@st.fragment
def _experiment() -> None:
    """All that follows the sliders, and the pieces of a run."""
    now = store.current()
    if now.experiment == "shifted":
        _shifted(now)
    else:
        _shuffled(now)
    st.caption(plain(_about(now)))
    store.publish()


def _shifted(now: WhyState) -> None:
    total = SEEDS * (2 * _POINTS_DONE + 1)
    run = runs.run(
        ("shifted", now.end, now.seed),
        lambda: twins.compare_shifted(now.end, now.seed, SEEDS),
        total,
    )
    curves, seeds = verdicts.finished(run.results)
    means = verdicts.mean_curves(curves)
    sentence = verdicts.shifts(means, seeds)
    say(sentence)
    runs.bar(run, _status(run))
    chart, trial = st.columns([7, 4], gap="medium")
    with chart:
        _shift_chart(means, sentence)
    with trial:
        _trial(now, run)


def _status(run: Run[Any]) -> str:
    last = [one for one in run.results if not isinstance(one, Trained)][-1]
    return f"Seed {last.seed}, step {last.step} of {STEPS}"


def _shift_chart(means: verdicts.Curves, spoken: str) -> None:
    series: list[Series] = [
        {"kind": "line", "name": NAMES[which], "look": which, "x": SHIFTS,
         "y": [100 * one for one in values]}
        for which, values in means.items()
    ]  # fmt: skip
    x: Axis = {"label": "shift in pixels: left, right", "low": SHIFTS[0], "high": SHIFTS[-1]}
    title = "Accuracy on shifted test images"
    experiment_chart(x, _PERCENT, series, "why-shifts", spoken, title=title)


def _trial(now: WhyState, run: Run[Any]) -> None:
    """Shift one test image, and ask both networks."""
    data = twins.split()
    image, label = data.test_x[now.image], int(data.test_labels[now.image])
    moved = twins.shifted(image[np.newaxis], now.shift)[0]
    trained = [one for one in run.results if isinstance(one, Trained)]
    st.header(f"Test image {now.image}, a {label}", anchor=False)
    lines = ["Predictions follow when the first seed is trained."]
    if trained:
        lines = [
            _prediction(NAMES[which], *twins.predict(network, moved), label)
            for which, network in enumerate(trained[0].networks)
        ]
    texts = "".join(f"<div>{escape(one)}</div>" for one in lines)
    alt = f"The digit {label}, shifted by {now.shift} pixels"
    st.html(f'<div style="{_TILES}">{_tile(moved, alt)}<div>{texts}</div></div>')
    store.sliders(
        "trial",
        [
            Slider.of(store, "shift", "Shift to the right, in pixels"),
            Slider.of(store, "image", "Test image"),
            Slider.of(store, "seed", "First seed"),
        ],
    )


def _prediction(name: str, predicted: int, probability: float, label: int) -> str:
    mark = "✓" if predicted == label else "✗"
    return f"{name}: predicted {predicted} ({probability:.0%}) {mark}"


def _tile(image: NDArray[np.float32], alt: str) -> str:
    pixels = np.rint(image[0] * (255 / max(float(image.max()), 1.0))).astype(np.uint8)
    return f'<img src="{address(pixels)}" alt="{escape(alt, quote=True)}" style="{_TILE}">'


def _shuffled(now: WhyState) -> None:
    total = SEEDS * 4 * _POINTS_DONE
    run = runs.run(
        ("shuffled", now.end, now.seed),
        lambda: twins.compare_shuffled(now.end, now.seed, SEEDS),
        total,
    )
    found, seeds = verdicts.complete(run.results)
    means = verdicts.mean_accuracies(found)
    sentence = verdicts.shuffles(means, seeds)
    say(sentence)
    runs.bar(run, _status(run))
    dense, cnn, trial = st.columns([4, 4, 3], gap="medium")
    for place, which in ((dense, DENSE), (cnn, CNN)):
        with place:
            _shuffle_chart(means, which, sentence)
    with trial:
        _pair(now)
        store.sliders(
            "shuffle",
            [Slider.of(store, "image", "Test image"), Slider.of(store, "seed", "First seed")],
        )


def _shuffle_chart(means: Any, which: int, spoken: str) -> None:
    series: list[Series] = [
        {
            "kind": "line",
            "name": name,
            "look": look,
            "x": list(means[which, is_shuffled]),
            "y": [100 * one for one in means[which, is_shuffled].values()],
        }
        for look, (name, is_shuffled) in enumerate((("plain", False), ("shuffled", True)))
    ]
    x: Axis = {"label": "training step", "low": 0, "high": STEPS}
    experiment_chart(x, _PERCENT, series, f"why-shuffles-{which}", spoken, title=NAMES[which])


def _pair(now: WhyState) -> None:
    """Show a test image as it is, and as the networks get it shuffled."""
    data = twins.split()
    image, label = data.test_x[now.image], int(data.test_labels[now.image])
    mixed = twins.shuffled(image[np.newaxis], twins.permutation(now.seed))[0]
    st.header(f"Test image {now.image}, a {label}", anchor=False)
    tiles = _tile(image, f"The digit {label}") + "<span>→</span>"
    tiles += _tile(mixed, f"The digit {label} with its pixels shuffled")
    st.html(f'<div style="{_TILES}">{tiles}</div>')
    st.markdown("The same permutation of the 256 pixels for every image.")


def _about(now: WhyState) -> str:
    shape = 1, twins.SIDE, twins.SIDE
    cnn, dense = (table(shape, layers).parameters for layers in twins.networks(now.end))
    data = twins.split()
    return (
        f"CNN: {_LAYERS[now.end]}; {cnn:,} parameters, fully connected {dense:,}. "
        f"{len(data.x):,} handwritten digits of 8×8 in the centre of {twins.SIDE}×{twins.SIDE} "
        f"pixels, {STEPS} steps of Adam in batches of {twins.BATCH}, tested on "
        f"{len(data.test_x)} others; no image is shifted in training. A difference counts from "
        f"{verdicts.POINTS} percentage points on."
    )
