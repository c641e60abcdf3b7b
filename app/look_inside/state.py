"""The page's store."""

from app import own_picture
from app.look_inside.schema import InsideState
from app.state.store import PageStore

store = PageStore("look-inside", InsideState, own_picture.arrive)
