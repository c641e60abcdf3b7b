"""The store of a page's state: restored from the link, changed by bound controls, published."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

import streamlit as st

from app.components import copy_link as button
from app.markdown_text import plain
from app.state import link, record, reruns, sliders
from app.state.record import Record
from app.state.schema import Schema, limits, positions
from app.state.session import reported
from app.state.streamlit_internals import went_back

State = TypeVar("State", bound=Schema)
Act = Callable[[State], State]
Titles = Mapping[Any, str] | Sequence[Any]
_FIELD: Any = object()
"""Stands for the value of the field that the control is named after."""


def _nothing() -> None:
    """Do nothing: the choice needs no more than the next run."""


def _as_read(state: State, given: Collection[str], before: State | None) -> State:
    del given, before
    return state


class PageStore(Generic[State]):
    """Keeps the state of the page of this name, in every browser session its own.

    `arrive` completes a state read from a link by what no link can carry: it is called with that
    state, the names that stand in the link, and what the page showed before, if anything. `path`
    is the page's in the address, if that is not its name.
    """

    def __init__(
        self,
        page: str,
        schema: type[State],
        arrive: Callable[[State, Collection[str], State | None], State] = _as_read,
        path: str | None = None,
    ) -> None:
        self.page, self.schema, self._arrive = page, schema, arrive
        self.path = page if path is None else path

    # The link.

    def restore(self) -> None:
        """Take over the address: at the first visit, after Back, and where a link led here.

        With every other run the browser sends its address too, but that may be older than what was
        published meanwhile.
        """
        query, back = st.query_params.to_dict(), went_back()
        pages = record.pages()
        from_elsewhere = pages.shown != self.page
        known = pages.records.get(self.page)
        if known is None or back or (from_elsewhere and query):
            state, complaints = link.read(self.schema, query)
            before = known.state if known else None
            self.begin(self._arrive(state, frozenset(query), before), query, complaints)
        elif from_elsewhere:  # by the menu: the browser's address has no query
            known.complaints, known.refused = (), None
            known.address = link.write(known.state) if known.completes else {}
        if known is None or back or from_elsewhere:
            pages.arrivals += 1
            self.record.arrival = pages.arrivals
        pages.shown = self.page

    def begin(
        self,
        state: State,
        address: dict[str, str] | None = None,
        complaints: tuple[str, ...] = (),
    ) -> None:
        """Show this state, whatever was shown before."""
        records = record.pages().records
        new = Record(state, address or {}, complaints)
        if before := records.get(self.page):  # its controls are still in the browser
            new.controls, new.answers = before.controls, before.answers
            new.links = before.links + 1
        records[self.page] = new

    def copy_link(self, note: str = "") -> None:
        """Show the button that copies the link; `note` says what is not in it."""
        now = self.record
        now.completes = True
        to_publish = link.write(now.state) != now.address
        query = None if to_publish else urlencode(now.address)
        names = positions(self.schema)
        button.copy_link(note, f"{self.page}-link", self.path, now.arrival, query, names)

    def show_complaints(self) -> None:
        """Tell what the link says and means nothing, until something is done."""
        self.record.complains = bool(self.record.complaints)
        with st.container():  # they go, and what stands below must not be made anew
            for complaint in self.record.complaints:
                st.warning(plain(complaint))

    def publish(self) -> None:
        """Write the state into the address, without a new run; not while a slider is held.

        The complaints about a link stand outside of fragments: the act that ends them is followed
        by the whole page.
        """
        now = self.record
        if now.complains and not now.complaints:
            now.complains = False
            st.rerun()
        query = link.write(now.state)
        if query != now.address and not now.held:
            st.query_params.from_dict(query)
            now.address = query

    # The state.

    @property
    def record(self) -> Record[State]:
        """What this browser session keeps of the page."""
        found: Record[State] = record.pages().records[self.page]
        return found

    def current(self) -> State:
        """Return what the page shows now."""
        return self.record.state

    def position(self) -> tuple[int, dict[str, str]]:
        """Return what a component needs to stand where a link has put it, and only once.

        That is the number of the link, and what it says of positions.
        """
        return self.record.links, link.positions(self.current())

    @reruns.atomic_callback
    def act(self, act: Act[State], name: str = "") -> None:
        """Do what a button, or the control `name`, asks for."""
        self.record.do(name, act)

    def change(self, **values: Any) -> None:
        """Change some of the values."""
        self.act(lambda state: replace(state, **values))  # type: ignore[type-var]

    def refused(self, name: str) -> ValueError | None:
        """Return why the last act of the control `name` was refused, if it was the last of all."""
        where, error = self.record.refused or ("", None)
        return error if where == name else None

    # Bound controls: each shows the state, and is named after the field that it sets. `act` says
    # what else a choice means, `value` what is shown where it is no field. `whole`: the whole page
    # must run then; `after` is called when all is done. All other keywords are Streamlit's.

    def select(self, name: str, label: str, titles: Titles, **how: Any) -> None:
        """Show a menu of `titles`: what can be chosen, and what the screen calls it."""
        every = list(titles)
        value, bound = self._bound(name, how, titles)
        index = every.index(value) if value in every else None
        st.selectbox(label, every, index, format_func=_title(titles), **bound)

    def segmented(self, name: str, label: str, titles: Titles, **how: Any) -> None:
        """Show all choices side by side."""
        every = list(titles)
        value, bound = self._bound(name, how, titles)
        st.segmented_control(
            label,
            every,
            default=value if value in every else None,
            format_func=_title(titles),
            required=True,
            **bound,
        )

    def pick(self, name: str, label: str, count: int) -> int:
        """Choose one of `count` that are numbered from 0, where there are several; return which."""
        chosen: int = min(getattr(self.current(), name), count - 1)
        if count > 1:
            self.segmented(name, label, range(count), value=chosen)
        return chosen

    def radio(self, name: str, label: str, titles: Titles, **how: Any) -> None:
        """Show all choices one under the other."""
        every = list(titles)
        value, bound = self._bound(name, how, titles)
        st.radio(label, every, every.index(value), format_func=_title(titles), **bound)

    def toggle(self, name: str, label: str, **how: Any) -> None:
        """Show a switch."""
        value, bound = self._bound(name, how)
        st.toggle(label, value, **bound)

    def checkbox(self, name: str, label: str, **how: Any) -> None:
        """Show a box to tick."""
        value, bound = self._bound(name, how)
        st.checkbox(label, value, **bound)

    def number(self, name: str, label: str, **how: Any) -> None:
        """Show a whole number within the limits of its field, or `within` others."""
        within: tuple[int, int] = how.pop("within", None) or limits(self.schema, name)
        value, bound = self._bound(name, how)
        st.number_input(label, *within, value, **bound)

    def text(self, name: str, label: str, *, lines: bool = False, **how: Any) -> None:
        """Show a text to type, of one line or of several."""
        value, bound = self._bound(name, how)
        (st.text_area if lines else st.text_input)(label, value, **bound)

    def sliders(
        self,
        name: str,
        shown: Sequence[sliders.Slider[State]],
        problem: str | None = None,
        offers: sliders.Offers[State] | None = None,
        after: Callable[[], None] = _nothing,
        whole: bool = False,
    ) -> None:
        """Show sliders, one plain sentence about them, and offers to press."""
        sliders.panel(self, name, shown, problem, offers, after, whole)

    def offers(self, name: str, acts: Sequence[Act[State]]) -> tuple[str, Callable[[], None]]:
        """Return key and callback of another component with buttons, which do these acts."""
        return sliders.offered(self, name, acts)

    # Boxes that open: what is in them is drawn only while they are open.

    def popover(self, name: str, label: str, *, whole: bool = False, **how: Any) -> Any:
        """Return a box that opens over the page; `whole`: the whole page must run then."""
        opened: Callable[[], None] | Literal["rerun"] = reruns.begin if whole else "rerun"
        return st.popover(label, key=self._box(name), on_change=opened, **how)

    def expander(self, name: str, label: str) -> Any:
        """Return a box that opens in the page."""
        return st.expander(label, key=self._box(name), on_change="rerun")

    def unfolding(self, name: str, label: str, **how: Any) -> Any:
        """Return such a box bound to a field: the link says whether it lies open."""
        value, bound = self._bound(name, how)
        return st.expander(label, value, **bound)

    def is_open(self, name: str) -> bool:
        """Tell whether a box is open, also before it is drawn."""
        return bool(st.session_state.get(self._box(name)))

    def _box(self, name: str) -> str:
        return f"{self.page}-{name}"

    # How controls are bound.

    def key(self, name: str, shown: Mapping[str, Any]) -> str:
        """Return the key of a control that is about to show these values."""
        return self._key(name, self.record.number(name, shown))

    def is_stale(self, name: str, key: str) -> bool:
        """Tell whether the browser of a control of this key shows another one by now."""
        return key != self._key(name, self.record.controls[name].number)

    def _key(self, name: str, number: int) -> str:
        return f"{self.page}-{name}-{number}"

    def _bound(
        self, name: str, how: dict[str, Any], titles: Titles | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Return the value of a control, and the keywords that bind it.

        A browser knows a choice by its title: under another title it is another one.
        """
        value, act = how.pop("value", _FIELD), how.pop("act", None)
        after, whole = how.pop("after", _nothing), how.pop("whole", False)
        if value is _FIELD:
            value = getattr(self.current(), name)
        if act is None:
            act = lambda state, chosen: replace(state, **{name: chosen})  # noqa: E731

        def shown(value: Any) -> dict[str, Any]:
            if titles is None or value not in titles:
                return {name: value}
            return {name: value, "title": _title(titles)(value)}

        key = self.key(name, shown(value))

        def changed() -> None:
            if whole:
                reruns.begin()
            self._take(name, key, act, titles, shown)
            after()

        return value, {"key": key, "on_change": changed, **how}

    @reruns.atomic_callback
    def _take(
        self,
        name: str,
        key: str,
        act: Callable[[State, Any], State],
        among: Titles | None,
        shown: Callable[[Any], dict[str, Any]],
    ) -> None:
        chosen, now = reported(key), self.record
        if self.is_stale(name, key):
            return
        now.controls[name].shown = shown(chosen)
        # Of an option whose title has changed meanwhile, Streamlit gives the old title.
        if chosen is not None and (among is None or chosen in among):
            now.do(name, lambda state: act(state, chosen))


def _title(titles: Titles) -> Callable[[Any], str]:
    return titles.__getitem__ if isinstance(titles, Mapping) else str
