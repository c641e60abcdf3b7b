"""Join the files of a component into the strings that Streamlit takes.

The JavaScript modules stay ordinary ES modules on disk, so that Node's test runner can import them.
"""

import re
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent.parent
"""Where the folders of the components are."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def html(component: str, saves: str = "") -> str:
    """Read a component's HTML, with shared parts where it names them.

    ``{saving}`` are the buttons that save `saves`, ``{transport}`` is shared/transport.html.
    """
    parts = {"saving": _shared("save_buttons.html").replace("{what}", saves)}
    parts |= {name: _shared(f"{name}.html") for name in ("transport", "prediction", "save_steps")}
    text = _own(component, "html")
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def css(component: str, shared: Sequence[str] = ()) -> str:
    """Join the styles of all components, the `shared` ones that it names, and its own."""
    texts = [_shared(f"{name}.css") for name in ("base", *shared)]
    return "".join([*texts, _own(component, "css")])


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


def _shared(name: str) -> str:
    return (FOLDER / "shared" / name).read_text(encoding="utf-8")


def _own(component: str, kind: str) -> str:
    """Read a component's only file of a kind; not every component has one of each."""
    path = FOLDER / component / f"{component}.{kind}"
    return path.read_text(encoding="utf-8") if path.exists() else ""
