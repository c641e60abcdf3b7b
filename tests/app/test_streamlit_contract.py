"""Streamlit's inside, as far as app/state/streamlit_internals.py relies on it.

After an update of Streamlit, each test that fails says in a sentence what to mend in that module.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_app, starlette_websocket

from app.state.streamlit_internals import PAGE_ELEMENTS, ROUTES_OF_STREAMLIT, is_host_allowed
from app.theme import CONTROLS_BESIDE as BESIDE
from tests.browser.watch import PATIENCE, found_at_last
from tests.load.coming_and_going import Reading, pass_through
from tests.serving import Server, running_server

ROOT = Path(__file__).parents[2]
INTERNALS = ROOT / "app" / "state" / "streamlit_internals.py"
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the page on which everything is that we rely on."""
    with running_server(script="tests/app/streamlit_contract_page.py") as server:
        yield server


@pytest.fixture(scope="module")
def page(browser, server: Server) -> Iterator:
    """That page in a browser."""
    page = browser.new_page(viewport=LAPTOP)
    page.set_default_timeout(PATIENCE)
    page.goto(server.url)
    page.get_by_text("went back: ").wait_for()
    yield page
    page.close()


def answers(page) -> dict[str, str]:
    """What the page's script was told, by name."""
    return dict(re.findall(r"^(.+): (True|False)$", page.inner_text("main"), re.MULTILINE))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "expected", "sentence"),
    [
        ("session", "True", "A script is no longer told the id of its browser session."),
        ("served", "True", "streamlit.runtime no longer knows that there is a server."),
        ("connected", "True", "The runtime no longer knows the session that a script runs for."),
        ("other session", "False", "The runtime takes a session that never was for an active one."),
        ("script thread", "True", "Scripts no longer run in a thread named SCRIPT_THREAD."),
        ("went back", "False", "A first visit is now taken for the browser's Back."),
        ("column", "True", "st.columns no longer returns streamlit.delta_generator's class."),
        ("pandas", "False", "A page of ours now loads pandas, which takes half a second."),
    ],
)
def test_a_script_is_told(page, name: str, expected: str, sentence: str) -> None:
    assert answers(page)[name] == expected, sentence


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGE_ELEMENTS)
def test_the_page_has_every_element_that_is_styled_or_mended(page, name: str) -> None:
    missing = found_at_last(
        page, "(one) => (document.querySelector(one) ? [] : [one])", PAGE_ELEMENTS[name]
    )
    assert not missing, f"Streamlit's page has no {PAGE_ELEMENTS[name]} any more ({name})."


# Selectors of a style sheet, but for those in a media query that does not apply.
SELECTORS = """
() => [...document.styleSheets]
  .filter((sheet) => [...sheet.cssRules].some((rule) => rule.cssText.includes("controls_beside")))
  .flatMap((sheet) => [...sheet.cssRules])
  .flatMap((rule) => rule.media && matchMedia(rule.media.mediaText).matches
    ? [...rule.cssRules] : [rule])
  .filter((rule) => rule.selectorText)
  .map((rule) => [rule.selectorText, document.querySelectorAll(rule.selectorText).length])
"""


@pytest.mark.browser
@pytest.mark.parametrize(("screen", "count"), [(LAPTOP, 10), (PHONE, 11)])
def test_every_rule_of_the_theme_meets_something(page, screen: dict, count: int) -> None:
    page.set_viewport_size(screen)
    rules = page.evaluate(SELECTORS)
    assert len(rules) == count, f"Streamlit no longer takes our style sheet as it is: {rules}"
    for selector, found in rules:
        assert found, f"Streamlit's page no longer has anything at “{selector}” (app/theme.py)."


@pytest.mark.browser
def test_the_theme_is_stronger_than_streamlits_own_styles(page) -> None:
    page.set_viewport_size(LAPTOP)
    for selector, name, expected in (
        (PAGE_ELEMENTS["main"], "padding-left", "32px"),
        (PAGE_ELEMENTS["caption"], "opacity", "0.8"),
        (PAGE_ELEMENTS["code"] + ".keyword", "color", "rgb(11, 92, 173)"),
        (f".st-key-{BESIDE} {PAGE_ELEMENTS['row']}", "flex-direction", "row-reverse"),
    ):
        style = f"(element) => getComputedStyle(element).getPropertyValue('{name}')"
        found = page.locator(selector).first.evaluate(style)
        assert found == expected, f"Streamlit overrules our {name} of {selector}: {found}."


@pytest.mark.browser
def test_a_component_finds_the_drop_zone_and_mends_its_role(page) -> None:
    zone = page.get_by_test_id("stFileUploaderDropzone")
    assert zone.get_attribute("role") == "presentation", "The drop zone's role needs no mending."
    page.get_by_text("Mended").click()
    page.wait_for_function(
        "() => document.querySelector(\"[data-testid='stFileUploaderDropzone'][role=group]\")"
    )
    assert answers(page)["pandas"] == "False", "A component that is given a list loads pandas now."


@pytest.mark.browser
def test_back_is_told_from_any_other_run(page) -> None:
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/?place=further")
    assert answers(page)["went back"] == "False", "A click is now taken for the browser's Back."
    page.go_back()
    page.get_by_text("went back: True").wait_for()  # else the browser's Back is no longer told


def test_a_session_whose_browser_has_gone_holds_no_descriptor(server: Server) -> None:
    # The first visitor's run is what lets those after it hold none.
    assert pass_through(server, 1, 1, pages=("",)) == []
    before = Reading.of(server, 1)
    assert pass_through(server, 40, 10, pages=("",)) == []
    opened = Reading.of(server, 41).descriptors - before.descriptors
    assert opened < 20, (
        f"40 stored sessions hold {opened} descriptors: AppSession no longer keeps its event loop "
        "in _script_event_loop, or opens another (hold_no_event_loops)."
    )
    assert "event loop" not in server.log(), server.log()


def interrupted_page() -> None:
    """Ask for another run in the midst of a callback, as the browser does, and note what ran."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from app.state import reruns

    notes = st.session_state.setdefault("notes", [])

    def interrupt() -> None:
        notes.append("begun")
        if len(notes) == 1:
            get_script_run_ctx().script_requests.request_rerun(RerunData())
        st.session_state.touched = True
        notes.append("ended")

    if not notes:
        reruns.atomic_callback(interrupt)()
        notes.append("not reached in the run that is interrupted")
    st.text(", ".join(notes))


def test_every_route_of_streamlit_begins_with_what_we_know() -> None:
    paths = [route.path for route in starlette_app.create_streamlit_routes(MagicMock())]
    assert "/_stcore/health" in paths, "Streamlit no longer tells its routes."
    unknown = {path.split("/")[1] for path in paths if path.count("/") > 1} - {*ROUTES_OF_STREAMLIT}
    assert not unknown, f"Streamlit answers below {unknown}: add it to ROUTES_OF_STREAMLIT."


def test_host_names_are_read_from_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        starlette_websocket.config, "get_option", {"server.allowedHosts": ["a.example"]}.get
    )
    allowed = [is_host_allowed(host) for host in ("a.example:8501", "b.example", None)]
    assert allowed == [True, False, False], "is_host_allowed reads another setting or host."


def test_nothing_is_sent_as_already_known_to_the_browser() -> None:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = "x" * 50_000_000
    populate_hash_if_needed(message)
    assert not message.metadata.cacheable, (
        "global.minCachedMessageSize no longer keeps messages out of the browser's cache, "
        "which may drop what an answer under way refers to."
    )


def test_streamlit_interrupts_by_the_exception_that_we_know() -> None:
    app = AppTest.from_function(interrupted_page).run()
    assert not app.exception, app.exception
    assert app.text[0].value == "begun, begun, ended", (
        "Streamlit no longer interrupts a callback by raising Interruption where it touches the "
        "session state: app.state.reruns.atomic_callback does not hold any more."
    )


def sources(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Path and text of every file of the app with such a suffix, but for the one module."""
    for folder in ("app", "pages"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path != INTERNALS:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_nothing_else_imports_from_inside_streamlit() -> None:
    for name, text in sources(".py"):
        for node in ast.walk(ast.parse(text)):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            inside = [module for module in modules if module.startswith("streamlit.")]
            assert not inside, f"{name} imports {inside[0]}: let streamlit_internals.py do it"


def test_nothing_else_names_an_element_of_streamlits_page() -> None:
    for name, text in sources(".py", ".js", ".css", ".html"):
        found = re.search(r"\bst[A-Z][A-Za-z]+\b|\bst-emotion-[\w-]+", text)
        assert not found, f"{name} names {found[0]}: let streamlit_internals.py do it"
