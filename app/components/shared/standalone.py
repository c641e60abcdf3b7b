"""A component in one HTML file that needs no server and no network."""

import json
from html import escape
from typing import Any

from app.components.shared import bundle


def page(component: str, data: Any, title: str) -> str:
    """The page of `component` with its `data`, as Streamlit would hand it over.

    `title` and all texts in `data` may hold anything: none of them can become markup or script.
    """
    # The parts go in at one time, so that a text that looks like a place is none.
    parts = {
        "title": escape(title),
        "css": bundle.text(f"{component}/{component}.css"),
        "html": bundle.text(f"{component}/{component}.html"),
        "javascript": bundle.javascript(component).replace("export default ", "const show = "),
        "data": json.dumps(data).replace("<", "\\u003c"),
    }
    template = bundle.text("shared/standalone.html")
    for name in parts:
        template = template.replace(f"{{{name}}}", f"\0{name}\0")
    pieces = template.split("\0")
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))
