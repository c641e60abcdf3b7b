"""A component in one HTML file that needs no server and no network."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from app.components.shared import bundle

TEMPLATE = Path(__file__).parent / "standalone.html"


def page(component: str, styles: Sequence[str], data: Any, title: str) -> str:
    """Return the page of `component` with its `data`, as Streamlit would hand it over.

    `styles` are those in shared/ that it uses too. `title` and all texts in `data` may hold
    anything: none of them can become markup or script.
    """
    # The parts go in at one time, so that a text that looks like a place is none.
    parts = {
        "title": escape(title),
        "css": bundle.css(component, styles),
        "html": bundle.html(component),
        "javascript": bundle.javascript(component).replace("export default ", "const show = "),
        "data": json.dumps(data).replace("<", "\\u003c"),
    }
    template = TEMPLATE.read_text(encoding="utf-8")
    for name in parts:
        template = template.replace(f"{{{name}}}", f"\0{name}\0")
    pieces = template.split("\0")
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))
