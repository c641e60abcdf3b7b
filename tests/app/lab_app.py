"""The app's entry under Streamlit's AppTest, and the frame that its page sent."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ENTRY = Path(__file__).parents[2] / "app" / "main.py"


def opened(query: dict[str, str] | None = None) -> AppTest:
    """The default page, opened with the parameters of a link."""
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    for name, text in (query or {}).items():
        app.query_params[name] = text
    return app.run()


def opened_page(name: str, query: Mapping[str, str]) -> AppTest:
    """The page of this file in pages/, opened with the parameters of a link."""
    app = AppTest.from_file(str(ENTRY), default_timeout=120).run()
    app.switch_page(f"../pages/{name}.py")
    for parameter, text in query.items():
        app.query_params[parameter] = text
    app.run()
    assert not app.exception
    return app


def header(app: AppTest) -> dict[str, Any]:
    """What the pictures' header says."""
    data: bytes = app.session_state.frame
    (length,) = struct.unpack_from("<I", data)
    content: dict[str, Any] = json.loads(data[4 : 4 + length])
    return content


def sizes(app: AppTest) -> dict[str, str]:
    """The size of every stage, as written above its picture."""
    return {stage["name"]: stage["size"] for stage in header(app)["stages"]}


def sentences(app: AppTest) -> list[str]:
    """All errors and warnings on the page; those at the sliders are in the report of the run."""
    report = app.session_state.report
    at_sliders = [text for text in (report.problem, report.pooling_problem) if text]
    return [*(element.value for element in [*app.error, *app.warning]), *at_sliders]


def slide(app: AppTest, name: str, value: int) -> None:
    """Run the page with a slider elsewhere (its component runs in a browser only)."""
    app.session_state[name] = value
    app.run()
    assert not app.exception
