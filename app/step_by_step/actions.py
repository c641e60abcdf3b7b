"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from app.cells import Texts
from app.state.volume_text import replaced, side_lengths
from app.step_by_step.examples import OWN, RANDOM
from app.step_by_step.schema import MAX_PADDING, SAME, StepState, shape_problem
from engine.planning import geometry

State = TypeVar("State", bound=StepState)
"""Of this page, or of another that has the same numbers."""


def example_name(state: StepState) -> str:
    """Name the example that is shown: the learner's own as soon as anything was changed."""
    return state.example if state.example == RANDOM or state.is_untouched else OWN


def choose_example(state: State, name: str) -> State:
    """Begin with another example; the learner's own is what is there."""
    return state if name == OWN else replace(state, example=name).start()


def choose_view(state: State, view: str) -> State:
    """Look at the same numbers another way, from its beginning."""
    return replace(state.unplaced(), view=view)


def choose_operation(state: State, operation: str) -> State:
    """Do something else with the same numbers; "same" padding is for convolutions only."""
    changed = replace(state, operation=operation)
    return replace(changed, padding=(0, 0)) if shape_problem(changed) else changed


def draw_anew(name: str) -> Callable[[State, int], State]:
    """Make the act that sets one of the sizes and draws numbers anew, with the same settings."""

    def act(state: State, value: int) -> State:
        changed = replace(state, **{name: value})  # type: ignore[arg-type]
        new = changed.start()
        changed = replace(changed, volume=new.volume, kernels=new.kernels, bias=new.bias)
        fits = changed.groups in changed.possible_groups
        return changed if fits else replace(changed, groups=1)

    return act


def choose_padding(state: State, chosen: str) -> State:
    """Take "same" padding, or a number: that begins as wide as the same padding."""
    if chosen == SAME:
        return replace(state, padding=SAME)
    if state.padding != SAME:
        return state
    kernel = side_lengths(state.kernels[0][0])
    down, across = (
        min(MAX_PADDING, geometry.sides(SAME, taps, spread)[0])
        for taps, spread in zip(kernel, state.dilation, strict=True)
    )
    return replace(state, padding=(down, across), separate=state.separate or down != across)


def set_channel(c: int) -> Callable[[State, Texts], State]:
    """Make the act that puts another matrix in a channel; the others get its size."""
    return lambda state, texts: replace(state, volume=replaced(state.volume, texts, c))


def set_kernel(k: int, c: int) -> Callable[[State, Texts], State]:
    """Make the act that puts another matrix in a filter; all others get its size."""

    def act(state: State, texts: Texts) -> State:
        kernels = tuple(
            replaced(one, texts, c if i == k else None) for i, one in enumerate(state.kernels)
        )
        return replace(state, kernels=kernels)

    return act


def biases(state: StepState) -> Texts:
    """Return the biases as a matrix of one row."""
    return (state.bias or ("0",) * len(state.kernels),)


def set_bias(state: State, texts: Texts) -> State:
    """Take other biases, one for each filter; ValueError for more or fewer."""
    if side_lengths(texts) != (1, len(state.kernels)):
        raise ValueError("There must be one bias for each filter.")
    return replace(state, bias=texts[0])
