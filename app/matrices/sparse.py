"""A convolution as one sparse matrix, computed by the engine, for the component that shows it."""

from typing import Any

import numpy as np

import engine
from app.matrices.schema import MatricesState
from app.step_by_step.fields import Problem
from engine.explain.convolution_matrix import ConvolutionMatrix, convolution_matrix

MOST_ENTRIES, MOST_WEIGHTS = 40_000, 5_000
"""Of a matrix that is shown: all its entries, and those that are not always 0."""


def build(state: MatricesState, problem: Problem) -> dict[str, Any]:
    """Return what the component shows: the matrix, what it multiplies, and what comes out.

    Forward that is y = M·x + b. Backward it is ∂C/∂x = Mᵀ·∂C/∂y for C = ½Σy², so that ∂C/∂y = y.
    """
    x, kernels, bias = arrays(problem)
    settings = state.stride, state.padding, state.dilation, state.groups
    made = convolution_matrix(kernels, (x.shape[1], x.shape[2]), *settings)
    y = engine.conv2d(x[None], kernels, bias, *settings)
    backward = state.direction == "backward"
    gradient = engine.conv2d_backward(y, x[None], kernels, *settings)[0]
    return {
        "direction": state.direction,
        "rotated": state.operation == "convolution",
        "weights": _entries(made, backward),
        "kernels": kernels.tolist(),
        "groups": state.groups,
        "x": (gradient[0] if backward else x).tolist(),
        "y": y[0].tolist(),
        "bias": None if bias is None or backward else bias.tolist(),
        "size": list(made.values.shape),
        "zeros": made.zeros,
    }


def arrays(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return input C×H×W, kernels K×(C/groups)×F×F as they are laid on it, and biases."""
    kernels = np.array(problem["kernels"], np.float64)
    if problem["operation"] == "convolution":
        kernels = kernels[:, :, ::-1, ::-1].copy()
    bias = problem["bias"]
    return np.array(problem["input"], float), kernels, None if bias is None else np.array(bias)


def _entries(made: ConvolutionMatrix, backward: bool) -> list[list[int]] | None:
    """Return which weight stands in each entry, or None where these are too many to show."""
    weights = made.weights.T if backward else made.weights
    few = weights.size <= MOST_ENTRIES and weights.size - made.zeros <= MOST_WEIGHTS
    return weights.tolist() if few else None
