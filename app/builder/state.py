"""The page's store."""

from app.builder.schema import BuilderState
from app.state.store import PageStore

store = PageStore("builder", BuilderState)
