"""Declaring a page's state: each field with its reader, writer, default and limits."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

from app.state import readers
from app.state.readers import Pair, Reader

__all__ = ["Field", "Pair", "Schema", "choice", "custom", "fields", "flag", "limits", "pair"]
__all__ += ["options", "position", "positions", "unlinked", "whole"]


class Schema:
    """Base of a page's state, which is a frozen dataclass."""

    def start(self) -> Self:
        """Return this state with the defaults that follow from its head fields."""
        return self

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Return what becomes of this state, read from a link, and a sentence for each mend.

        `given` are the names that stand in the link.
        """
        del given
        return self, ()

    def in_link(self) -> Self:
        """Return the state that a link of this one opens: what it cannot carry is left out."""
        return self

    def unplaced(self) -> Self:
        """Return this state with its components where they stand of themselves."""
        first = type(self)()
        start = {name: getattr(first, name) for name in positions(type(self))}
        return replace(self, **start)  # type: ignore[type-var]


@dataclass(frozen=True)
class Field:
    """How a field is read from a link and written into it, and what it may be.

    From `is_head` fields the defaults of the others follow. An `is_position` field says where a
    component stands in the browser, which alone knows it once the link is opened.
    """

    read: Reader
    write: Any
    limits: tuple[int, int] | None = None
    options: tuple[Any, ...] = ()
    is_head: bool = False
    is_position: bool = False


def custom(
    *,
    read: Reader,
    default: Any,
    write: Any = None,
    limits: tuple[int, int] | None = None,
    options: tuple[Any, ...] = (),
    head: bool = False,
) -> Any:
    """Declare a field with a reader of its own; without a writer it is written by `text`."""
    field = Field(read, write or text, limits, options, head)
    return dataclasses.field(default=default, metadata={"field": field})


def whole(lowest: int, highest: int, *, default: int, head: bool = False) -> Any:
    """Declare a whole number."""
    reader = readers.whole(lowest, highest)
    return custom(read=reader, default=default, limits=(lowest, highest), head=head)


def pair(lowest: int, highest: int, *, default: Pair) -> Any:
    """Declare a (vertical, horizontal) pair of whole numbers."""
    return custom(read=readers.pair(lowest, highest), default=default, limits=(lowest, highest))


def choice(among: Collection[Any], *, default: Any, head: bool = False) -> Any:
    """Declare one of several names, or of several whole numbers."""
    every = tuple(among)
    is_text = all(isinstance(option, str) for option in every)
    reader = readers.one_of(every) if is_text else readers.one_number(every)
    return custom(read=reader, default=default, options=every, head=head)


def flag(*, default: bool, head: bool = False) -> Any:
    """Declare a switch."""
    return custom(read=readers.yes_or_no, default=default, head=head)


def position(declared: Any) -> Any:
    """Declare that a field says where a component stands: a step, a zoom, what is pinned."""
    field = dataclasses.replace(declared.metadata["field"], is_position=True)
    return dataclasses.field(default=declared.default, metadata={"field": field})


def unlinked(*, default: Any) -> Any:
    """Declare a field that stands in no link: each one opens its default."""
    return dataclasses.field(default=default)


def fields(schema: type[Schema]) -> dict[str, Field]:
    """Return the fields of a page's link, by their names."""
    declared = dataclasses.fields(schema)  # type: ignore[arg-type]
    return {one.name: one.metadata["field"] for one in declared if "field" in one.metadata}


def positions(schema: type[Schema]) -> list[str]:
    """Name the fields that say where components stand."""
    return [name for name, field in fields(schema).items() if field.is_position]


def limits(schema: type[Schema], name: str) -> tuple[int, int]:
    """Return the lowest and the highest number that a field may be."""
    found = fields(schema)[name].limits
    if found is None:
        raise TypeError(f"{schema.__name__}.{name} has no limits")
    return found


def options(schema: type[Schema], name: str) -> tuple[Any, ...]:
    """Return all that a field may be."""
    return fields(schema)[name].options


def text(value: Any) -> str:
    """Write a value as it stands in a link."""
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
    """Write cells 1_2, rows 1~2, matrices 1~~2, filters 1~~~2; and tell how deep it went."""
    if isinstance(value, str):
        return value.replace(",", "."), 0
    parts = [_nested(part) for part in value]
    depth = max((depth for _, depth in parts), default=0)
    return ("~" * depth or "_").join(part for part, _ in parts), depth + 1
