"""The learner's own network of a browser session: one at a time."""

import threading
from weakref import WeakValueDictionary

import streamlit as st

from app.state.session import SessionValue
from app.trained_networks.own_model import OwnModel

OWN = "own"
"""Name of the learner's own network among those that come with the app."""

_FILES_AT_ONCE = 10
"""So many files of the largest size may be held for all sessions together."""

own = SessionValue[OwnModel | None]("own network", lambda: None, "your own model")
_held = WeakValueDictionary[str, OwnModel]()
"""What sessions hold, by its key: who opens the same file with the same settings shares it."""
_lock = threading.Lock()


def given() -> OwnModel:
    """Return the learner's own network, which there must be."""
    found = own.get()
    assert found is not None
    return found


def keep(made: OwnModel) -> None:
    """Keep a network for this session in place of the one before.

    Raises ValueError, in one sentence, where the server already holds too much for others.
    """
    before, limit = own.get(), _FILES_AT_ONCE * st.get_option("server.maxUploadSize") * 2**20
    with _lock:
        shared = _held.get(made.key, made)
        others = [one for one in _held.values() if one is not before and one is not shared]
        if sum(one.nbytes for one in others) + shared.nbytes > limit:
            raise ValueError(
                f"The server holds own models of up to {limit // 2**20:,} MB for all visitors"
                " together, and has no room left for this one; try a smaller one, or later."
            )
        _held[made.key] = shared
    own.set(shared)
