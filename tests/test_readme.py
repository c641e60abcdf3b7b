"""What the README promises: its program runs, its links open, its files are there."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.app.lab_app import opened, opened_page

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LESSONS = re.findall(r"\(http://localhost:8501(/[^)]+)\)", README)


def test_it_is_short() -> None:
    assert len(README.encode()) <= 8 * 1024


def test_the_engine_in_ten_lines() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in program.splitlines() if line]) <= 10
    found: dict[str, object] = {}
    exec(program, found)
    losses = found["losses"]
    assert isinstance(losses, list)
    assert losses[-1] < 0.2 * losses[0]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_link_for_a_lecture_opens_without_a_complaint(lesson: str) -> None:
    address = urlsplit(lesson)
    query = dict(parse_qsl(address.query))
    page = address.path.strip("/").replace("-", "_")
    app = opened_page(page, query) if page else opened(query)
    assert query
    assert not app.exception
    assert not app.warning
    assert not app.error


def test_there_are_three_links_for_a_lecture() -> None:
    assert len(LESSONS) == 3


@pytest.mark.parametrize(
    "guide", sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("*/*/README.md")])
)
def test_every_file_that_a_guide_names_is_there(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    missing = [link for link in links if not (guide.parent / link).exists()]
    assert missing == []


def test_every_measurement_is_a_command_that_exists() -> None:
    text = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    modules = re.findall(r"^\| `(tests\.[\w.]+)", text, re.MULTILINE)
    assert len(modules) > 10
    missing = [one for one in modules if not (ROOT / (one.replace(".", "/") + ".py")).exists()]
    assert missing == []
