"""The page's store, and the last problem that could be computed."""

from typing import Any

from app.state.session import SessionValue
from app.state.store import PageStore
from app.step_by_step import problem
from app.step_by_step.schema import StepState

store = PageStore("step-by-step", StepState)
last_problem = SessionValue[dict[str, Any] | None]("step-by-step problem", lambda: None)


def compute() -> tuple[dict[str, Any] | None, str | None]:
    """Return the problem to show, or None and a sentence where the settings give no output."""
    store.publish()
    try:
        made = problem.build(store.current())
    except ValueError as error:
        return None, str(error)
    last_problem.set(made)
    return made, None
