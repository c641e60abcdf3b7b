"""The page's store."""

from app.look_inside.schema import InsideState
from app.state.store import PageStore
from app.trained_networks import own_state

store = PageStore("look-inside", InsideState, own_state.arrive)
