"""The page's store, and the climb or dream that its session works on."""

from app.feature_visualization.schema import FeatureState
from app.runs import Runs
from app.state.store import PageStore
from app.trained_networks import own_state

store = PageStore("feature-visualization", FeatureState, own_state.arrive)
runs = Runs("feature-visualization")
