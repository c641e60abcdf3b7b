"""What a session knows of itself: its name, and the files that it was given."""

import pytest

from app import outage, pictures
from app.state import session
from app.training_data import folders
from tests.app.lab_app import opened_page
from tests.app.session import Session
from tests.app.test_own_picture import png


def test_only_files_that_are_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session.st, "session_state", Session())
    assert session.given_files() == []
    pictures.own.set(pictures.OwnPicture(png(3), "mine.png"))
    assert session.given_files() == ["your picture"]
    folders._data.set(object())  # type: ignore[arg-type]
    assert session.given_files() == ["your picture", "your data set"]


def test_a_session_keeps_its_name_and_no_other_has_it() -> None:
    app = opened_page("volumes", {})
    name = app.session_state[outage._session.key]
    app.run()
    assert app.session_state[outage._session.key] == name
    assert opened_page("volumes", {}).session_state[outage._session.key] != name
