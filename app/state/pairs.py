"""Settings for the vertical and the horizontal: one slider for both, or one for each.

The state has `Pair` fields and the field `separate`, whether each has a slider of its own; that
follows from pairs that are unequal, and stands in a link only where they are not.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

from app.state.schema import Schema, limits
from app.state.sliders import Slider
from app.state.store import PageStore

State = TypeVar("State", bound=Schema)
ACROSS = "_across"
"""Ends the name of a slider that is for the horizontal alone."""


def sliders(store: PageStore[State], name: str, label: str) -> list[Slider[State]]:
    """Return the slider of a pair, or both."""
    now: Any = store.current()
    down, across = getattr(now, name)
    allowed = limits(store.schema, name)

    def both(state: State, value: int) -> State:
        return _with(state, name, (value, value))

    def vertical(state: State, value: int) -> State:
        return _with(state, name, (value, getattr(state, name)[1]))

    def horizontal(state: State, value: int) -> State:
        return _with(state, name, (getattr(state, name)[0], value))

    if not now.separate:
        return [Slider[State](name, label, *allowed, down, act=both)]
    return [
        Slider[State](name, f"{label}, vertical", *allowed, down, act=vertical),
        Slider[State](name + ACROSS, f"{label}, horizontal", *allowed, across, act=horizontal),
    ]


def toggle(store: PageStore[State], label: str, names: Collection[str], **how: Any) -> None:
    """Show the switch for the pairs of these names: together they are as the vertical."""
    store.toggle("separate", label, act=lambda state, on: separated(state, names, on), **how)


def separated(state: State, names: Collection[str], on: bool) -> State:
    """Return the state with sliders of their own, or with pairs that are equal."""
    state = _with(state, "separate", on)
    for name in () if on else names:
        if isinstance(pair := getattr(state, name), tuple):
            state = _with(state, name, (pair[0], pair[0]))
    return state


def implied(state: State, names: Collection[str]) -> State:
    """Return the state of a link with `separate` where its pairs are unequal."""
    return _with(state, "separate", True) if _are_unequal(state, names) else state


def written(state: State, names: Collection[str]) -> State:
    """Return the state for a link, in which `separate` stands only where it is not implied."""
    return _with(state, "separate", False) if _are_unequal(state, names) else state


def _are_unequal(state: Schema, names: Collection[str]) -> bool:
    pairs = (getattr(state, name) for name in names)
    return any(isinstance(pair, tuple) and pair[0] != pair[1] for pair in pairs)


def _with(state: State, name: str, value: object) -> State:
    return replace(state, **{name: value})  # type: ignore[type-var]
