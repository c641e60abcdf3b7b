"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.feature_visualization.schema import FeatureState


def choose_picture(state: FeatureState, picture: str) -> FeatureState:
    """Take another picture."""
    return replace(state.unplaced(), picture=picture)


def choose_view(state: FeatureState, view: str) -> FeatureState:
    """Show another view, from its start."""
    return replace(state.unplaced(), view=view)


def choose_layer(state: FeatureState, layer: str) -> FeatureState:
    """Look at another layer, whose channels and cells are others."""
    return replace(state.unplaced().anew(), layer=layer)


def choose_channel(state: FeatureState, channel: int) -> FeatureState:
    """Look at another channel."""
    return replace(state.unplaced(), channel=channel)


def choose_features(state: FeatureState, features: str) -> FeatureState:
    """Compare pictures by another layer."""
    return replace(state.unplaced(), features=features)


def choose_among(state: FeatureState, among: str) -> FeatureState:
    """Search other pictures."""
    return replace(state.unplaced(), among=among)
