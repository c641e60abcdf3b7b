"""The page's store, and the last problems that could be computed."""

from typing import Any

from app import own_picture
from app.pooling.schema import PoolingState
from app.state.session import SessionValue
from app.state.store import PageStore

store = PageStore("pooling", PoolingState, own_picture.arrive)
last_problem = SessionValue[dict[str, Any] | None]("pooling problem", lambda: None)
last_overlaps = SessionValue[dict[str, Any] | None]("overlap problem", lambda: None)
