"""Join the JavaScript modules of a component into the one string that Streamlit takes.

The modules stay ordinary ES modules on disk, so that Node's test runner can import them.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<name>[\w]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def text(name: str) -> str:
    """A component's HTML or CSS."""
    return (FOLDER / name).read_text(encoding="utf-8")


def with_saving(name: str, what: str) -> str:
    """A component's HTML, with the buttons that save `what` where it says ``{saving}``."""
    return text(name).replace("{saving}", text("saving.html").replace("{what}", what))


def javascript(name: str) -> str:
    """Module `name` with all that it imports, each once, the imported ones first."""
    parts: dict[str, str] = {}
    _collect(name, parts)
    return "\n".join(parts.values())


def _collect(name: str, parts: dict[str, str]) -> None:
    source = text(f"{name}.js")
    for imported in _IMPORT.finditer(source):
        if imported["name"] not in parts:
            _collect(imported["name"], parts)
    parts[name] = _EXPORT.sub("", _IMPORT.sub("", source))
