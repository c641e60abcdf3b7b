"""The page's store."""

from app import own_picture
from app.state.store import PageStore
from app.where_it_looks.schema import WhereState

store = PageStore("where-it-looks", WhereState, own_picture.arrive)
