"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace

from app.builder import presets
from app.builder.inspection import inspect
from app.builder.schema import FILTERS, NEURONS, BuilderState
from app.state.layer_edits import Refused

BRANCHING = "branching"
"""What the choice between ways to build says for all networks that branch."""

FIRST = "residual"
"""The one that this choice begins with."""

Set = Callable[[BuilderState, int], BuilderState]


def show(state: BuilderState, what: str) -> BuilderState:
    """By the pattern or layer by layer: there one goes on with the layers of the pattern.

    A network that branches goes on with the classes of the pattern.
    """
    if what == "layers" and state.show == "pattern":
        return replace(state, show=what, layers=state.text)
    if what == BRANCHING:
        if state.branching:
            return state
        return replace(state, show=FIRST, outputs=state.classes, widths="")
    return replace(state, show=what)


def start_from(state: BuilderState, name: str) -> BuilderState:
    """Begin with a network of the lectures or the papers."""
    return presets.started(name, state) if name in presets.NETWORKS else state


def take_twin(state: BuilderState) -> BuilderState:
    """Show a fully connected network of as many parameters; Refused where there is none."""
    inspection = inspect(state)
    if inspection.problem:
        raise Refused(
            len(inspection.table.rows), f"{inspection.problem}; a twin needs a network that fits"
        )
    try:
        return presets.twin(state, inspection.table)
    except ValueError as error:
        raise Refused(len(inspection.table.rows) - 1, str(error)) from None


def set_blocks(state: BuilderState, count: int) -> BuilderState:
    """Leave blocks out, or add some with twice as many filters."""
    return replace(state, filters=_resized(state.blocks, count, (16, 2), FILTERS[1]))


def set_dense(state: BuilderState, count: int) -> BuilderState:
    """Leave hidden FC layers out, or add some as wide as the last."""
    return replace(state, neurons=_resized(state.hidden, count, (64, 1), NEURONS[1]))


def _resized(numbers: tuple[int, ...], count: int, begin: tuple[int, int], most: int) -> str:
    """Write `count` numbers, new ones a multiple of the last; `begin` is first and factor."""
    first, factor = begin
    grown = list(numbers[:count])
    while len(grown) < count:
        grown.append(min(most, grown[-1] * factor) if grown else first)
    return "_".join(map(str, grown))


def set_filters(place: int) -> Set:
    """Make the act that sets the number of filters in a block."""
    return lambda state, value: replace(state, filters=_replaced(state.blocks, place, value))


def set_neurons(place: int) -> Set:
    """Make the act that sets the number of neurons in a hidden FC layer."""
    return lambda state, value: replace(state, neurons=_replaced(state.hidden, place, value))


def set_width(place: int) -> Set:
    """Make the act that sets the number of filters in a stage of a network that branches."""

    def act(state: BuilderState, value: int) -> BuilderState:
        widths = _replaced(state.stages, place, value)
        usual = "_".join(map(str, replace(state, widths="").stages))
        return replace(state, widths="" if widths == usual else widths)

    return act


def _replaced(numbers: tuple[int, ...], place: int, value: int) -> str:
    changed = list(numbers)
    changed[place : place + 1] = [value][: len(numbers) - place]  # it may be gone meanwhile
    return "_".join(map(str, changed))
