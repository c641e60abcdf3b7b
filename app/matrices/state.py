"""The page's store, its measurement, and the last problem that could be computed."""

from typing import Any

from app.matrices.schema import MatricesState
from app.runs import Runs
from app.state.session import SessionValue
from app.state.store import PageStore

store = PageStore("matrices", MatricesState)
runs = Runs("matrices")
last_problem = SessionValue[dict[str, Any] | None]("matrices problem", lambda: None)
