"""Both twins tested on digits that are shifted: accuracy against shift, and one image to try."""

from html import escape
from typing import Any

import numpy as np
import streamlit as st

from app.components.experiment_chart import Axis, Series, experiment_chart
from app.runs import Run
from app.slide_text import say
from app.state.sliders import Slider
from app.why_convolution import samples, verdicts
from app.why_convolution.schema import WhyState
from app.why_convolution.state import runs, store
from app.why_convolution.wording import PERCENT, SEEDS, TWINS
from engine.explain import twins
from engine.explain.twins import SHIFTS, ShiftCurve, Trained


def shifted() -> None:
    """Show the run: what it shows so far, the curves, and one image with both predictions."""
    now = store.current()
    run = runs.run(
        ("shifted", now.end, now.seed),
        lambda: twins.compare_shifted(now.end, now.seed, SEEDS),
        SEEDS * (2 * twins.TESTS + 1),
    )
    curves, seeds = verdicts.finished(run.results)
    means = verdicts.mean_curves(curves)
    sentence = verdicts.shifts(means, seeds, now.end != "global")
    say(sentence)
    last = [one for one in run.results if isinstance(one, ShiftCurve)][-1]
    runs.bar(run, f"Seed {last.seed}, step {last.step} of {twins.STEPS}")
    chart, trial = st.columns([7, 4], gap="medium")
    with chart:
        _chart(means, sentence)
    with trial:
        _trial(now, run)


def _chart(means: verdicts.Curves, spoken: str) -> None:
    series: list[Series] = [
        {
            "kind": "line",
            "name": TWINS[which],
            "look": which,
            "x": SHIFTS,
            "y": [100 * one for one in values],
        }
        for which, values in means.items()
    ]
    x: Axis = {"label": "shift in pixels: left, right", "low": SHIFTS[0], "high": SHIFTS[-1]}
    title = "Accuracy on shifted test images"
    experiment_chart(x, PERCENT, series, "why-shifts", spoken, title=title)


def _trial(now: WhyState, run: Run[Any]) -> None:
    """Shift one test image, and ask both networks."""
    image, label = samples.headed(now)
    moved = twins.shifted(image[np.newaxis], now.shift)[0]
    trained = next((one for one in run.results if isinstance(one, Trained)), None)
    lines = ["Predictions follow when the first seed is trained."]
    if trained:
        lines = [
            _prediction(TWINS[which], *twins.predict(network, moved), label)
            for which, network in enumerate(trained.networks)
        ]
    texts = "".join(f"<div>{escape(one)}</div>" for one in lines)
    alt = f"The digit {label}, shifted by {now.shift} pixels"
    samples.row(samples.tile(moved, alt), f"<div>{texts}</div>")
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
