"""What happens once when the server starts."""

import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from html import escape
from importlib import import_module
from pathlib import Path

import pytest

from app import startup
from tests.app.lab_app import opened

MODULE = import_module("engine.warmup")  # `engine.warmup` itself is the function

ROOT = Path(__file__).parents[2]
SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
from app import startup
from tests.app.lab_app import opened
startup.raise_descriptor_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(
    ("soft", "hard", "expected"),
    [(100, 100, "100 100"), (100, 900, "900 900"), (900, 900, "900 900"), (64, 99, "99 99")],
)
def test_the_limit_of_descriptors_is_raised_as_far_as_allowed(soft, hard, expected) -> None:
    command = [sys.executable, "-c", SCRIPT, str(soft), str(hard)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected


def begin(monkeypatch, warmup: Callable) -> None:
    """What the thread of a server's start does, with another warm-up and nothing frozen."""
    monkeypatch.setattr(MODULE, "warmup", warmup)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    for name, value in (("_trouble", None), ("_compiling", False), ("_begun", True)):
        monkeypatch.setattr(startup, name, value)
    monkeypatch.setattr(startup, "_decided", threading.Event())
    startup._warm_up()


@pytest.mark.parametrize("complete", [True, False])
def test_the_log_says_that_and_when_it_compiles(monkeypatch, caplog, complete) -> None:
    seen = []

    def warmup(tell: Callable[[float, str], None]) -> None:
        tell(0.0, "threads")
        tell(0.5, "pooling")
        seen.append(startup.is_compiling())

    monkeypatch.setattr(MODULE, "is_complete", lambda: complete)
    begin(monkeypatch, warmup)
    assert seen == [not complete]
    assert caplog.messages == ([] if complete else [startup.COMPILING, startup.COMPILED])
    assert not startup.is_compiling()
    assert startup.trouble() is None


def test_an_engine_that_cannot_compute_is_told_and_no_page_waits_for_it(monkeypatch) -> None:
    def warmup(tell: Callable[[float, str], None]) -> None:
        raise RuntimeError("no compiler")

    begin(monkeypatch, warmup)
    assert startup.trouble() == "The engine cannot compute: RuntimeError: no compiler"
    assert not startup.is_compiling()


@pytest.mark.parametrize("compiling", [True, False])
def test_a_page_says_for_a_while_that_the_app_is_compiled(monkeypatch, compiling) -> None:
    monkeypatch.setattr(startup, "is_compiling", lambda: compiling)
    said = [element.proto.body for element in opened().get("html")]
    assert any(f'role="status">{escape(startup.COMPILING)}<' in text for text in said) == compiling


def test_a_library_that_a_page_loads_is_frozen_once() -> None:
    before = gc.get_freeze_count()
    loaded = [[] for _ in range(1000)]
    try:
        startup.freeze_after("a test's library")
        frozen = gc.get_freeze_count()
        assert frozen >= before + len(loaded)
        later = [[] for _ in range(1000)]
        startup.freeze_after("a test's library")
        assert gc.get_freeze_count() < frozen + len(later)
    finally:
        gc.unfreeze()
