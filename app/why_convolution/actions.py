"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace

from app.why_convolution.schema import WhyState


def choose_view(state: WhyState, view: str) -> WhyState:
    """Look at something else."""
    return replace(state.unplaced(), view=view)


def choose_kind(state: WhyState, kind: str) -> WhyState:
    """Connect the channels in another way."""
    return replace(state.unplaced(), kind=kind)


def set_size(size: int) -> Callable[[WhyState], WhyState]:
    """Make the act that takes an image of this size."""
    return lambda state: replace(state, size=size)
