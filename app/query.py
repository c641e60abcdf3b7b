"""A page's state as the query of a link, and back: what every page's link has in common."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

Pair = tuple[int, int]
Reader = Callable[[str], Any]
State = TypeVar("State")


def write(state: Any, default: Any) -> dict[str, str]:
    """Query parameters of a dataclass; what stands as in `default` is left out."""
    return {
        field.name: text(getattr(state, field.name))
        for field in fields(state)
        if getattr(state, field.name) != getattr(default, field.name)
    }


def read(
    query: Mapping[str, str], default: State, readers: Mapping[str, Reader]
) -> tuple[State, tuple[str, ...]]:
    """The state of a link, and one plain sentence for each part that means nothing.

    Such a part stays as in `default`. A reader raises ValueError with half a sentence.
    """
    state, complaints = default, []
    for name, value in query.items():
        reader = readers.get(name)
        if reader is None:
            complaints.append(f"The link's setting “{_short(name)}” is unknown and was ignored.")
            continue
        try:
            state = replace(state, **{name: reader(value)})  # type: ignore[type-var]
        except ValueError as error:
            instead = _short(text(getattr(state, name)))
            what = f"{instead} is used instead" if instead else "it was ignored"
            complaints.append(f"The link says {name} = “{_short(value)}”, but {error}; {what}.")
    return state, tuple(complaints)


def text(value: Any) -> str:
    """A value as it stands in a link."""
    match value:
        case bool():
            return "yes" if value else "no"
        case (int(), int()):
            return str(value[0]) if value[0] == value[1] else f"{value[0]}_{value[1]}"
        case tuple():
            return _nested(value)[0]
        case _:
            return str(value)


def _nested(value: Any) -> tuple[str, int]:
    """Cells 1_2, rows 1~2, matrices 1~~2, filters 1~~~2; and how deep it went."""
    if isinstance(value, str):
        return value.replace(",", "."), 0
    parts = [_nested(part) for part in value]
    depth = max((depth for _, depth in parts), default=0)
    return ("~" * depth or "_").join(part for part, _ in parts), depth + 1


def _short(value: str) -> str:
    return value if len(value) <= 30 else value[:30] + "…"


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of whole numbers."""

    def reader(value: str) -> int:
        if not (
            value.isascii()
            and value.isdigit()
            and len(value) <= 6
            and lowest <= int(value) <= highest
        ):
            raise ValueError(f"it must be a whole number from {lowest} to {highest}")
        return int(value)

    return reader


def pair(lowest: int, highest: int) -> Callable[[str], Pair]:
    """A reader of (vertical, horizontal) pairs; one number means both."""
    one = whole(lowest, highest)

    def reader(value: str) -> Pair:
        first, between, second = value.partition("_")
        return one(first), one(second if between else first)

    return reader


def one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of names."""

    def reader(value: str) -> str:
        if value not in options:
            raise ValueError("there is no such choice")
        return value

    return reader


def one_number(options: tuple[int, ...]) -> Callable[[str], int]:
    """A reader of whole numbers of which only some can be chosen."""

    def reader(value: str) -> int:
        if value not in map(str, options):
            raise ValueError(f"it must be one of {', '.join(map(str, options))}")
        return int(value)

    return reader


def yes_or_no(value: str) -> bool:
    """A reader of switches."""
    return one_of(("yes", "no"))(value) == "yes"
