"""What the table says of a layer, each number with how it comes about."""

from engine.checks import pair
from engine.networks import BatchNorm2d, Conv2d, LayerInfo, Linear
from engine.networks.layers.inception import Inception
from engine.networks.layers.pooling import WindowPooling
from engine.networks.layers.registry import type_of
from engine.networks.table import BYTES, Row, volume
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
        case Conv2d():
            return f"{layer.out_channels} filters, {_moves(layer)}{_rare(layer)}"
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


def _moves(layer: Conv2d | WindowPooling) -> str:
    kernel, stride, padding = (
        pair(number, "", 0) for number in (layer.kernel_size, layer.stride, layer.padding)
    )
    pad = f", pad {padding[0]}" * any(padding)
    return f"{times(kernel)}, stride {stride[0]}{pad}"


def _rare(layer: Conv2d) -> str:
    dilation = pair(layer.dilation, "", 1)[0]
    return f", dilation {dilation}" * (dilation > 1) + f", {layer.groups} groups" * (
        layer.groups > 1
    )


def results(row: Row, before: Row | None) -> tuple[Result, ...]:
    """Output, parameters, multiply-adds, memory, receptive field; `before` is the layer before."""
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
        return ""
    reach = covered(fitting.kernel, fitting.dilation)
    padding = f" + 2·{fitting.before}" * (fitting.before > 0)
    over = f", rounded down, {fitting.leftover} left over" * (not fitting.fits)
    return f"({fitting.size} − {reach}{padding})/{fitting.stride} + 1{over}"


def _of_parameters(row: Row) -> str:
    match row.layer:
        case Conv2d(kernel_size=(height, width), groups=groups, out_channels=filters):
            share = f"/{groups}" * (groups > 1)
            return f"({height}·{width}·{row.input[0]}{share} + 1)·{filters}"
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
    if window is None:
        return "whole input volume" if row.layer.sees_everything else ""
    field, jump = (before.receptive_field[1], before.jump[1]) if before else (1, 1)
    return f"{field} + ({window.reach[1]} − 1)·{jump}"


def size(count: int) -> str:
    """Bytes as they are said: 18,816 is 18.8 kB."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"


def volumes(rows: tuple[Row, ...]) -> list[tuple[tuple[int, int, int], str]]:
    """(width, height, depth) and name of every volume that differs from the one before."""
    return [
        ((row.volume.width, row.volume.height, row.volume.depth), _short(row.layer))
        for row in rows
        if row.makes_volume
    ]


def _short(layer: LayerInfo) -> str:
    if isinstance(layer, Conv2d | WindowPooling):
        return f"{title(layer)} {times(pair(layer.kernel_size, '', 1))}"
    return title(layer)


def start(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Return the input as width, height, depth."""
    first = volume(shape)
    return first.width, first.height, first.depth
