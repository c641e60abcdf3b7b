"""The page's store, and its experiments."""

from app import own_picture
from app.runs import Runs
from app.state.store import PageStore
from app.why_convolution.schema import WhyState

store = PageStore("why-convolution", WhyState, own_picture.arrive)
runs = Runs("why-convolution")
