"""What a page shows: its texts, controls and pictures, and its address."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SCRIPT = (HERE / "shown.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shown:
    """The main area line by line, and the address."""

    lines: Sequence[str]
    address: str


def look(page) -> Shown:
    """Return what a page shows that has come to rest."""
    lines, address = page.evaluate("() => [window.shown(), location.href]")
    return Shown(tuple(lines), address)


def difference(walked: Shown, fresh: Shown, most: int = 12) -> list[str]:
    """List the first lines that differ: - was shown after the walk, + by the link."""
    if walked == fresh:
        return []
    found = [f"- {walked.address}", f"+ {fresh.address}"] * (walked.address != fresh.address)
    lines = difflib.unified_diff(walked.lines, fresh.lines, lineterm="", n=0)
    found += [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return [line if len(line) <= 400 else line[:400] + "…" for line in found[:most]]
