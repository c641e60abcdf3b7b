"""The experiments: a question, what this run answers, its chart, and what can be changed."""

from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from app.activation_functions import experiment_charts as charts
from app.activation_functions import functions, maxout_view, verdicts
from app.activation_functions.functions import TITLES
from app.activation_functions.state import runs, store
from app.markdown_text import plain
from app.runs import Run
from app.slide_text import say
from app.state.sliders import Slider
from engine.explain import (
    activation_cost,
    convergence,
    dying_units,
    vanishing_gradients,
    zig_zag,
)
from engine.explain.activation_curves import Function
from engine.explain.convergence import Loss, Race
from engine.explain.dying_units import Count

_NAMES = {
    "vanish": "Vanishing gradients",
    "zigzag": "Zig-zag",
    "dying": "Dying units",
    "speed": "6× faster?",
    "cost": "Cost",
    "maxout": "Maxout",
}
MEASURED = "measured"
"""The key of the container of what differs with every visit."""

SMALL_RATE, LEAK = 0.1, 0.1
LOSS, SEEDS, ROUNDS = 0.3, 20, 30


def needs(experiment: str) -> tuple[str, ...]:
    """Return which menus of functions an experiment has."""
    return {"vanish": ("function", "other"), "zigzag": ("function",)}.get(experiment, ())


def experiments_view() -> None:
    """Show the menu of experiments, and the chosen one."""
    store.segmented("experiment", "Experiment", _NAMES, label_visibility="collapsed")
    _experiment()


@st.fragment
def _experiment() -> None:
    """All that follows the sliders, and the pieces of a run."""
    _VIEWS[store.current().experiment]()
    store.publish()


def _say(sentence: str, run: Run[Any], status: str) -> None:
    """Say what a run that takes a while has shown so far, and how far it is."""
    say(sentence)
    runs.bar(run, status)


def _vanishing() -> None:
    now = store.current()
    found = {
        TITLES[name]: vanishing_gradients.flow(functions.function(name, now), now.depth, now.seed)
        for name in dict.fromkeys((now.function, now.other))
    }
    sentence = verdicts.flows(found)
    say(sentence)
    charts.flows(found, sentence)
    store.sliders(
        "chain",
        [Slider.of(store, "depth", "Layers"), Slider.of(store, "seed", "Seed of the weights")],
    )
    st.caption(
        plain(
            f"Layers of {vanishing_gradients.UNITS} units, one batch of "
            f"{vanishing_gradients.BATCH} handwritten digits, random weights (Xavier for sigmoid "
            "and tanh, He for all others), cross-entropy."
        )
    )


def _zig_zag() -> None:
    now = store.current()
    function, title = functions.function(now.function, now), TITLES[now.function]
    raw, centred = (zig_zag.descend(function, centred, now.seed) for centred in (False, True))
    found = {f"Inputs: outputs of {title}": raw, "The same, zero-centred": centred}
    sentence = verdicts.descents(raw, centred)
    say(sentence)
    for look, (place, title) in enumerate(zip(st.columns(2), found, strict=True)):
        with place:
            charts.path(title, found[title], look, f"{title}. {sentence}")
    store.sliders("zigzag", [Slider.of(store, "seed", "Seed of the data")])
    st.caption(
        plain(
            "A unit with two weights learns by stochastic gradient descent. The gradient of a "
            "sample is the error times its two inputs: where both are positive, both weights "
            "increase or both decrease."
        )
    )


def _dying() -> None:
    now = store.current()
    high = now.rate / 10
    relu, leaky = Function("relu"), Function("leaky_relu", (LEAK,))
    trained = ((relu, SMALL_RATE), (relu, high), (leaky, high))

    def start() -> Iterator[tuple[int, Count]]:
        return dying_units.compare(trained, now.seed)

    total = len(trained) * (dying_units.STEPS // dying_units.EVERY + 1)
    run = runs.run(("dying", high, now.seed), start, total)
    counts = [[count for i, count in run.results if i == which] for which in range(len(trained))]
    titles = (
        f"ReLU, learning rate {SMALL_RATE:g}",
        f"ReLU, learning rate {high:g}",
        f"leaky ReLU ({LEAK:g}), learning rate {high:g}",
    )
    sentence = verdicts.deaths(counts, (SMALL_RATE, high), run.is_over)
    step = max(count.step for _, count in run.results)
    _say(sentence, run, f"Step {step} of {dying_units.STEPS}")
    charts.deaths(list(zip(titles, counts, strict=True)), sentence)
    rate = Slider.of(store, "rate", "Large learning rate", each=0.1)
    store.sliders("dying", [rate, Slider.of(store, "seed", "Seed of weights and batches")])
    st.caption(
        plain(
            f"One hidden layer of {dying_units.UNITS} units learns handwritten digits by SGD. A "
            f"unit is dead when its derivative is 0 on all of {dying_units.PROBE} images."
        )
    )


def _speed() -> None:
    now = store.current()
    rate, titles = now.step_rate / 100, (TITLES[now.rival], "ReLU")
    rival = functions.function(now.rival, now)

    def start() -> Any:
        return convergence.races(rival, Function("relu"), rate, LOSS, now.seed, SEEDS)

    run = runs.run(("speed", now.rival, rate, now.seed), start, SEEDS, Race)
    found = [one for one in run.results if isinstance(one, Race)]
    losses = [one for one in run.results if isinstance(one, Loss)]
    last = [one for one in losses if one.seed == losses[-1].seed]
    sentence = verdicts.races(found, titles) if found else f"Seed {now.seed} is being trained …"
    _say(sentence, run, f"{len(found)} of {SEEDS} seeds")
    left, right = st.columns(2)
    with left:
        charts.losses(last, titles, LOSS, f"Loss of seed {last[-1].seed}. {sentence}")
    with right:
        charts.ratios(found, titles, sentence)
    menu, sliders = st.columns([1, 3])
    with menu:
        store.segmented("rival", "ReLU compared with", {n: TITLES[n] for n in ("tanh", "sigmoid")})
    with sliders:
        step_rate = Slider.of(store, "step_rate", "Learning rate", each=0.01)
        store.sliders("speed", [step_rate, Slider.of(store, "seed", "First seed")])
    st.caption(
        plain(
            f"Two hidden layers of {convergence.UNITS} units learn handwritten digits by SGD, in "
            f"batches of {convergence.BATCH}, until the training loss is {LOSS:g}: the same "
            "batches and learning rate for both."
        )
    )


def _cost() -> None:
    now = store.current()
    measured = {TITLES[name]: functions.function(name, now) for name in TITLES}

    def start() -> Any:
        return activation_cost.rounds(list(measured.values()), ROUNDS)

    run = runs.run(("cost", *map(str, measured.values())), start, ROUNDS)
    with st.container(key=MEASURED):
        titles = list(measured)
        sentence = verdicts.costs(run.results, titles)
        _say(sentence, run, f"Round {len(run.results)} of {ROUNDS}")
        charts.costs(run.results, titles, sentence)
    st.caption(
        plain(
            "All functions in turn, so that whatever else the machine does slows all of them. "
            "NumPy computes exp and tanh, the engine's own kernels the others."
        )
    )


_VIEWS: dict[str, Callable[[], None]] = {
    "vanish": _vanishing,
    "zigzag": _zig_zag,
    "dying": _dying,
    "speed": _speed,
    "cost": _cost,
    "maxout": maxout_view.maxout_view,
}
