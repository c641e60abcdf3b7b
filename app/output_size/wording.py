"""What is said about one layer: the formula, whether it fits, the conventions, the costs."""

from fractions import Fraction
from math import ceil

from app import formulas
from engine.planning.geometry import Fit, Setting, covered, least_same
from engine.planning.volumes import Layer, Volume, multiply_adds, output_volume, parameters

MAX_BUTTONS = 6


def formula(fit: Fit) -> list[object]:
    """Write the formula with letters and with numbers, as `size_axis` takes it."""
    window = covered(fit.kernel, fit.dilation)
    letters: list[object] = [["W − F + 2P", "S"], "+ 1 ="]
    if fit.dilation > 1:
        letters = [["W − D·(F − 1) − 1 + 2P", "S"], "+ 1 ="]
    numbers = [[f"{fit.size} − {window} + 2·{fit.before}", str(fit.stride)], "+ 1"]
    return [*letters, *numbers, {"result": formulas.equals(fit.exact)}]


def spoken(fit: Fit) -> str:
    """Write the formula in one line."""
    return f"(W − F + 2P)/S + 1 = {formulas.output_size(fit)}"


def verdict(fit: Fit) -> str:
    """Whether the windows fit, and if not, why."""
    window = covered(fit.kernel, fit.dilation)
    dilated = f" The dilated kernel covers {formulas.dilated(fit)} cells." * (fit.dilation > 1)
    if fit.output == 0:
        return (
            f"Does not fit: the window is {window} wide, the padded input only {fit.padded}."
            f"{dilated}"
        )
    if fit.fits:
        gaps = " The cells between the windows are not covered." * (
            fit.stride > window and fit.output > 1
        )
        return f"It fits: the last window ends exactly at the edge.{gaps}{dilated}"
    room = fit.padded - window
    missing = fit.stride - fit.leftover
    return (
        f"Does not fit: the window can move by {room}, which is not a multiple of the stride "
        f"{fit.stride}. {_left_over(fit)} left over; one more window would need "
        f"{missing} more.{_no_padding(fit, window)}{dilated}"
    )


def _no_padding(fit: Fit, window: int) -> str:
    """Why no other padding helps, where that is so: 2P is even."""
    if fit.stride % 2 or (fit.size - window) % 2 == 0:
        return ""
    return (
        f" No integer P fits: {fit.size} − {window} is odd and 2P is even: their sum is odd, but "
        f"the stride {fit.stride} is even."
    )


def _left_over(fit: Fit) -> str:
    """Say what is lost: the far end first, which is padding where there is any."""
    verb = "is" if fit.leftover == 1 else "are"
    cells = "cell" if fit.leftover == 1 else "cells"
    padding = min(fit.leftover, fit.after)
    if padding == fit.leftover:
        return f"{fit.leftover} {cells} of padding {verb}"
    return f"{fit.leftover} {cells}{f' ({padding} of padding)' if padding else ''} {verb}"


def conventions(fit: Fit) -> list[tuple[str, str]]:
    """Say what the lectures and the libraries make of it."""
    before, after = least_same(fit.size, fit.kernel, fit.stride, fit.dilation)
    same = ceil(Fraction(fit.size, fit.stride))
    exact = formulas.equals(fit.exact).lstrip("=≈ ")
    if fit.output == 0:
        strict = floor = "No window fits: invalid."
    elif fit.fits:
        strict = f"{fit.output} is an integer: valid."
        floor = f"{fit.output}: nothing to round."
    else:
        strict = f"{exact} is not an integer: invalid."
        floor = f"⌊{exact}⌋ = {fit.output}; the remaining cells are ignored."
    padded = f"{before} before and {after} after" if before + after else "no padding"
    return [
        ("Strict, as in the lectures", strict),
        ("Floor, as in PyTorch", floor),
        (
            "“Same”, as in TensorFlow",
            f"⌈W/S⌉ = ⌈{fit.size}/{fit.stride}⌉ = {same} for any F; instead of P it uses {padded}.",
        ),
    ]


LETTERS = {"size": "W", "kernel": "F", "stride": "S", "padding": "P"}


def changed(fit: Fit, setting: Setting) -> tuple[str, int]:
    """Which number of a setting that fits differs from `fit`, and what it is."""
    return next(
        (name, value) for name in LETTERS if (value := getattr(setting, name)) != getattr(fit, name)
    )


def offer(fit: Fit, setting: Setting) -> str:
    """Return the label of a setting that fits."""
    name, value = changed(fit, setting)
    return f"{LETTERS[name]} = {value}"


def costs(volume: Volume, layer: Layer) -> list[tuple[str, str]]:
    """Write the layer's volume, parameters and multiply-adds, each with formula and numbers."""
    made = output_volume(volume, layer)
    numbers = f"{made.width}·{made.height}·{made.depth} = {made.count:,} values"
    if layer.kind == "pool":
        return [
            ("Output volume", f"W2×H2×D1 = {made}, {numbers}"),
            ("Parameters", "0: a maximum or mean has no weights"),
            ("Multiply-adds", "0"),
        ]
    kernel, depth, filters = layer.kernel, volume.depth, layer.filters
    weights = kernel * kernel * depth
    dense = parameters(volume, Layer("fc", filters=made.count))
    return [
        ("Output volume", f"W2×H2×K = {made}, {numbers}"),
        (
            "Parameters",
            f"(F·F·D1 + 1)·K = ({kernel}·{kernel}·{depth} + 1)·{filters} "
            f"= {parameters(volume, layer):,}",
        ),
        (
            "Multiply-adds",
            f"W2·H2·K · F·F·D1 = {made.count:,}·{weights:,} = {multiply_adds(volume, layer):,}",
        ),
        (
            "Fully connected instead",
            f"({volume.width}·{volume.height}·{depth} + 1)·{made.count:,} = {dense:,} parameters",
        ),
    ]
