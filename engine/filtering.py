"""Filtering a picture with one kernel: correlation, or true convolution."""

from typing import Any

import numpy as np

from engine import geometry, threads
from engine.checks import Array, float_dtype, one_of, read_only, real_array, room, times
from engine.kernels import convolution as fast
from engine.padding import MODES, interleaved, lanes, source_index

# Multiply-adds below which a second thread costs more than it saves.
_WORTH_A_THREAD = 1 << 20


def filter_image(
    image: object,
    kernel: object,
    stride: object = 1,
    padding: object = "same",
    mode: str = "constant",
    dilation: object = 1,
    flip: bool = False,
) -> Array:
    """Slide `kernel` over `image`, channel by channel.

    out[y, x] = Σ_i Σ_j kernel[i, j] · padded[y·S + i·D, x·S + j·D]: cross-correlation, which
    networks call convolution. `flip=True` rotates the kernel by 180° first: the convolution of
    mathematics, I * K = I ⋆ rot180(K).

    Parameters
    ----------
    image
        H×W or H×W×C, any real dtype.
    kernel
        2-D, any size.
    stride, dilation
        A whole number or a (vertical, horizontal) pair, at least 1.
    padding
        "same" (D·(F − 1) in all, the odd one at the bottom and right, whatever the stride),
        "valid" (none), a whole number for every side, or a (vertical, horizontal) pair.
    mode
        What stands outside the picture, as in `numpy.pad`: "constant" (zeros), "edge", "reflect",
        "symmetric" or "wrap".

    Returns
    -------
    H2×W2 or H2×W2×C, signed and unclipped; float64 for a float64 image, otherwise float32.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, no real numbers, or a kernel larger than the padded
        input.
    """
    picture, weights = _picture(image), _kernel(kernel)
    one_of(mode, "mode", MODES)
    plan = geometry.plan(picture.shape[:2], weights.shape, stride, padding, dilation)
    room((*plan.padded, *picture.shape[2:]), "the padded picture")
    result = np.float64 if picture.dtype.kind == "f" and picture.dtype.itemsize > 4 else np.float32
    working = _working_type(picture, weights)
    if picture.dtype not in (np.uint8, working):
        picture = picture.astype(working)
    with np.errstate(over="ignore"):
        weights = np.asarray(weights[::-1, ::-1] if flip else weights, dtype=working)
        out = _filter(picture, weights, plan, mode)
        return out.astype(result, copy=False)


def _picture(image: object) -> Array:
    picture = real_array(image, "image")
    if picture.ndim not in (2, 3) or picture.size == 0:
        raise ValueError(
            f"image has the shape {times(picture.shape)}; it must be H×W or H×W×C, none of them 0"
        )
    return picture.view(np.uint8) if picture.dtype == np.bool_ else picture


def _kernel(kernel: object) -> Array:
    weights = real_array(kernel, "kernel", "height×width")
    if weights.size == 0:
        raise ValueError(f"kernel is {times(weights.shape)}; it must have at least one entry")
    return weights


def _working_type(picture: Array, weights: Array) -> np.dtype[Any]:
    """float32, unless that could not hold every pixel exactly, or every weight at all."""
    largest = np.abs(weights.astype(np.float64)).max()
    beyond = np.finfo(np.float32).max < largest < np.inf
    return np.dtype(np.float64) if beyond else float_dtype(picture)


def _filter(picture: Array, weights: Array, plan: geometry.Plan, mode: str) -> Array:
    """Split the output rows over the threads; each loads the rows that it needs as it goes."""
    (height, width), channels = plan.size, picture[0, 0].size
    source = read_only(np.ascontiguousarray(picture).reshape(height, width * channels))
    right = plan.output[1]
    across = lanes(
        width, plan.horizontal, mode, plan.kernel[1], plan.stride[1], plan.dilation[1], right
    )
    columns = interleaved(across.source.ravel(), channels)
    start, stop = (edge * channels for edge in across.run)
    rows = source_index(height, *plan.vertical, mode)
    slots, count = _slots(rows, geometry.covered(plan.kernel[0], plan.dilation[0]), height)

    tap_row, tap_column = np.divmod(np.arange(weights.size), plan.kernel[1])
    order = np.argsort(weights.ravel() == 0, kind="stable")  # the taps that are zero come last
    tap_row, tap_column = tap_row[order], tap_column[order]
    values = weights.ravel()[order]
    needed = int(np.count_nonzero(values))

    out = np.empty((plan.output[0], right * channels), weights.dtype)

    def work(first: int, last: int) -> None:
        fast.filter_rows(
            out,
            source,
            first,
            last,
            plan.stride[0],
            rows,
            slots,
            count,
            columns,
            start,
            stop,
            tap_row * plan.dilation[0],
            across.offsets[tap_column] * channels,
            values,
            needed,
        )

    threads.split(work, plan.output[0], 1 + _WORTH_A_THREAD // (out.shape[1] * max(1, needed)))
    return out.reshape(*plan.output, *picture.shape[2:])


def _slots(rows: Array, span: int, height: int) -> tuple[Array, int]:
    """Where to keep each padded row: a ring of `span` slots, or one slot for each input row.

    The second, with one more for zeros, where a spread kernel spans more rows than there are.
    """
    if span <= height:
        return np.arange(rows.size, dtype=np.int64) % span, span
    return np.where(rows < 0, height, rows), height + 1
