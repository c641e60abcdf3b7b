"""What the learner's acts make of the Kernel lab's state."""

from collections.abc import Callable
from dataclasses import replace

from app.cells import Texts
from app.kernel_lab import named_filters
from app.kernel_lab.schema import PAIRS, LabState
from app.state import pairs
from engine.explain.pipeline import Settings
from engine.filters.families import Made, Parameter

Act = Callable[[LabState], LabState]

OWN = "own"
"""The learner's own kernel among the filters of the menu."""
NUMBER = "number"
"""Padding by a number, beside "valid" and "same"."""


def filter_entry(state: LabState) -> str:
    """Name the entry of the menu that the kernel stands under."""
    return named_filters.entry(state.kernel) if isinstance(state.kernel, str) else OWN


def choose_filter(state: LabState, entry: str) -> LabState:
    """Take a filter of the menu, or what is there as the learner's own."""
    return replace(state, kernel=state.texts if entry == OWN else named_filters.first(entry))


def compared_entry(state: LabState) -> str:
    """Name the entry of the menu that the kernel to compare with stands under, "" for none."""
    if not isinstance(state.kernel_b, str):
        return OWN
    return state.kernel_b and named_filters.entry(state.kernel_b)


def choose_compared(state: LabState, entry: str) -> LabState:
    """Compare with a filter of the menu, with the kernel as it is now, or with none."""
    new = state.kernel if entry == OWN else entry and named_filters.first(entry)
    return replace(state.unplaced(), kernel_b=new)


def swap(state: LabState) -> LabState:
    """Let the two kernels change places: the first one can be edited."""
    return replace(state, kernel=state.kernel_b, kernel_b=state.kernel) if state.kernel_b else state


def edit_kernel(state: LabState, texts: Texts) -> LabState:
    """Take the learner's own cells."""
    return replace(state, kernel=texts)


def made_filter(state: LabState) -> Made | None:
    """Return the filter with the numbers that it is made from; None where it has none."""
    return named_filters.made_of(state.kernel) if isinstance(state.kernel, str) else None


def set_number(parameter: Parameter) -> Callable[[LabState, int], LabState]:
    """Make the act that sets one of these numbers, in steps above its lowest."""

    def act(state: LabState, steps: int) -> LabState:
        made = made_filter(state)
        if made is None:
            return state
        numbers = tuple(
            parameter.number(steps) if each is parameter else number
            for each, number in zip(made.family.parameters, made.numbers, strict=False)
        )
        return replace(state, kernel=replace(made, numbers=numbers).text)

    return act


def let_size_follow(state: LabState, follows: bool) -> LabState:
    """Let the filter's size follow from its other numbers, or start from where it stands."""
    made = made_filter(state)
    if made is None:
        return state
    given = made.all_numbers[: len(made.family.given)]
    return replace(state, kernel=replace(made, numbers=given if follows else made.all_numbers).text)


def shift_down(state: LabState, pixels: int) -> LabState:
    """Shift the picture vertically."""
    return replace(state, shift=(pixels, state.shift[1]))


def shift_right(state: LabState, pixels: int) -> LabState:
    """Shift the picture horizontally."""
    return replace(state, shift=(state.shift[0], pixels))


def padding_kind(state: LabState) -> str:
    """Say how the padding is given: "valid", "same" or NUMBER."""
    return state.padding if isinstance(state.padding, str) else NUMBER


def choose_padding(state: LabState, kind: str) -> LabState:
    """Pad another way; a number begins as it was last."""
    last = state.last_padding if isinstance(state.padding, str) else state.padding
    return replace(state, padding=last if kind == NUMBER else kind, last_padding=last)


def take_fit(fitting: Settings) -> Act:
    """Make the act that takes over settings that fit."""

    def act(state: LabState) -> LabState:
        moved = replace(state, stride=fitting.stride, padding=fitting.padding, separate=False)
        return pairs.implied(moved, PAIRS)

    return act
