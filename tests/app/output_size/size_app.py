"""The page "Output size" through the entry of the app, under Streamlit's AppTest."""

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.app.lab_app import opened_page


def opened(query: dict[str, str] | None = None) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("output_size", query or {})


class Session(dict[str, Any]):
    """A browser session's state, with its values as attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Panel:
    """A component's state after the learner did something."""

    def __init__(self, asked: Any) -> None:
        self.asked = asked
