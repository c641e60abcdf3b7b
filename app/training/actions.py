"""What the learner's acts make of the page's state."""

from dataclasses import replace

from app.training.schema import TrainingState


def choose_data(state: TrainingState, name: str) -> TrainingState:
    """Train on other pictures, with a learning rate that suits them."""
    return replace(state, data=name).start()


def choose_network(state: TrainingState, name: str) -> TrainingState:
    """Train another network, with a learning rate that suits it."""
    return replace(state, network=name).start()
