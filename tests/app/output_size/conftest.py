"""A browser session that needs no browser."""

import pytest
import streamlit as st

from app.output_size.schema import SizeState
from app.output_size.state import store
from tests.app.session import Session


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session's state at the first visit of the page."""
    new = Session()
    monkeypatch.setattr(st, "session_state", new)
    store.begin(SizeState())
    return new
