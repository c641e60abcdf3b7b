"""What the table says of a layer, each number with how it comes about."""

from engine.checks import pair
from engine.networks import (
    Add,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    LayerInfo,
    Linear,
    Upsample,
)
from engine.networks.layers.inception import Inception
from engine.networks.layers.pooling import WindowPooling
from engine.networks.layers.registry import type_of
from engine.networks.table import BYTES, Row
from engine.planning.geometry import covered
from engine.planning.values import times

Result = tuple[str, str]
"""A number, and how it comes about."""


def title(layer: LayerInfo) -> str:
    """Return the kind of a layer."""
    return type_of(layer).label


def is_quiet(layer: LayerInfo) -> bool:
    """Whether it leaves the volume as it is."""
    return layer.window() is None and not layer.sees_everything


def settings(layer: LayerInfo) -> str:
    """Return what a layer was made with, in words."""
    match layer:
        case Conv2d() | ConvTranspose2d():
            return f"{layer.out_channels} filters, {_moves(layer)}{_rare(layer)}"
        case Upsample():
            return times(pair(layer.scale_factor, "", 1))
        case WindowPooling():
            return _moves(layer)
        case Linear():
            return f"{layer.out_features} neurons"
        case Inception():
            return (
                f"{layer.one} of 1×1, {layer.three_before} → {layer.three} of 3×3, "
                f"{layer.five_before} → {layer.five} of 5×5, pool → {layer.after_pool}"
            )
    named = type_of(layer).settings
    return ", ".join(f"{one.symbol} {getattr(layer, one.name):g}" for one in named)


def _moves(layer: Conv2d | ConvTranspose2d | WindowPooling) -> str:
    kernel, stride, padding = (
        pair(number, "", 0) for number in (layer.kernel_size, layer.stride, layer.padding)
    )
    pad = f", pad {padding[0]}" * any(padding)
    return f"{times(kernel)}, stride {stride[0]}{pad}"


def _rare(layer: Conv2d | ConvTranspose2d) -> str:
    dilation = pair(layer.dilation, "", 1)[0]
    return (
        f", dilation {dilation}" * (dilation > 1)
        + f", {layer.groups} groups" * (layer.groups > 1)
        + ", no bias" * (not layer.bias)
    )


def results(row: Row, before: Row | None) -> tuple[Result, ...]:
    """Output, parameters, multiply-adds, memory, receptive field; `before` is the row it reads.

    Of several it is the one that sees most of the input.
    """
    return (
        (str(row.volume), _of_output(row)),
        (f"{row.parameters:,}", _of_parameters(row)),
        (f"{row.multiply_adds:,}", _of_multiply_adds(row)),
        (size(row.output_bytes), f"{_product(row.output)} · {BYTES} bytes"),
        (times(row.receptive_field), _of_field(row, before)),
    )


def _of_output(row: Row) -> str:
    fitting = row.fit
    if fitting is None:
        return _of_joined(row)
    reach = covered(fitting.kernel, fitting.dilation)
    padding = f" + 2·{fitting.before}" * (fitting.before > 0)
    over = f", rounded down, {fitting.leftover} left over" * (not fitting.fits)
    return f"({fitting.size} − {reach}{padding})/{fitting.stride} + 1{over}"


def _of_joined(row: Row) -> str:
    """Say how the output of a layer comes about that enlarges maps, or has several inputs."""
    match row.layer:
        case ConvTranspose2d(stride=(_, stride)) if row.output[2] == row.input[2] * stride:
            return f"{row.input[2]}·{stride}"
        case Upsample(scale_factor=(_, factor)):
            return f"{row.input[2]}·{factor}"
        case Add():
            return f"sum of {len(row.inputs)}, number by number"
        case Concat():
            return f"depth {' + '.join(str(shape[0]) for shape in row.inputs)}"
    return ""


def _of_parameters(row: Row) -> str:
    match row.layer:
        case Conv2d(kernel_size=(height, width), groups=groups, out_channels=filters):
            share = f"/{groups}" * (groups > 1)
            weights = f"{height}·{width}·{row.input[0]}{share}"
            return f"({weights} + 1)·{filters}" if row.layer.bias else f"{weights}·{filters}"
        case ConvTranspose2d(kernel_size=(height, width), groups=1, out_channels=filters):
            return f"({height}·{width}·{row.input[0]} + 1)·{filters}"
        case Linear(in_features=numbers, out_features=neurons):
            return f"({numbers} + 1)·{neurons}"
        case BatchNorm2d(num_features=channels):
            return f"2·{channels}"
    return ""


def _of_multiply_adds(row: Row) -> str:
    match row.layer:
        case Conv2d(kernel_size=(height, width), groups=groups):
            share = f"/{groups}" * (groups > 1)
            return f"{_product(row.output)} · {height}·{width}·{row.input[0]}{share}"
        case ConvTranspose2d(kernel_size=(height, width), groups=1, out_channels=filters):
            return f"{_product(row.input)} · {height}·{width}·{filters}"
        case Linear(in_features=numbers, out_features=neurons):
            return f"{numbers}·{neurons}"
        case BatchNorm2d():
            return _product(row.output)
    return ""


def _product(shape: tuple[int, ...]) -> str:
    """Width, height and depth with dots between them."""
    return "·".join(map(str, shape[::-1]))


def _of_field(row: Row, before: Row | None) -> str:
    window = row.layer.window()
    if len(row.inputs) > 1:
        return "the largest of its inputs"
    if window is None:
        return "whole input volume" if row.layer.sees_everything else ""
    field, jump = (before.receptive_field[1], before.jump[1]) if before else (1, 1)
    is_sum = row.receptive_field[1] == field + (window.reach[1] - 1) * jump
    return f"{field} + ({window.reach[1]} − 1)·{jump}" if is_sum else ""


def size(count: int) -> str:
    """Bytes as they are said: 18,816 is 18.8 kB."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"
