"""Plain HTTP routes: who may ask, and what is said of addresses that lead nowhere."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.routes import HonestHealth, is_from_here
from app.state.streamlit_internals import HEALTH_CHECKS
from tests.app.training.asgi import Client
from tests.serving import Server, running_server


@pytest.fixture(scope="module", params=["", "/lectures/cnn"], ids=["at the root", "below a path"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[Server, str]]:
    """The server, and what stands before all its paths."""
    with running_server(base=request.param) as server:
        yield server, request.param


def get(server: Server, path: str, **headers: str) -> tuple[int, str]:
    """Return the status and the text of an answer; the path is sent as it stands."""
    connection = HTTPConnection(server.url.split("/")[2], timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize(
    "path", ["/a/b", "/step-by-step/9", "/training/a/b/c", "/%20/x", "/kernel/%2e%2e%2f/x", "/x//y"]
)
def test_what_lies_below_a_page_is_a_page_that_says_so(
    server: tuple[Server, str], path: str
) -> None:
    running, base = server
    status, text = get(running, base + path, Accept="text/html")
    assert status in (400, 404)  # Streamlit itself refuses a path that climbs
    if status == 404:
        assert "There is no page at this address." in text
        assert f'<a href="{base}/">' in text


@pytest.mark.parametrize("path", ["/", "/step-by-step", "/training?data=shapes", "/_stcore/health"])
def test_pages_and_streamlits_own_paths_are_answered(server: tuple[Server, str], path: str) -> None:
    running, base = server
    status, text = get(running, base + path)
    assert status == 200
    assert "There is no page" not in text


@pytest.mark.parametrize(
    "sides",
    [f"{'9' * 5000}/0/1/1", "0/0/1/-1", "0/0/1/1.0", "0/0/1/¹", "a/b/c/d", "0/0/1/1/1", "0/0/1/"],
)
def test_a_rectangle_of_nonsense_is_not_there(server: tuple[Server, str], sides: str) -> None:
    running, base = server
    status, _ = get(running, f"{base}/raw-pixels/x/{sides.replace('¹', '%C2%B9')}")
    assert status in (301, 404)  # the slash at an end leads to the address without it


def test_settings_name_who_else_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"server.enableCORS": True, "server.corsAllowedOrigins": ["https://school.example"]}
    monkeypatch.setattr(st, "get_option", lambda name: settings.get(name))
    assert is_from_here("https://school.example", "cnn.example")
    assert not is_from_here("https://other.example", "cnn.example")
    settings["server.enableCORS"] = False
    assert is_from_here("https://other.example", "cnn.example")


def test_another_name_of_the_server_is_refused_where_the_names_are_set() -> None:
    with running_server("--server.allowedHosts=cnn.example") as server:
        for host, status in [("cnn.example:8501", 404), ("evil.example:8501", 403)]:
            assert get(server, "/raw-pixels/x/0/0/1/1", Host=host)[0] == status


@pytest.mark.parametrize("base", ["", "lectures"])
def test_the_health_check_says_why_the_engine_cannot_compute(monkeypatch, base: str) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: base)
    troubles: list[str | None] = [None]
    paths = [("/" + base if base else "") + path for path in (*HEALTH_CHECKS, "/_stcore/other")]
    routes = [Route(path, lambda request: PlainTextResponse("ok")) for path in paths]
    client = Client(routes, middleware=[Middleware(HonestHealth, lambda: troubles[0])])
    assert [client.get(path).content for path in paths] == [b"ok"] * 3
    troubles[0] = "The engine cannot compute."
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].content == b"The engine cannot compute."
