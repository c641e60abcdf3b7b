"""What every test shares: which of them can run here, and how hypothesis searches."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import hypothesis
import pytest

from tests.browser import chromium
from tests.browser.watch import PATIENCE

IN_CI = os.environ.get("CI") == "true"

# A first example compiles a kernel, so deadlines would fail by chance; CI repeats its examples.
hypothesis.settings.register_profile(
    "convoscope",
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("convoscope")


def _missing_for_browser() -> str | None:
    if find_spec("playwright") is None:
        return "playwright is not installed"
    if chromium.find_chromium() is None:
        return "there is no Chromium here; CONVOSCOPE_CHROMIUM can name one"
    return None


def _missing_for_torch() -> str | None:
    return None if find_spec("torch") else "torch is not installed (requirements-reference.txt)"


def _missing_for_onnx() -> str | None:
    if find_spec("onnx") and find_spec("onnxruntime"):
        return None
    return "onnx and onnxruntime are not installed (requirements-reference.txt)"


def _missing_for_node() -> str | None:
    return None if shutil.which("node") else "Node.js is not installed"


MISSING = {
    "browser": _missing_for_browser(),
    "torch": _missing_for_torch(),
    "onnx": _missing_for_onnx(),
    "node": _missing_for_node(),
}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A marked test that cannot run here is skipped, with the reason; in CI it fails."""
    for marker, reason in MISSING.items():
        if reason is not None and item.get_closest_marker(marker) is not None:
            if IN_CI:
                pytest.fail(f"this must run in CI, but {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One Chromium for all tests of a process: Playwright allows no second one beside it."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()
