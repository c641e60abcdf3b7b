"""The page's store, and the last problem that could be shown."""

from typing import Any

from app.state.session import SessionValue
from app.state.store import PageStore
from app.step_by_step import problem
from app.step_by_step.schema import StepState

store = PageStore("step-by-step", StepState)
last_problem = SessionValue[dict[str, Any] | None]("step-by-step problem", lambda: None)


def compute() -> tuple[dict[str, Any] | None, str | None]:
    """Return the problem to show, and a sentence where the settings allow none: the last stays."""
    store.publish()
    try:
        last_problem.set(problem.build(store.current()))
    except ValueError as error:
        return last_problem.get(), str(error)
    return last_problem.get(), None
