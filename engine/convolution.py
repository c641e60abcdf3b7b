"""Convolution layers: N samples of C channels with K filters."""

import numpy as np

from engine import geometry, threads
from engine.checks import Array, float_array, one_of, read_only, room, times, whole
from engine.kernels import convolution as fast
from engine.padding import TORCH_MODES, Lanes, check_torch_padding, lanes

# Multiply-adds below which a second thread costs more than it saves.
_WORTH_A_THREAD = 1 << 20


def conv2d(
    x: object,
    weight: object,
    bias: object = None,
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """Convolution of a batch, as `torch.nn.functional.conv2d`.

    out[n, k, y, x] = bias[k] + Σ_c Σ_i Σ_j weight[k, c, i, j] · padded[n, c, y·S + i·D, x·S + j·D]
    (cross-correlation, which networks call convolution), c running over the channels of k's group.

    Parameters
    ----------
    x
        N×C×H×W.
    weight
        K×(C/groups)×F×F, height and width may differ; taken in the type of `x`.
    bias
        K numbers, or None.
    stride, dilation
        A whole number or a (vertical, horizontal) pair, at least 1.
    padding
        A whole number, a (vertical, horizontal) pair, "valid" (none) or "same" (D·(F − 1) in
        all, the odd one at the bottom and right, whatever the stride).
    groups
        Into how many groups the channels are divided: filter k sees only those of its group.
    padding_mode
        "zeros", "reflect", "replicate" or "circular", as `torch.nn.Conv2d`.

    Returns
    -------
    N×K×H2×W2 in the type of `x`: float32 or float64 (float64 too for integers of 32 bits and
    more, float32 for smaller ones).

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, channels that do not match, no real numbers, or a
        kernel larger than the padded input.
    """
    batch = float_array(x, "x", "N×C×H×W")
    filters = float_array(weight, "weight", "K×C×height×width", batch.dtype)
    groups = whole(groups, "groups", 1)
    _check_channels(batch.shape, filters.shape, groups)
    offset = _check_bias(bias, filters.shape[0], batch)
    one_of(padding_mode, "padding_mode", tuple(TORCH_MODES))
    plan = geometry.plan(batch.shape[2:], filters.shape[2:], stride, padding, dilation)
    check_torch_padding(padding_mode, plan.size, (plan.vertical, plan.horizontal))
    room((*batch.shape[:2], *plan.padded), "the padded input")
    room((batch.shape[0], filters.shape[0], *plan.output), "the output")
    return _convolve(batch, filters, offset, plan, groups, TORCH_MODES[padding_mode])


def _check_channels(x: tuple[int, ...], weight: tuple[int, ...], groups: int) -> None:
    channels, filters = x[1], weight[0]
    if 0 in x[1:]:
        raise ValueError(f"x has the shape {times(x)}; only the number of samples may be 0")
    if 0 in weight:
        raise ValueError(f"weight has the shape {times(weight)}; no dimension may be 0")
    if channels % groups or filters % groups:
        raise ValueError(
            f"{channels} input channels and {filters} filters cannot both be divided into"
            f" {groups} groups"
        )
    if weight[1] != channels // groups:
        share = f"x has {channels}" + (f" in {groups} groups" if groups > 1 else "")
        raise ValueError(
            f"each filter has {weight[1]} channels but {share}; it must have {channels // groups}"
        )


def _check_bias(bias: object, filters: int, batch: Array) -> Array:
    if bias is None:
        return np.zeros(filters, batch.dtype)
    entries = float_array(bias, "bias", dtype=batch.dtype)
    if entries.ndim != 1:
        raise ValueError(
            f"bias has the shape {times(entries.shape)}; it must be one number for each filter"
        )
    if entries.size != filters:
        raise ValueError(
            f"bias has {entries.size} entries; it must have one for each of the {filters} filters"
        )
    return entries


def _convolve(
    x: Array, weight: Array, bias: Array, plan: geometry.Plan, groups: int, mode: str
) -> Array:
    """Pad and deal the input into lanes, then sum the taps, both split over the threads."""
    down, across = (
        lanes(
            plan.size[axis],
            (plan.vertical, plan.horizontal)[axis],
            mode,
            plan.kernel[axis],
            plan.stride[axis],
            plan.dilation[axis],
            plan.output[axis],
        )
        for axis in (0, 1)
    )
    samples, channels = x.shape[:2]
    filters, share = weight.shape[:2]
    laid = _lay(x, down, across)
    plane = laid[0, 0].size if samples else 0
    pitch = laid.shape[-1]

    # Where each tap of a filter finds output 0, counted from the first cell of its group.
    lane, column = np.divmod(across.offsets, pitch)
    row = down.offsets[:, None] * pitch
    taps = lane * (down.source.size * pitch) + column + row
    starts = (np.arange(share)[:, None, None] * plane + taps).ravel()

    out = np.empty((samples, filters, *plan.output), x.dtype)
    bands = -(-plan.output[0] // max(1, 2 * fast.STRIP // pitch))

    def work(first: int, last: int) -> None:
        fast.convolve(
            out,
            read_only(laid.reshape(-1)),
            first,
            last,
            bands,
            pitch,
            channels * plane,
            share * plane,
            starts,
            read_only(weight.reshape(filters, -1)),
            read_only(bias),
        )

    items = samples * bands * filters
    if items:
        threads.split(work, items, 1 + _WORTH_A_THREAD * items // (out.size * starts.size))
    return out


def _lay(x: Array, down: Lanes, across: Lanes) -> Array:
    """`x` padded, as samples × channels × column lanes × rows × cells of a lane."""
    samples, channels, height, width = x.shape
    if _untouched(down, height) and _untouched(across, width):
        return x[:, :, None]
    columns, rows = across.source, down.source.ravel()
    laid = np.empty((samples * channels, columns.shape[0], rows.size, columns.shape[1]), x.dtype)
    planes = read_only(x.reshape(samples * channels, height, width))

    def work(first: int, last: int) -> None:
        fast.lay_rows(laid, planes, first, last, rows, columns, *across.run)

    items = laid.size // columns.shape[1]
    if items:
        threads.split(work, items, 1 + _WORTH_A_THREAD // columns.shape[1])
    return laid.reshape(samples, channels, *laid.shape[1:])


def _untouched(axis: Lanes, size: int) -> bool:
    """Neither padded nor strided: the lanes are the input as it stands."""
    return axis.source.shape == (1, size) and axis.run == (0, size)
