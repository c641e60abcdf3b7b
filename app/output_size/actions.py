"""What the learner's acts make of the page's state."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.output_size import chain_edits, pattern, presets, wording
from app.output_size.exercises import KINDS, LECTURE, MAX_SEED
from app.output_size.pattern import Pattern
from app.output_size.schema import SizeState
from app.state.schema import limits
from engine.planning.geometry import Fit, Setting, fit

Act = Callable[[SizeState], SizeState]


def show(state: SizeState, what: str) -> SizeState:
    """Show one layer, the chain or the exercises, from their beginning."""
    return replace(state.unplaced(), show=what)


def start_from(state: SizeState, name: str) -> SizeState:
    """Take over an example of one layer, or of a chain."""
    preset = (presets.LAYERS | presets.CHAINS).get(name)
    return presets.apply(state, preset) if preset else state


# One layer.


def fitting(state: SizeState) -> Fit:
    """Say how the one layer's windows fit."""
    return fit(state.width, state.kernel, state.stride, state.padding, state.dilation)


def nearest(state: SizeState) -> list[Setting]:
    """List settings that fit and that the sliders can reach."""
    found = []
    for setting in fitting(state).nearest:
        name, value = _changed(state, setting)
        lowest, highest = limits(SizeState, name)
        if lowest <= value <= highest:
            found.append(setting)
    return found[: wording.MAX_BUTTONS]


def take(setting: Setting) -> Act:
    """Make the act that takes over one of the `nearest` settings."""

    def act(state: SizeState) -> SizeState:
        name, value = _changed(state, setting)
        return replace(state, **{name: value})  # type: ignore[arg-type]

    return act


def _changed(state: SizeState, setting: Setting) -> tuple[str, int]:
    """Name the one field that a setting that fits changes, and its value there."""
    name, value = wording.changed(fitting(state), setting)
    return "width" if name == "size" else name, value


def common(numbers: Mapping[str, int]) -> Act:
    """Make the act that takes over common settings of a convolution."""
    return lambda state: replace(state, kind="conv", dilation=1, **numbers)  # type: ignore[arg-type]


# The chain.


def edit_chain(asked: object) -> Act:
    """Make the act that does what the table of the chain asks for; ValueError where it cannot."""
    return lambda state: replace(
        state, layers=chain_edits.edited(asked, state.chain_input, state.layers)
    )


def set_pattern(name: str) -> Callable[[SizeState, int], SizeState]:
    """Make the act that sets N, M or K of the chain's pattern."""

    def act(state: SizeState, value: int) -> SizeState:
        now = pattern.find(state.layers) or Pattern()
        return replace(state, layers=replace(now, **{name: value}).text)

    return act


# The exercises.


def choose_exercise(state: SizeState, name: str) -> SizeState:
    """Show a question with the lectures' numbers."""
    return replace(state, exercise=name, seed=LECTURE)


def new_numbers(state: SizeState) -> SizeState:
    """Ask the same question about other numbers."""
    return replace(state, seed=state.seed % MAX_SEED + 1)


def next_question(state: SizeState) -> SizeState:
    """Go on to the next question of the list."""
    names = list(KINDS)
    after = names[(names.index(state.exercise) + 1) % len(names)]
    return choose_exercise(state, after)
