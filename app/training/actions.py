"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.training import comparison
from app.training.schema import TrainingState
from engine import datasets

BUILT_IN = {name for name in datasets.names() if not datasets.describe(name).megabytes}
"""Data sets that come with the app."""


def choose_data(state: TrainingState, name: str) -> TrainingState:
    """Train on other pictures, with a learning rate that suits them."""
    return replace(state, data=name).start()


def choose_network(state: TrainingState, name: str) -> TrainingState:
    """Train another network, with a learning rate that suits it."""
    return replace(state, network=name).start()


def choose_experiment(state: TrainingState, name: str) -> TrainingState:
    """Compare, with settings that show what the comparison is for.

    Pictures that the learner has brought or downloaded stay, and so do the seed and what is
    shown of the curves.
    """
    if name == "none":
        return replace(state, compare=name)
    prepared = dict(comparison.PREPARED[name])
    given, data = prepared.pop("data"), state.data
    if data in BUILT_IN:
        data = given
    start = TrainingState(data=data, network=prepared.pop("network"), layers=state.layers).start()
    start = replace(start, seed=state.seed, axis=state.axis, history=state.history)
    return replace(start, compare=name, **prepared)


def is_prepared(state: TrainingState) -> bool:
    """Tell whether an experiment has the settings that it was prepared with."""
    return choose_experiment(state, state.compare) == state
