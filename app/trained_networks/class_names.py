"""Class names of the learner's own network: from a text file or typed, one a line."""

import re

_LONGEST = 80  # letters; a menu shows no more
_SYNSET = re.compile(r"n\d{8}\s+")  # ImageNet's numbers before its names


def read(content: bytes, name: str) -> str:
    """Return the text of a file; ValueError, in one sentence, where it holds none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ValueError(
            f"{name} is not a text file in UTF-8; it must name the classes, one a line."
        )
    if not text.strip():
        raise ValueError(f"{name} is empty; it must name the classes, one a line.")
    return text


def parse(text: str, classes: int) -> tuple[str, ...]:
    """Return a name for each class, all different; numbers where the text is empty.

    Raises ValueError, in one sentence, where it does not name as many.
    """
    lines = [_SYNSET.sub("", line.strip())[:_LONGEST] for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return numbered(classes)
    if len(lines) != classes:
        raise ValueError(
            f"There are {len(lines):,} class names, and the model has {classes:,} outputs; it needs"
            " one name a line for each of them."
        )
    return tuple(_different([line or f"class {place}" for place, line in enumerate(lines)]))


def numbered(classes: int) -> tuple[str, ...]:
    """Return names for classes of which nothing is known."""
    return tuple(f"class {number}" for number in range(classes))


def _different(names: list[str]) -> list[str]:
    """Tell names apart that stand there twice, as ImageNet's two cranes."""
    found: dict[str, None] = {}
    tried: dict[str, int] = {}  # counting goes on where it ended: the same name may stand anywhere
    for name in names:
        new, number = name, tried.get(name, 1)
        while new in found:
            number += 1
            new = f"{name} ({number})"
        tried[name] = number
        found[new] = None
    return list(found)
