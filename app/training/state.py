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
from engine.networks import LayerInfo

store = PageStore("training", TrainingState)
_session = SessionValue[TrainingSession | None]("training session", lambda: None)
LOAD_INTO = "training_load_into"
"""Key of the menu that says which run takes the weights of a file, by its title."""

_splits: weakref.WeakKeyDictionary[DataSet, dict[int, Split]] = weakref.WeakKeyDictionary()
"""All sessions share the pictures of a data set; by how many are trained on, 0 for all."""


@dataclass(frozen=True)
class Setup:
    """What runs are made of: other ones make other runs, other settings do not."""

    split: Split
    network: str
    compare: str
    layers: str
    pictures: int

    def differs_in_names_only(self, other: "Setup") -> bool:
        """Whether runs can go on as those of the other, where classes may be called otherwise."""
        same = replace(self, split=other.split) == other
        return same and (self.split is other.split or self.split.differs_in_names_only(other.split))

    def has_other_pictures(self, other: "Setup") -> bool:
        """Whether as many of a data set of this name are trained on, but other ones."""
        is_one_set = self.split.train.name == other.split.train.name
        return is_one_set and self.pictures == other.pictures and self.split is not other.split


_setup_of_runs = SessionValue[Setup | None]("training setup", lambda: None)
file_problem = SessionValue[str]("training file", str)
"""Why the last weights file could not be loaded, in a sentence."""

CHANGED = "The pictures have changed, so the network is untrained again."
"""Said until it is trained, also where the pictures change once more."""


def session(data: DataSet) -> TrainingSession:
    """Return this browser session's training, with the runs that the state asks for.

    Other data, another network or comparison make new runs, which are untrained: only the learner
    has them trained. Other settings change those there are, and so do other names of the classes.
    """
    state, found, known = store.current(), _session.get(), _setup_of_runs.get()
    wanted = _setup(data, state)
    given_up = found is not None and not found.runs
    if found is None or given_up or known is None or not known.differs_in_names_only(wanted):
        new = _runs(wanted, state)
        had_learned = found is not None and any(
            run.history.steps or run.note == CHANGED for run in found.runs
        )
        if found is None:
            found = TrainingSession(new, _connection())
            _session.set(found)
            route.register(found)
        else:
            found.replace_runs(new)
        if had_learned and known is not None and known.has_other_pictures(wanted):
            new[0].note = CHANGED
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
    network = fitting_network(data, state)
    text = state.layers if network == networks.BUILT else ""
    nodes = networks.nodes(network, data.shape, len(data.classes), text)
    layers = [node.layer for node in nodes]
    compare = "none" if comparison.why_not(state.compare, layers) else state.compare
    return Setup(_split(data, state.pictures), network, compare, text, state.pictures)


def _split(data: DataSet, pictures: int) -> Split:
    known = _splits.setdefault(data, {})
    if 0 not in known:
        known[0] = data.split()
    if pictures not in known:
        whole = known[0]
        known[pictures] = Split(whole.train.few(pictures), whole.held_out)
    return known[pictures]


def fitting_network(data: DataSet, state: TrainingState) -> str:
    """Return the network that is chosen, or another one where it does not fit the pictures."""
    offered = networks.names(data.shape, len(data.classes), state.layers)
    return state.network if state.network in offered else offered[0]


def _runs(setup: Setup, state: TrainingState) -> list[Run]:
    shape, classes = setup.split.train.shape, len(setup.split.train.classes)
    nodes = networks.nodes(setup.network, shape, classes, setup.layers)
    names = comparison.titles(setup.compare, networks.title(setup.network))
    made = comparison.networks(setup.compare, shape, nodes)
    settings = _settings(setup, state, [node.layer for node in nodes])
    return [Run(setup.split, *one) for one in zip(made, settings, names, strict=True)]


def _settings(
    setup: Setup, state: TrainingState, layers: Sequence[LayerInfo]
) -> tuple[Settings, ...]:
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
