"""Join the JavaScript modules of a component into the one string that Streamlit takes.

The modules stay ordinary ES modules on disk, so that Node's test runner can import them.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent.parent
"""Where the folders of the components are."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def text(path: str) -> str:
    """Read HTML or CSS; `path` begins with the component's folder, or with "shared"."""
    return (FOLDER / path).read_text(encoding="utf-8")


def with_saving(path: str, what: str) -> str:
    """Read a component's HTML, with the buttons that save `what` where it says ``{saving}``."""
    return text(path).replace("{saving}", text("shared/save_buttons.html").replace("{what}", what))


def javascript(component: str) -> str:
    """Join the module `component` and all that it imports, each once, the imported ones first."""
    parts: dict[Path, str] = {}
    _collect(FOLDER / component / f"{component}.js", parts)
    return "\n".join(parts.values())


def _collect(module: Path, parts: dict[Path, str]) -> None:
    source = module.read_text(encoding="utf-8")
    for found in _IMPORT.finditer(source):
        imported = (module.parent / found["path"]).resolve()
        if imported not in parts:
            _collect(imported, parts)
    parts[module] = _EXPORT.sub("", _IMPORT.sub("", source))
