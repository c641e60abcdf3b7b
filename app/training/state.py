"""The page's state in a browser session, and the training that goes with it."""

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.markdown_text import sentence
from app.state import reruns, streamlit_internals
from app.state.session import SessionValue, reported
from app.state.store import PageStore
from app.training import comparison, networks, route
from app.training.run import Run
from app.training.schema import TrainingState
from app.training.session import TrainingSession
from app.training.settings import Settings, with_named_activation
from engine.datasets import DataSet, Split
from engine.networks import Layer

store = PageStore("training", TrainingState)
_session = SessionValue[TrainingSession | None]("training session", lambda: None)
LOAD_INTO = "training_load_into"
"""Key of the menu that says which run takes the weights of a file, by its title."""
FIRST_STEPS = 138
"""What a first visit sees trained: six epochs of the digits, a second's work. Steps, because six
epochs of twenty photographs are nothing yet, and six of CIFAR-10 would keep a classroom busy."""

_splits: weakref.WeakKeyDictionary[DataSet, Split] = weakref.WeakKeyDictionary()
"""All sessions share the pictures of a data set."""


@dataclass(frozen=True)
class Setup:
    """What runs are made of: other ones make other runs, other settings do not."""

    split: Split
    network: str
    compare: str
    layers: str

    def differs_in_names_only(self, other: "Setup") -> bool:
        """Whether runs can go on as those of the other, where classes may be called otherwise."""
        same = replace(self, split=other.split) == other
        return same and (self.split is other.split or self.split.differs_in_names_only(other.split))

    def has_other_pictures(self, other: "Setup") -> bool:
        """Whether the data set is still of this name, but of other pictures."""
        mine, its = self.split.train, other.split.train
        return self.split is not other.split and mine.name == its.name


_setup_of_runs = SessionValue[Setup | None]("training setup", lambda: None)
file_problem = SessionValue[str]("training file", str)
"""Why the last weights file could not be loaded, in a sentence."""


def session(data: DataSet) -> TrainingSession:
    """Return this browser session's training, with the runs that the state asks for.

    Other data, another network or comparison make new runs; other settings change those there are,
    and so do other names of the classes.
    """
    state, found, known = store.current(), _session.get(), _setup_of_runs.get()
    wanted = _setup(data, state)
    given_up = found is not None and not found.runs
    if found is None or given_up or known is None or not known.differs_in_names_only(wanted):
        new = _runs(wanted, state)
        if found is None:
            found = TrainingSession(new, _connection())
            _session.set(found)
            route.register(found)
        else:
            found.replace_runs(new)
        found.train(FIRST_STEPS)
        if known is not None and known.has_other_pictures(wanted):
            new[0].note = "The pictures have changed, so training started again."
    elif known != wanted:
        found.rename(wanted.split)
    _setup_of_runs.set(wanted)
    for run, settings in zip(
        found.runs, _settings(wanted, state, found.runs[0].layers), strict=True
    ):
        if run.settings != settings:
            run.change(settings)
    route.watch(found)
    return found


def _setup(data: DataSet, state: TrainingState) -> Setup:
    if data not in _splits:
        _splits[data] = data.split()
    network = fitting_network(data, state)
    text = state.layers if network == networks.BUILT else ""
    layers = networks.layers(network, data.shape, len(data.classes), text)
    compare = "none" if comparison.why_not(state.compare, layers) else state.compare
    return Setup(_splits[data], network, compare, text)


def fitting_network(data: DataSet, state: TrainingState) -> str:
    """Return the network that is chosen, or another one where it does not fit the pictures."""
    offered = networks.names(data.shape, len(data.classes), state.layers)
    return state.network if state.network in offered else offered[0]


def _runs(setup: Setup, state: TrainingState) -> list[Run]:
    shape, classes = setup.split.train.shape, len(setup.split.train.classes)
    layers = networks.layers(setup.network, shape, classes, setup.layers)
    names = comparison.titles(setup.compare, networks.title(setup.network))
    made = comparison.networks(setup.compare, shape, layers)
    settings = _settings(setup, state, layers)
    return [Run(setup.split, *one) for one in zip(made, settings, names, strict=True)]


def _settings(setup: Setup, state: TrainingState, layers: Sequence[Layer]) -> tuple[Settings, ...]:
    return comparison.settings(setup.compare, with_named_activation(state.settings, layers))


def _connection() -> Callable[[], bool]:
    """Tells whether this browser session is still there."""
    session_id = streamlit_internals.session_id()
    if session_id is None or not streamlit_internals.is_served():
        return lambda: True
    return lambda: streamlit_internals.is_connected(session_id)


@reruns.atomic_callback
def load(key: str) -> None:
    """Load the weights file that was chosen in widget `key`, or say why it cannot be."""
    given, found = reported(key), _session.get()
    file_problem.set("")
    if given is None or found is None:
        return
    titles = [run.title for run in found.runs]
    into = st.session_state.get(LOAD_INTO)
    run = found.runs[titles.index(into) if into in titles else 0]
    try:
        run.load(given.getvalue())
    except ValueError as error:
        file_problem.set(sentence(str(error)))
    else:
        route.watch(found)
