"""Transposed convolution: it makes an output out of each input cell, and so a picture larger."""

from engine.checks import Array, check_memory, float_array, pair, times, whole
from engine.ops import conv_driver
from engine.ops.convolution import check_bias
from engine.planning.geometry import Plan, covered, near


def conv_transpose2d(
    x: object,
    weight: object,
    bias: object = None,
    stride: object = 1,
    padding: object = 0,
    output_padding: object = 0,
    groups: int = 1,
    dilation: object = 1,
) -> Array:
    """Convolve a batch, transposed, as `torch.nn.functional.conv_transpose2d`.

    Each cell x[n, c, y, x] adds the filter weight[c, k], weighted by it, to the output around
    (y·S − P, x·S − P): the gradient of `conv2d` with respect to its input. Source: Dumoulin &
    Visin, "A guide to convolution arithmetic for deep learning" (2016), chapter 4.

    Parameters
    ----------
    x
        N×C×H×W.
    weight
        C×(K/groups)×F×F: as for the `conv2d` of which this is the transpose; taken in the type
        of `x`.
    bias
        K numbers, or None.
    stride
        A whole number or a (vertical, horizontal) pair, at least 1.
    padding
        Rows and columns that are cut off on each side of the output.
    output_padding
        Rows and columns added at its bottom and right; smaller than the stride or the dilation.
    groups
        Into how many groups the channels are divided.
    dilation
        As the stride.

    Returns
    -------
    N×K×H2×W2 in the type of `x` (as `conv2d`), H2 = (H − 1)·S − 2P + D·(F − 1) + 1 + output
    padding.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, channels that do not match, no real numbers, or an
        output of which nothing is left.
    """
    batch = float_array(x, "x", "N×C×H×W")
    filters = float_array(weight, "weight", "C×K×height×width", batch.dtype)
    groups = whole(groups, "groups", 1)
    _check_channels(batch.shape, filters.shape, groups)
    channels = filters.shape[1] * groups
    offset = check_bias(bias, channels, batch.dtype)
    plan = transposed_plan(
        batch.shape[2:], filters.shape[2:], stride, padding, output_padding, dilation
    )
    check_memory((batch.shape[0], channels, *plan.padded), "the output")
    return conv_driver.input_gradient(batch, filters, offset, plan, groups)


def _check_channels(x: tuple[int, ...], weight: tuple[int, ...], groups: int) -> None:
    if 0 in x[1:]:
        raise ValueError(f"x has the shape {times(x)}; only the number of samples may be 0")
    if 0 in weight:
        raise ValueError(f"weight has the shape {times(weight)}; no dimension may be 0")
    if x[1] % groups:
        raise ValueError(f"{x[1]} input channels cannot be divided into {groups} groups")
    if weight[0] != x[1]:
        raise ValueError(
            f"weight has {weight[0]} input channels but x has {x[1]}; they must be equal"
        )


def transposed_plan(
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: object = 1,
    padding: object = 0,
    output_padding: object = 0,
    dilation: object = 1,
) -> Plan:
    """Return the plan of the convolution whose transpose this is: input and output swap.

    `size` = (height, width) of the transposed convolution's input is the plan's `output`, and the
    plan's `size` is what it makes. Raises ValueError where nothing of the output is left.
    """
    steps, cut = pair(stride, "stride", 1), pair(padding, "padding", 0)
    more, spread = pair(output_padding, "output_padding", 0), pair(dilation, "dilation", 1)
    for axis in (0, 1):
        if more[axis] >= max(steps[axis], spread[axis]):
            raise ValueError(
                f"output_padding is {more[axis]}; it must be smaller than the stride"
                f" {steps[axis]} or the dilation {spread[axis]}"
            )
    padded = [
        (size[axis] - 1) * steps[axis] + covered(kernel[axis], spread[axis]) + more[axis]
        for axis in (0, 1)
    ]
    if padded[0] <= 2 * cut[0] or padded[1] <= 2 * cut[1]:
        raise ValueError(
            f"padding {times(cut)} cuts the whole output of {times(padded)} away; make it smaller"
        )
    return Plan(
        size=(padded[0] - 2 * cut[0], padded[1] - 2 * cut[1]),
        kernel=kernel,
        stride=near(steps, (padded[0], padded[1])),
        dilation=near(spread, (padded[0], padded[1])),
        vertical=(cut[0], cut[0]),
        horizontal=(cut[1], cut[1]),
        padded=(padded[0], padded[1]),
        output=size,
    )
