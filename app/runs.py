"""Experiments that take a while: done piece by piece, each when the browser asks for it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app import compiling
from app.components.run_bar import run_bar
from app.components.shared.mount import digest
from app.state import reruns
from app.state.session import SessionValue, asked

Result = TypeVar("Result")

PIECE = 0.2
"""Seconds that a piece takes: the page answers to everything else after that."""


@dataclass
class Run(Generic[Result]):
    """Work as far as it is done: what `source` has yielded, of which `total` are `counted`.

    `seconds` is how long that took.
    """

    name: str
    source: Iterator[Result]
    total: int
    counted: type = object
    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0
    pieces: int = 0
    is_asked: bool = True
    is_single: bool = False
    is_again: bool = False
    is_over: bool = False

    def advance(self) -> None:
        """Work for `PIECE` seconds, and at least one step, or just one, if that was asked for."""
        if not self.is_asked:
            return
        begun = time.perf_counter()
        end = begun + (0 if self.is_single else PIECE)
        while not self.is_over:
            try:
                self.results.append(next(self.source))
            except StopIteration:
                self.is_over = True
            if time.perf_counter() > end:
                break
        self.seconds += time.perf_counter() - begun
        self.is_asked = self.is_single = False
        self.pieces += 1

    @property
    def done(self) -> int:
        """How much of `total` is done: all where the source has ended, and then only."""
        if self.is_over:
            return self.total
        return min(sum(isinstance(one, self.counted) for one in self.results), self.total - 1)


class Runs:
    """The experiments of a page, of which one at a time is run."""

    def __init__(self, page: str) -> None:
        self.last = SessionValue[Run[Any] | None](f"{page} run", lambda: None)
        self.key = f"{page}-run"

    def run(
        self,
        settings: tuple[Any, ...],
        start: Callable[[], Iterator[Result]],
        total: int,
        counted: type = object,
    ) -> Run[Result]:
        """Return the run of these settings, a piece further if that was asked for."""
        name = digest(*settings)
        now = self.last.get()
        if now is None or now.name.partition(" ")[0] != name:
            now = Run(name, start(), total, counted)
            self.last.set(now)
        elif now.is_again:
            number = int(now.name.partition(" ")[2] or 1) + 1
            now = Run(f"{name} {number}", start(), total, counted)
            self.last.set(now)
        if now.is_asked:
            compiling.wait()
        now.advance()
        return now

    def bar(self, now: Run[Any], status: str, by_step: bool = False, is_long: bool = False) -> None:
        """Show how far a run is, and the button that stops it.

        `by_step`: and those that take one step, and start again. One that `is_long` stops after its
        first piece until the learner lets it go on.
        """
        waits = is_long and now.pieces == 1
        shown = now.name, now.pieces, now.done, now.total, status
        run_bar(*shown, self.key, self.take, by_step, waits)

    @reruns.atomic_callback
    def take(self) -> None:
        """Note that the next piece, one step, or the whole run again is asked for.

        A late request is dropped.
        """
        now = self.last.get()
        match asked(self.key):
            case {"run": str(name), "piece": int(piece)} if now and not now.is_over:
                if (name, piece) == (now.name, now.pieces):
                    now.is_asked, now.is_single = True, asked(self.key).get("single") is True
            case {"run": str(name), "again": True} if now:
                now.is_again |= name == now.name
