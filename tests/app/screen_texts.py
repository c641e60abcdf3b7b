"""All texts that can reach the screen: string literals of Python, JavaScript and HTML."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "pages", "engine", "assets")
GAP = "{}"
"""Stands for what is put into a text when the app runs."""


@dataclass(frozen=True)
class Text:
    """A text, and where it begins."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


def everywhere() -> Iterator[Text]:
    """Yield the texts of the whole app."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in _READERS:
                name = path.relative_to(ROOT).as_posix()
                for line, words in literals(path.read_text("utf-8"), path.suffix):
                    yield Text(name, line, words)


def literals(source: str, suffix: str) -> list[tuple[int, str]]:
    """Return (line, text) of each literal in the source of a file of this kind."""
    found = _READERS[suffix](source)
    return [(line, " ".join(text.split())) for line, text in found if text.strip()]


def _python(source: str) -> Iterator[tuple[int, str]]:
    """Yield strings and f-strings, adjoining ones as one; docstrings are not shown to anyone."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            silent.update(map(id, ast.walk(node.format_spec)))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else GAP for part in node.values]
            yield node.lineno, "".join(map(str, parts))


# A `/` after one of these divides; anywhere else it begins a regular expression.
_VALUE_ENDS = re.compile(r"(?:[\w$)\]}\"'`])\s*\Z")
_KEYWORD_ENDS = re.compile(r"\b(?:return|typeof|case|in|of)\s*\Z")


def _javascript(source: str) -> Iterator[tuple[int, str]]:
    """Yield quoted strings and templates; comments and regular expressions are passed over."""
    found: list[tuple[int, str]] = []
    _code(source, 0, "", found)
    return iter(sorted(found))


def _code(source: str, at: int, until: str, found: list[tuple[int, str]]) -> int:
    """Read code from `at` up to the closing brace `until`, or to the end; return where it ends."""
    depth = 0
    while at < len(source):
        char = source[at]
        if source.startswith("//", at):
            at = _after(source, "\n", at)
        elif source.startswith("/*", at):
            at = _after(source, "*/", at + 2)
        elif char in "\"'":
            at = _quoted(source, at, found)
        elif char == "`":
            at = _template(source, at, found)
        elif char == "/" and _begins_regex(source[:at]):
            at = _regex(source, at)
        else:
            if char == until and depth == 0:
                return at
            depth += {"{": 1, "}": -1}.get(char, 0)
            at += 1
    return at


def _after(source: str, mark: str, at: int) -> int:
    end = source.find(mark, at)
    return len(source) if end < 0 else end + len(mark)


def _begins_regex(before: str) -> bool:
    line = before[before.rfind("\n") + 1 :]
    return not _VALUE_ENDS.search(line) or bool(_KEYWORD_ENDS.search(line))


def _regex(source: str, at: int) -> int:
    in_class = False
    at += 1
    while source[at] != "/" or in_class:
        in_class = {"[": True, "]": False}.get(source[at], in_class)
        at += 2 if source[at] == "\\" else 1
    return at + 1


def _quoted(source: str, start: int, found: list[tuple[int, str]]) -> int:
    at = start + 1
    while source[at] != source[start]:
        at += 2 if source[at] == "\\" else 1
    found.append((source.count("\n", 0, start) + 1, source[start + 1 : at]))
    return at + 1


def _template(source: str, start: int, found: list[tuple[int, str]]) -> int:
    words, at = "", start + 1
    while source[at] != "`":
        if source.startswith("${", at):
            words += GAP
            at = _code(source, at + 2, "}", found) + 1
        else:
            step = 2 if source[at] == "\\" else 1
            words += source[at : at + step]
            at += step
    found.append((source.count("\n", 0, start) + 1, words))
    return at + 1


class _Page(HTMLParser):
    SHOWN = frozenset({"aria-label", "title", "alt", "placeholder", "aria-valuetext", "value"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [
            (self.getpos()[0], text) for name, text in attrs if text and name in self.SHOWN
        ]

    def handle_data(self, data: str) -> None:
        self.found.append((self.getpos()[0], data))


def _html(source: str) -> Iterator[tuple[int, str]]:
    page = _Page()
    page.feed(source)
    page.close()
    return iter(page.found)


_READERS = {
    ".py": _python,
    ".js": _javascript,
    ".mjs": _javascript,
    ".html": _html,
    ".txt": lambda source: enumerate(source.splitlines(), 1),
}
