"""What the start command says before it starts anything."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import environment, start
from app.start import problem_with_address
from tests.load.visitor import connect
from tests.serving import free_port, running_server


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--server.port=99999999"], "The port 99999999 cannot be: ports are numbered"),
        (["--server.port", "65536"], "The port 65536 cannot be"),
        (["--server.port=" + "9" * 4000], "The port 999999999999… cannot be"),
        (["--server.port=-5"], "The port -5 cannot be"),
        (["--server.port=8501", "--server.port=70000"], "The port 70000 cannot be"),
        (["--server.address=192.0.2.1"], "192.0.2.1 is not an address of this computer"),
        (["--server.address=a..b"], "There is no computer with the address a..b"),
    ],
)
def test_an_address_at_which_nothing_can_be_served_gets_a_sentence(arguments, sentence) -> None:
    found = problem_with_address(arguments)
    assert found is not None
    assert found.startswith(sentence)
    assert found.endswith(".")
    assert "\n" not in found


def test_every_address_at_which_it_can_is_let_through(monkeypatch) -> None:
    port = f"--server.port={free_port()}"
    for arguments in ([], [port], [port, "--server.address=127.0.0.1"], ["--server.port"]):
        assert problem_with_address(arguments) is None
    for odd in ("abc", "²", "+-5", "1e3", "", "9" * 5000):  # which Streamlit tells of
        arguments = [f"--server.port={odd}"]
        assert problem_with_address(arguments) is None
    assert problem_with_address(["--server.address=unix:///tmp/convoscope.sock"]) is None
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "99999999")
    assert "99999999" in (problem_with_address([]) or "")
    assert problem_with_address([port]) is None


def test_the_start_command_ends_with_the_sentence_alone(monkeypatch, capsys) -> None:
    monkeypatch.setattr(environment, "ready", lambda name: pytest.fail("it is installed first"))
    assert start.main(["--server.port=99999999"]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert re.fullmatch(r"The port 99999999 cannot be[^\n]*\n", told.err)


def test_the_pages_script_alone_says_how_to_start() -> None:
    async def alerts(url: str) -> list[str]:
        visitor = await connect(url, {})
        async with visitor.socket:
            await visitor.open()
        return visitor.alerts

    # In a thread of its own: Playwright's fixtures keep a loop running in the main one.
    with running_server(script="app/main.py") as server, ThreadPoolExecutor(1) as thread:
        (told,) = thread.submit(asyncio.run, alerts(server.url)).result()
    assert "python3 app/start.py" in told
    assert "streamlit run app/server.py" in told
