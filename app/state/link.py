"""A page's state as the query of a link, and back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from app.state.schema import Field, Schema, fields, text
from app.state.schema import positions as placed

State = TypeVar("State", bound=Schema)


def write(state: Schema) -> dict[str, str]:
    """Return the query parameters of a state; what follows from its head fields is left out."""
    shown = state.in_link()
    schema, known = type(shown), fields(type(shown))
    first = schema()
    heads = {name: getattr(shown, name) for name, field in known.items() if field.is_head}
    start = schema(**heads).start()
    query = {}
    for base, is_head in ((first, True), (start, False)):
        for name, field in sorted(known.items(), key=lambda item: item[1].is_position):
            value = getattr(shown, name)
            if field.is_head == is_head and value != getattr(base, name):
                query[name] = field.write(value)
    return query


def positions(state: Schema) -> dict[str, str]:
    """Return where a link has put components, as it says so; not where they stand of themselves."""
    known, first = fields(type(state)), type(state)()
    values = {name: getattr(state, name) for name in placed(type(state))}
    return {
        name: known[name].write(value)
        for name, value in values.items()
        if value != getattr(first, name)
    }


def read(schema: type[State], query: Mapping[str, str]) -> tuple[State, tuple[str, ...]]:
    """Return the state of a link, and one plain sentence for each part that means nothing.

    Such a part stays at its default.
    """
    known = fields(schema)
    heads = {name: text for name, text in query.items() if name in known and known[name].is_head}
    rest = {name: text for name, text in query.items() if name not in heads}
    head, complaints = _taken(schema(), heads)
    state, more = _taken(head.start(), rest)
    state, last = state.checked(frozenset(query))
    return state, complaints + more + last


def _taken(state: State, query: Mapping[str, str]) -> tuple[State, tuple[str, ...]]:
    known, complaints = fields(type(state)), []
    for name, value in query.items():
        field = known.get(name)
        if field is None:
            complaints.append(f"The link's setting “{_short(name)}” is unknown and was ignored.")
            continue
        try:
            state = replace(state, **{name: field.read(value)})  # type: ignore[type-var]
        except ValueError as error:
            what = _instead(field, getattr(state, name))
            complaints.append(f"The link says {name} = “{_short(value)}”, but {error}; {what}.")
    return state, tuple(complaints)


def _instead(field: Field, value: Any) -> str:
    """Say what is used in place of a text that means nothing, in words and not in link code."""
    if field.limits and isinstance(value, int) and not field.limits[0] <= value <= field.limits[1]:
        return "it was ignored"  # a default that no link can say, such as a step that follows
    if field.write is text and isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "the example's numbers are used instead"
    instead = _short(field.write(value))
    return f"{instead} is used instead" if instead else "it was ignored"


def _short(value: str) -> str:
    return value if len(value) <= 30 else value[:30] + "…"
