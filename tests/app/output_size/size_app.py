"""The page "Output size" through the entry of the app, under Streamlit's AppTest."""

from streamlit.testing.v1 import AppTest

from tests.app.lab_app import opened_page


def opened(query: dict[str, str] | None = None) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("output_size", query or {})
