"""What the learner's acts make of the page's state."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.cells import Texts
from app.state.volume_text import side_lengths
from app.volumes import bank
from app.volumes.schema import WHOLE, VolumeState


def choose_set(state: VolumeState, name: str) -> VolumeState:
    """Begin with another set of filters; only the random one has a seed."""
    return replace(state, set=name, seed=VolumeState.seed).start()


def choose_seed(state: VolumeState, seed: int) -> VolumeState:
    """Draw all filters anew."""
    return replace(state, seed=seed).start()


def choose_filter(state: VolumeState, name: str) -> VolumeState:
    """Put a filter of the bank, or a random one, in the place of the chosen one."""
    if name in bank.BANK:
        return _with_chosen(state, bank.resized(bank.BANK[name], state.kernel))
    if name == bank.RANDOM_TITLE:
        return _with_chosen(state, bank.random_filter(state.seed, state.chosen, state.kernel))
    return state


def _with_chosen(state: VolumeState, one: bank.Filter) -> VolumeState:
    before, after = state.filters[: state.chosen], state.filters[state.chosen + 1 :]
    return replace(state, filters=(*before, one, *after))


def set_kernel(state: VolumeState, side: int) -> VolumeState:
    """Give all filters another side."""
    return replace(state, filters=tuple(bank.resized(one, side) for one in state.filters))


def set_count(state: VolumeState, count: int) -> VolumeState:
    """Leave filters out, or add more."""
    filters = state.filters[:count]
    while len(filters) < count:
        filters = (*filters, bank.next_filter(filters, state.set, state.seed))
    bias = (state.bias + ("0",) * count)[:count]
    return replace(state, filters=filters, bias=bias, chosen=min(state.chosen, count - 1))


def open_place(
    state: VolumeState, place: tuple[int, int, int], shape: Sequence[int]
) -> VolumeState:
    """Open a place [filter, row, column] of maps of this shape; nothing where there is none."""
    count, rows, columns = shape
    chosen, row, column = place
    count = min(count, len(state.filters))
    if not (0 <= chosen < count and 0 <= row < rows and 0 <= column < columns):
        return state
    half = WHOLE // 2  # the middle of the cell
    middle = (row * WHOLE + half) // rows, (column * WHOLE + half) // columns
    return replace(state.unplaced(), chosen=chosen, place=middle)


def set_matrix(c: int) -> Callable[[VolumeState, Texts], VolumeState]:
    """Make the act that edits the chosen filter's weights for one channel."""

    def act(state: VolumeState, texts: Texts) -> VolumeState:
        _keep_sides(state.filters[state.chosen][c], texts)
        matrices = enumerate(state.filters[state.chosen])
        return _with_chosen(state, tuple(texts if i == c else one for i, one in matrices))

    return act


def set_bias(state: VolumeState, texts: Texts) -> VolumeState:
    """Take other biases."""
    _keep_sides((state.bias,), texts)
    return replace(state, bias=texts[0])


def _keep_sides(before: Texts, after: Texts) -> None:
    if side_lengths(after) != side_lengths(before):
        raise ValueError("The slider sets the kernel size for all filters.")
