"""The output-size formula with the learner's numbers in it, as a lecturer writes it."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import cast

from engine.explain.pipeline import Settings
from engine.planning.geometry import Fit, covered

_SMALL, _LARGE = 1e-3, 1e5
_DIGITS = 5
_ROUNDING = 1e-6  # share of a value that float32 sums may be off
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def output_size(fit: Fit) -> str:
    """One axis: (W − F + 2P)/S + 1, with the numbers, the exact value and what is kept of it."""
    top = f"{fit.size} − {covered(fit.kernel, fit.dilation)}{_padding(fit)}"
    line = f"({top})/{fit.stride} + 1 {equals(fit.exact)}"
    return f"{line} → {fit.output}" if fit.output and not fit.fits else line


def _padding(fit: Fit) -> str:
    if fit.before == fit.after:
        return f" + 2·{fit.before}"
    return f" + {fit.before} + {fit.after}"


def equals(value: Fraction) -> str:
    """Write "= 5", "= 2.5", or "≈ 2.33" where two decimals are not the whole truth."""
    text = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    sign = "=" if Fraction(text) == value else "≈"
    return f"{sign} {text.replace('-', '−')}"


def short(value: float, digits: int = 4) -> str:
    """Write a value for a label: `digits` significant ones, a real minus sign; rounding noise is 0.

    Whole numbers keep all of their digits.
    """
    if abs(value) < 1e-9:
        return "0"
    exact = abs(value) < 1e9 and value == int(value)
    return (str(int(value)) if exact else f"{value:.{digits}g}").replace("-", "−")


def value_text(value: float) -> str:
    """Write a value of any size, exactly as shared/value_text.js does.

    Five significant digits, without zeros at the end; a power of ten where it is small or large, or
    by how much it falls short of 1 or misses another whole number.
    """
    size = abs(value)
    shown = float(_rounded(size, _DIGITS))
    if size < 1 and shown == 1:
        return f"{'−1 +' if value < 0 else '1 −'} {_power(1 - size)}"
    whole = math.floor(size + 0.5)
    over = size - whole
    if size < _LARGE and shown == whole and abs(over) > _ROUNDING * size:
        sign = "+" if (over > 0) == (value > 0) else "−"
        return f"{'−' if value < 0 else ''}{whole} {sign} {_power(abs(over))}"
    if 0 < size < _SMALL or size >= _LARGE:
        return _power(value)
    return f"{'−' if value < 0 else ''}{shown:g}"


def _power(value: float) -> str:
    digits = _rounded(value, 3)
    power = digits.adjusted()
    text = f"{float(digits.scaleb(-power)):g}·10{str(power).translate(_RAISED)}"
    return text.replace("-", "−")


def _rounded(value: float, digits: int) -> Decimal:
    """Round halves away from 0, as JavaScript does and Python's format does not."""
    return Context(digits, ROUND_HALF_UP).create_decimal_from_float(value)


def dilated(fit: Fit) -> str:
    """How dilation stretches the kernel, as a formula of its own."""
    return f"F = {fit.dilation}·({fit.kernel} − 1) + 1 = {covered(fit.kernel, fit.dilation)}"


def lines(rows: Fit, columns: Fit) -> list[str]:
    """Return the lines under the pictures: one for both axes where they are alike."""
    heights, widths = output_size(rows), output_size(columns)
    found = []
    for name, fit in (("rows", rows), ("columns", columns)):
        if fit.dilation > 1 and (name == "rows" or dilated(fit) != dilated(rows)):
            found.append(f"dilated kernel: {dilated(fit)}")
    if heights == widths:
        return [f"(W − F + 2P)/S + 1 = {heights}", *found]
    return [f"rows: {heights}", f"columns: {widths}", *found]


def left_over(rows: Fit, columns: Fit) -> str:
    """Return what no window reaches, in words; empty where everything is reached."""
    parts = [
        f"{fit.leftover} {name if fit.leftover > 1 else name[:-1]} at the {side}"
        for name, side, fit in (("rows", "bottom", rows), ("columns", "right", columns))
        if fit.leftover
    ]
    if not parts:
        return ""
    verb = "are" if len(parts) > 1 or rows.leftover + columns.leftover > 1 else "is"
    return (
        f"Does not fit: {' and '.join(parts)} {verb} left over; "
        "the size is rounded down (floor), as in PyTorch."
    )


def stride_and_padding(settings: Settings) -> str:
    """S and P of a suggestion: one number where both axes have the same."""
    parts = []
    padding = cast(tuple[int, int], settings.padding)  # a suggestion never has it by name
    for letter, (down, across) in (("S", settings.stride), ("P", padding)):
        parts.append(f"{letter} = {down}" if down == across else f"{letter} = {down} and {across}")
    return ", ".join(parts)
