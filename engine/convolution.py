"""Convolution layers: N samples of C channels with K filters."""

import numpy as np

from engine import geometry, layout, threads
from engine.checks import Array, float_array, one_of, read_only, room, times, whole
from engine.kernels import layers as fast
from engine.padding import TORCH_MODES, check_torch_padding

# Multiply-adds, and weights to be packed, below which a second thread costs more than it saves.
_WORTH_A_THREAD = 1 << 20
_WORTH_A_PACKER = 1 << 15


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
    out = np.empty((batch.shape[0], filters.shape[0], *plan.output), batch.dtype)
    how = layout.forward(
        plan,
        TORCH_MODES[padding_mode],
        batch.shape[0],
        filters.shape,
        groups,
        batch.itemsize,
        threads.get_num_threads(),
    )
    _correlate(read_only(batch), filters, offset, out, how)
    return out


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


def _correlate(x: Array, weight: Array, bias: Array, out: Array, how: layout.Correlation) -> None:
    """out[n, phase · all filters + k] = the sums that `how` describes, split over the threads."""
    tables, cells = how.layout, read_only(weight.reshape(-1))
    packed = np.empty(tables.groups * how.places.size * how.blocks * how.block, x.dtype)

    def pack(first: int, last: int) -> None:
        fast.pack(
            packed,
            cells,
            first,
            last,
            how.places,
            tables.limits,
            tables.groups,
            tables.filters,
            how.filter_step,
            how.block,
        )

    blocks = tables.groups * how.blocks
    threads.split(pack, blocks, 1 + _WORTH_A_PACKER // (how.places.size * how.block))

    def work(first: int, last: int) -> None:
        fast.convolve(out, x, packed, bias, tables, how.block, how.vectors, first, last)

    items = x.shape[0] * how.items
    if items:
        threads.split(work, items, 1 + _WORTH_A_THREAD // how.products)
