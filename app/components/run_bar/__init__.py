"""Run and stop work that the server does piece by piece, each when the browser asks for it."""

from collections.abc import Callable

from app.components.shared.mount import Component

_component = Component("run_bar")


def run_bar(
    run: str,
    piece: int,
    done: int,
    total: int,
    status: str,
    key: str,
    on_asked: Callable[[], None],
    by_step: bool = False,
    waits: bool = False,
) -> None:
    """Show how much of the work `run` is done, as a number of its `total`, and a button.

    `piece` counts what was asked for: as long as nobody stops it, the browser asks for the next
    piece as soon as it has shown this one. Then `on_asked` is called, and `asked` of the
    component's state is ``{"run": run, "piece": piece}``, or ``{"run": run, "again": True}`` where
    it is to be run again. So work goes on no further than somebody looks at it. `by_step` adds
    buttons: for a single step (``"single": True`` beside the piece), and to start again meanwhile.
    A new run that `waits` goes on only once somebody says so.
    """
    _component.show([run, piece, done, total, status, by_step, waits], key, on_asked)
