"""A browser session that needs no browser."""

import pytest
import streamlit as st

from app.output_size.link import SizeState
from tests.app.output_size.size_app import Session


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session's state at the first visit of the page."""
    new = Session(output_size=SizeState())
    monkeypatch.setattr(st, "session_state", new)
    return new
