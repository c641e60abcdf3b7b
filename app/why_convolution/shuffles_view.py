"""Both twins on plain images and on images whose pixels are shuffled: accuracy as they learn."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from app.components.experiment_chart import Axis, Series, experiment_chart
from app.slide_text import say
from app.state.sliders import Slider
from app.why_convolution import samples, verdicts
from app.why_convolution.schema import WhyState
from app.why_convolution.state import runs, store
from app.why_convolution.wording import PERCENT, SEEDS, TWINS
from engine.explain import twins
from engine.explain.twins import CNN, DENSE, STEPS


def shuffled() -> None:
    """Show the run: what it shows so far, a chart for each network, and one image shuffled."""
    now = store.current()
    run = runs.run(
        ("shuffled", now.end, now.seed),
        lambda: twins.compare_shuffled(now.end, now.seed, SEEDS),
        SEEDS * 4 * twins.TESTS,
    )
    found, seeds = verdicts.complete(run.results)
    means = verdicts.mean_accuracies(found)
    sentence = verdicts.shuffles(means, seeds)
    say(sentence)
    last = run.results[-1]
    runs.bar(run, f"Seed {last.seed}, step {last.step} of {STEPS}")
    dense, cnn, one = st.columns([4, 4, 3], gap="medium")
    for place, which in ((dense, DENSE), (cnn, CNN)):
        with place:
            curves = {"plain": means[which, False], "shuffled": means[which, True]}
            _chart(curves, which, sentence)
    with one:
        _pair(now)
        store.sliders(
            "shuffle",
            [Slider.of(store, "image", "Test image"), Slider.of(store, "seed", "First seed")],
        )


def _chart(curves: Mapping[str, Mapping[int, float]], which: int, spoken: str) -> None:
    series: list[Series] = [
        {
            "kind": "line",
            "name": name,
            "look": look,
            "x": list(steps),
            "y": [100 * one for one in steps.values()],
        }
        for look, (name, steps) in enumerate(curves.items())
    ]
    x: Axis = {"label": "training step", "low": 0, "high": STEPS}
    experiment_chart(x, PERCENT, series, f"why-shuffles-{which}", spoken, title=TWINS[which])


def _pair(now: WhyState) -> None:
    """Show a test image as it is, and as the networks get it shuffled."""
    image, label = samples.headed(now)
    mixed = twins.shuffled(image[np.newaxis], twins.permutation(now.seed))[0]
    samples.row(
        samples.tile(image, f"The digit {label}"),
        "<span>→</span>",
        samples.tile(mixed, f"The digit {label} with its pixels shuffled"),
    )
    st.markdown(f"The same permutation of the {image.size} pixels for every image.")
