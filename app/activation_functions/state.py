"""The page's store, and its experiments."""

from app import own_picture
from app.activation_functions.schema import ActivationState
from app.runs import Runs
from app.state.store import PageStore

store = PageStore("activation-functions", ActivationState, own_picture.arrive)
runs = Runs("activation-functions")
