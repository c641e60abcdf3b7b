"""The app's entry under Streamlit's AppTest, and the frame that its page sent."""

import json
import struct
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from app.kernel_lab import actions
from app.kernel_lab import state as lab
from tests.app.session import control, show, shown

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


def last_run(app: AppTest) -> lab.Run:
    """What the Kernel lab computed last."""
    found: lab.Run = app.session_state[lab.last_run.key]
    return found


def header(app: AppTest) -> dict[str, Any]:
    """What the pictures' header says."""
    data = last_run(app).frame
    (length,) = struct.unpack_from("<I", data)
    content: dict[str, Any] = json.loads(data[4 : 4 + length])
    return content


def sizes(app: AppTest) -> dict[str, str]:
    """The size of every stage, as written above its picture."""
    return {stage["name"]: stage["size"] for stage in header(app)["stages"]}


def sentences(app: AppTest) -> list[str]:
    """All errors and warnings on the page; those at the sliders are in the report of the run."""
    report = last_run(app).report
    at_sliders = [text for text in (report.problem, report.pooling_problem) if text]
    return [*(element.value for element in [*app.error, *app.warning]), *at_sliders]


def act(app: AppTest, done: actions.Act) -> None:
    """Run the Kernel lab after an act at one of its components, which run in a browser only."""
    show(app, lab.store, done(shown(app, lab.store)))


def choose(app: AppTest, name: str, value: Any) -> None:
    """Choose from a menu, a row of buttons or a switch of the Kernel lab."""
    every = [*app.selectbox, *app.segmented_control, *app.toggle]
    control(every, lab.store, name).set_value(value).run()
    assert not app.exception
    app.run()  # where only a part of the page follows, AppTest has no more than that part


def unfold(app: AppTest, name: str) -> None:
    """Open a box of the Kernel lab."""
    app.session_state[f"{lab.store.page}-{name}"] = True
    app.run()
    assert not app.exception


def slide(app: AppTest, **values: Any) -> None:
    """Run the Kernel lab with sliders elsewhere."""
    act(app, lambda state: replace(state, **values))
