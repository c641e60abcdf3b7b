"""The page's store."""

from app import own_picture
from app.activation_functions.schema import ActivationState
from app.state.store import PageStore

store = PageStore("activation-functions", ActivationState, own_picture.arrive)
