"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace

from app.cells import Texts
from app.pooling.examples import OWN
from app.pooling.schema import PoolingState


def example_name(state: PoolingState) -> str:
    """Name the example that is shown: the learner's own as soon as anything was changed."""
    return state.example if state.is_untouched else OWN


def choose_example(state: PoolingState, name: str) -> PoolingState:
    """Begin with another example; the learner's own is what is there."""
    return state if name == OWN else replace(state, example=name).start()


def choose_view(state: PoolingState, view: str) -> PoolingState:
    """Look at something else; the numbers stay."""
    return replace(state.unplaced(), view=view)


def set_numbers(state: PoolingState, texts: Texts) -> PoolingState:
    """Pool other numbers."""
    return replace(state, numbers_in=texts)


def set_kernel_and_stride(side: int, steps: int) -> Callable[[PoolingState], PoolingState]:
    """Make the act that sets both of a transposed convolution, and crops nothing."""

    def act(state: PoolingState) -> PoolingState:
        return replace(state.unplaced(), side=side, steps=steps, crop=0, more=0)

    return act
