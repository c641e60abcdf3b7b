"""Sliders that set a page's state while they are dragged, and offers beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from app.components import slider_panel
from app.state import requests, reruns, session
from app.state.requests import Moved, Pressed
from app.state.schema import Schema, limits

if TYPE_CHECKING:
    from app.state.store import PageStore

State = TypeVar("State", bound=Schema)


@dataclass(frozen=True)
class Slider(slider_panel.Slider, Generic[State]):
    """A slider, and what a move to a value makes of the state."""

    act: Callable[[State, int], State] = field(kw_only=True)

    @classmethod
    def of(
        cls,
        store: PageStore[State],
        name: str,
        label: str,
        disabled: bool = False,
        *,
        first: float = 0,
        each: float = 1,
    ) -> Slider[State]:
        """Return the slider of a whole number of the state, with its limits.

        It shows `first` + `each` · number.
        """
        value: int = getattr(store.current(), name)

        def act(state: State, moved: int) -> State:
            return replace(state, **{name: moved})  # type: ignore[type-var]

        return cls(name, label, *limits(store.schema, name), value, disabled, first, each, act=act)


@dataclass(frozen=True)
class Offers(Generic[State]):
    """Buttons under the sliders: the words before them, and what each does, by its label.

    Where `whole`, the whole page follows them, not only the fragment that they stand in.
    """

    title: str
    acts: Mapping[str, Callable[[State], State]]
    whole: bool = False


def panel(
    store: PageStore[State],
    name: str,
    shown: Sequence[Slider[State]],
    problem: str | None,
    offers: Offers[State] | None,
    after: Callable[[], None],
    whole: bool,
) -> None:
    """Show the sliders of a store; what comes back is checked by what was shown."""
    key = store.key(name, {slider.name: slider.value for slider in shown})
    acts = list(offers.acts.values()) if offers else []
    every = {slider.name: slider.act for slider in shown}

    @reruns.atomic_callback
    def take(done: list[Moved | Pressed]) -> None:
        asked = requests.read(session.asked(key), shown, len(acts))
        record = store.record
        if asked is None or store.is_stale(name, key):
            return
        done.append(asked)
        if whole or (offers and offers.whole and isinstance(asked, Pressed)):
            reruns.begin()
        if isinstance(asked, Moved):
            moved = every[asked.name]
            record.do(name, lambda state: moved(state, asked.value), asked.held)
            # Its browser shows this; the other sliders follow from what the move did.
            record.controls[name].shown = {asked.name: asked.value}
            return
        record.do(name, acts[asked.offer])
        record.controls[name].shown = {}

    def taken() -> None:
        done: list[Moved | Pressed] = []
        take(done)
        match done:
            case [Moved()]:
                after()
            case [Pressed()] if offers and offers.whole:
                st.rerun()

    buttons = slider_panel.Offers(offers.title, list(offers.acts)) if offers else None
    slider_panel.slider_panel(shown, key, taken, problem, buttons)


def offered(
    store: PageStore[State], name: str, acts: Sequence[Callable[[State], State]]
) -> tuple[str, Callable[[], None]]:
    """Return the key and the callback of another component that has offers to press."""
    key = f"{store.page}-{name}"

    @reruns.atomic_callback
    def take() -> None:
        asked = requests.read(session.asked(key), (), len(acts))
        if isinstance(asked, Pressed):
            store.record.do(name, acts[asked.offer])

    return key, take
