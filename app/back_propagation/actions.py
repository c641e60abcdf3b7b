"""What the learner's acts make of the page's state."""

from collections.abc import Callable
from dataclasses import replace

from app.back_propagation import network
from app.back_propagation.examples import OWN
from app.back_propagation.schema import BackState, drawn_matrix
from app.cells import Texts
from app.state.volume_text import Volume, replaced, side_lengths
from engine.explain import back_propagation


def example_name(state: BackState) -> str:
    """Name the example that is shown: the learner's own as soon as anything was changed."""
    return state.example if state.is_untouched else OWN


def choose_example(state: BackState, name: str) -> BackState:
    """Begin with another example; the learner's own is what is there."""
    return state if name == OWN else replace(state, example=name).start()


def choose_view(state: BackState, view: str) -> BackState:
    """Look at the other part of the page, from its beginning."""
    return replace(state.unplaced(), view=view)


def set_channels(state: BackState, count: int) -> BackState:
    """Take so many channels: those that are there stay, new ones are drawn."""
    sides = side_lengths(state.volume[0])
    return replace(
        state,
        volume=_counted("x", state.volume, count, sides, (0, 4)),
        kernels=tuple(
            _counted(f"k{k}", one, count, side_lengths(one[0]), (-2, 2))
            for k, one in enumerate(state.kernels)
        ),
    )


def set_filters(state: BackState, count: int) -> BackState:
    """Take so many filters: those that are there stay, new ones are drawn."""
    sides, channels = side_lengths(state.kernels[0][0]), len(state.volume)
    new = (
        _counted(f"k{k}", (), channels, sides, (-2, 2)) for k in range(len(state.kernels), count)
    )
    kernels = (*state.kernels, *new)[:count]
    return replace(state, kernels=kernels, bias=(*state.bias, *("0",) * count)[:count])


def draw_anew(state: BackState) -> BackState:
    """Draw all numbers anew, in the shapes that are shown."""
    name = repr((state.volume, state.kernels))
    sides, channels = side_lengths(state.volume[0]), len(state.volume)
    kernel = side_lengths(state.kernels[0][0])
    return replace(
        state,
        volume=_counted(name, (), channels, sides, (0, 4)),
        kernels=tuple(
            _counted(f"{name} {k}", (), channels, kernel, (-2, 2))
            for k in range(len(state.kernels))
        ),
        bias=drawn_matrix(name, 1, len(state.kernels), -2, 2)[0],
        bias_maps=(),
    )


def _counted(
    name: str, matrices: Volume, count: int, sides: tuple[int, int], limits: tuple[int, int]
) -> Volume:
    new = (drawn_matrix(f"{name} {c}", *sides, *limits) for c in range(len(matrices), count))
    return (*matrices, *new)[:count]


def set_channel(c: int) -> Callable[[BackState, Texts], BackState]:
    """Make the act that puts another matrix in a channel; the others get its size."""
    return lambda state, texts: replace(state, volume=replaced(state.volume, texts, c))


def set_kernel(k: int, c: int) -> Callable[[BackState, Texts], BackState]:
    """Make the act that puts another matrix in a filter; all others get its size."""
    return lambda state, texts: replace(
        state,
        kernels=tuple(
            replaced(one, texts, c if i == k else None) for i, one in enumerate(state.kernels)
        ),
    )


def set_bias(state: BackState, texts: Texts) -> BackState:
    """Take other biases, one for each filter."""
    return replace(state, bias=texts[0])


def set_biases(state: BackState, biases: str) -> BackState:
    """Have a bias for each filter, or for each position: at first its filter's, so Y stays."""
    return replace(state, biases=biases, bias_maps=())


def set_bias_map(k: int) -> Callable[[BackState, Texts], BackState]:
    """Make the act that takes other biases for the positions of a map."""
    return lambda state, texts: replace(
        state,
        bias_maps=tuple(texts if i == k else one for i, one in enumerate(state.bias_map_texts)),
    )


def row_of(name: str) -> Callable[[BackState], Texts]:
    """Make what reads a row of numbers as a matrix."""
    return lambda state: (getattr(state, name),)


def set_row(name: str) -> Callable[[BackState, Texts], BackState]:
    """Make the act that puts other numbers in a row."""
    return lambda state, texts: replace(state, **{name: texts[0]})  # type: ignore[arg-type]


def set_dense(state: BackState, texts: Texts) -> BackState:
    """Take other weights of the fully connected layer."""
    return replace(state, dense=texts)


def set_offset(state: BackState, texts: Texts) -> BackState:
    """Take other biases of the fully connected layer."""
    return replace(state, offset=texts[0])


def set_target(k: int) -> Callable[[BackState, Texts], BackState]:
    """Make the act that wants other numbers of a map."""
    return lambda state, texts: replace(
        state,
        target=tuple(texts if i == k else one for i, one in enumerate(state.target_texts)),
    )


def take_step(state: BackState) -> BackState:
    """Take one step of gradient descent: the weights after it become the page's numbers.

    They are rounded to six digits, so that they can be read and edited. ValueError where there is
    no network.
    """
    chain = network.build(state)
    after = back_propagation.descend(chain, back_propagation.run(chain), float(state.rate))
    filters = tuple(tuple(_texts(one) for one in kernels) for kernels in after.kernels)
    changed = replace(state, kernels=filters)
    if after.has_bias_per_position:
        changed = replace(changed, bias_maps=tuple(_texts(one) for one in after.bias))
    else:
        changed = replace(changed, bias=_texts(after.bias[None])[0])
    if after.dense is None or after.dense_bias is None:
        return changed
    return replace(changed, dense=_texts(after.dense), offset=_texts(after.dense_bias[None])[0])


def _texts(values: back_propagation.Array) -> Texts:
    return tuple(tuple(f"{value:.6g}" for value in row) for row in values)
