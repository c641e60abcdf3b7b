"""The page's store."""

from app.state.store import PageStore
from app.trained_networks import own_state
from app.where_it_looks.schema import WhereState

store = PageStore("where-it-looks", WhereState, own_state.arrive)
