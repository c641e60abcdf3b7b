"""A state as the engine's chain, checked in plain words."""

import numpy as np

from app.back_propagation.schema import MAX_INPUTS, BackState, numbers
from app.cells import Texts
from engine.explain.back_propagation import Array, Chain


def build(state: BackState) -> Chain:
    """Return the network of the state; of fewer classes than its label, it takes the last.

    Raises ValueError with one plain sentence where a window has no room, or the fully connected
    layer would have too many weights.
    """
    inputs = state.inputs
    if state.classes and inputs > MAX_INPUTS:
        raise ValueError(
            f"the fully connected layer would have {inputs} inputs; this page shows at most "
            f"{MAX_INPUTS}: pool first, or take fewer filters"
        )
    maps, rows, columns = state.last_shape
    return Chain(
        x=_array(state.volume),
        kernels=np.array([[numbers(one) for one in kernels] for kernels in state.kernels]),
        bias=_bias(state),
        stride=(state.stride, state.stride),
        padding=(state.padding, state.padding),
        dilation=(state.dilation, state.dilation),
        relu=state.relu,
        pooling=state.pooling,  # type: ignore[arg-type]
        window=(state.window, state.window),
        pool_stride=(state.pool_stride, state.pool_stride),
        ties=state.ties,  # type: ignore[arg-type]
        dense=np.array(numbers(state.dense_texts)) if state.classes else None,
        dense_bias=_array((state.offset_texts,))[0] if state.classes else None,
        loss=state.loss,  # type: ignore[arg-type]
        target=_target(state) if state.loss == "squared" else None,
        label=min(state.label, maps * rows * columns - 1),
    )


def _bias(state: BackState) -> Array:
    if state.biases == "position":
        return _array(state.bias_map_texts)
    bias: Array = _array((state.bias,))[0]
    return bias


def _target(state: BackState) -> Array:
    target = _array(state.target_texts)
    return target.ravel() if state.classes else target


def _array(matrices: tuple[Texts, ...] | tuple[tuple[str, ...], ...]) -> Array:
    """Return a volume of matrices, or a matrix of rows, in float64."""
    if isinstance(matrices[0][0], str):
        return np.array(numbers(matrices), np.float64)  # type: ignore[arg-type]
    return np.array([numbers(one) for one in matrices], np.float64)  # type: ignore[arg-type]
