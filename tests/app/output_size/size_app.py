"""The page "Output size" through the entry of the app, under Streamlit's AppTest."""

from streamlit.testing.v1 import AppTest

from tests.app.lab_app import ENTRY


def opened(query: dict[str, str] | None = None) -> AppTest:
    """The page, opened with the parameters of a link."""
    app = AppTest.from_file(str(ENTRY), default_timeout=120).run()
    app.switch_page("../pages/output_size.py")
    for name, text in (query or {}).items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app
