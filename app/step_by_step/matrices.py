"""A convolution as a product of two matrices (im2col), computed by the engine."""

from collections.abc import Mapping
from typing import Any

import numpy as np

import engine
from engine.planning.volumes import Layer, Volume, output_volume, weights_per_filter

MOST_ROWS, MOST_COLUMNS = 48, 64
"""Of the matrix of windows, as long as its numbers are shown."""

_ALEXNET = Volume(227, 227, 3), Layer("conv", kernel=11, stride=4, filters=96)


def build(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the component shows of a convolution that `problem.build` has made.

    "matrices" are weights K×(C·F·F), columns (C·F·F)×(H2·W2) and their product with the bias
    added, or None where they are too large to read; "sizes" are those of this layer and of a real
    one.
    """
    planes = np.array(problem["input"], np.float64)
    padded = np.pad(planes, ((0, 0), *problem["padding"]), mode=problem["mode"])
    columns = engine.unfold(
        padded[None], problem["window"], problem["dilation"], stride=problem["stride"]
    )[0]
    weights = _weights(problem, len(planes))
    product = weights @ columns
    if problem["bias"] is not None:
        product += np.array(problem["bias"])[:, None]
    readable = columns.shape[0] <= MOST_ROWS and columns.shape[1] <= MOST_COLUMNS
    shown = {"weights": weights, "columns": columns, "product": product}
    return {
        "matrices": {name: matrix.tolist() for name, matrix in shown.items()} if readable else None,
        "sizes": [_own(planes, weights, columns), _real(*_ALEXNET)],
    }


def _weights(problem: Mapping[str, Any], channels: int) -> np.ndarray:
    """Write a filter in a row; for channels of another group its weights are 0."""
    kernels = np.array(problem["kernels"], np.float64)
    if problem["operation"] == "convolution":
        kernels = kernels[:, :, ::-1, ::-1]
    filters, share = kernels.shape[:2]
    weights = np.zeros((filters, channels, *kernels.shape[2:]))
    for k in range(filters):
        first = k * problem["groups"] // filters * share
        weights[k, first : first + share] = kernels[k]
    return weights.reshape(filters, -1)


def _own(planes: np.ndarray, weights: np.ndarray, columns: np.ndarray) -> dict[str, Any]:
    filters, depth = weights.shape
    return _size("This layer", planes.size, filters, depth, columns.shape[1])


def _real(volume: Volume, layer: Layer) -> dict[str, Any]:
    made, depth = output_volume(volume, layer), weights_per_filter(volume, layer)
    title = f"AlexNet CONV1: {volume}, {layer.filters} filters of 11×11×3, S = 4 → {made}"
    return _size(title, volume.count, layer.filters, depth, made.width * made.height)


def _size(title: str, numbers: int, filters: int, depth: int, columns: int) -> dict[str, Any]:
    """`numbers` of the input become `depth` × `columns`."""
    return {
        "title": title,
        "numbers": numbers,
        "filters": filters,
        "depth": depth,
        "columns": columns,
    }
