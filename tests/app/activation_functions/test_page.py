"""The page through the entry of the app, its link, and what it leaves unloaded elsewhere."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.activation_functions import comparison, functions
from app.activation_functions.functions import ENTRIES, TITLES
from app.activation_functions.schema import ActivationState
from app.activation_functions.state import store
from app.state import link
from engine.explain import activation_curves
from tests.app.lab_app import ENTRY, opened_page
from tests.app.session import control, shown

ROOT = Path(__file__).parents[3]


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("activation_functions", query)


def test_the_first_visit_stands_without_a_click() -> None:
    app = opened()
    assert not app.warning
    assert dict(app.query_params) == {}
    assert any("activation function decides" in text.value for text in app.markdown)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_function_can_be_chosen(name: str) -> None:
    app = opened()
    control(app.selectbox, store, "function").set_value(name).run()
    assert not app.exception
    assert shown(app, store).function == name


def test_two_functions_are_compared_in_a_chart_and_a_table() -> None:
    app = opened(show="compare", function="tanh", other="elu", alpha="2")
    (table,) = (text.value for text in app.markdown if "x = −10" in text.value)
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[2:]]
    assert rows == [
        ["tanh, f", "−1 + 4.12·10⁻⁹", "0", "1 − 4.12·10⁻⁹"],
        ["tanh, f′", "8.24·10⁻⁹", "1", "8.24·10⁻⁹"],
        ["ELU, f", "−1.9999", "0", "10"],
        ["ELU, f′", "9.08·10⁻⁵", "2", "1"],
    ]
    control(app.selectbox, store, "other").set_value("tanh").run()
    assert not app.exception


def test_the_chart_draws_the_curves() -> None:
    state = ActivationState()
    curves = {
        TITLES[name]: activation_curves.draw(functions.function(name, state))
        for name in ("relu", "silu")
    }
    traces = comparison.chart(curves).data
    assert [trace.name for trace in traces] == ["ReLU", "ReLU", "SiLU (Swish)", "SiLU (Swish)"]
    drawn = [(one.x, values) for one in curves.values() for values in (one.values, one.slopes)]
    for trace, (x, values) in zip(traces, drawn, strict=True):
        np.testing.assert_array_equal(trace.y, np.interp(trace.x, x, values))


def test_the_link_carries_function_slope_point_and_view() -> None:
    state = ActivationState(
        show="compare",
        function="prelu",
        other="maxout",
        slope=7,
        point=-325,
        lines=((1, -5), (0, 0)),
    )
    query = link.write(state)
    assert query == {
        "show": "compare",
        "function": "prelu",
        "other": "maxout",
        "slope": "0.07",
        "lines": "0.1_-0.5~0_0",
        "point": "-3.25",
    }
    assert link.read(ActivationState, query) == (state, ())


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("slope", "1.5", "it must be a number from 0 to 1 in steps of 0.01"),
        ("point", "1.234", "it must be a number from -10 to 10 in steps of 0.01"),
        ("alpha", "1e0", "it must be a number from 0 to 3 in steps of 0.1"),
        ("lines", "1_2", "it must be two lines, each a slope and an offset: 0.1_0~1_0"),
        ("lines", "3_0~1_0", "it must be a number from -2 to 2 in steps of 0.1"),
    ],
)
def test_a_number_that_cannot_be_is_told_in_a_sentence(name: str, text: str, rule: str) -> None:
    _, (complaint,) = link.read(ActivationState, {name: text})
    assert rule in complaint


UNLOADED = """
import sys
sys.modules["plotly"] = None  # which Streamlit would import for its theme, because it is installed
from streamlit.testing.v1 import AppTest
del sys.modules["plotly"]

app = AppTest.from_file({entry!r}, default_timeout=120).run()
for page in {pages}:
    app.switch_page(f"../pages/{{page}}.py").run()
    assert not app.exception, page
print(sorted({{"plotly", "matplotlib"}} & set(sys.modules)))
"""


def loaded(pages: list[str]) -> str:
    """Which of both libraries a server has loaded that has shown these pages."""
    done = subprocess.run(
        [sys.executable, "-c", UNLOADED.format(pages=pages, entry=str(ENTRY))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_no_other_page_loads_plotly_or_matplotlib() -> None:
    pages = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    others = [page for page in pages if page != "activation_functions"]
    assert len(others) >= 6
    assert loaded(others) == "[]"
    assert loaded(["activation_functions"]) == "[]"  # not before two functions are compared
