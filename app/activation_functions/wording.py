"""What the page says of a curve and of a map, judged from their numbers."""

import math

from app import formulas
from engine.explain.activation_curves import FLAT, Curve
from engine.explain.activation_maps import Maps

_THRESHOLD = f"|f′(x)| < 1/{round(1 / FLAT)}, a third of sigmoid’s largest slope"


def facts(curve: Curve) -> list[str]:
    """Say where a function saturates, what its range is, and whether that is zero-centred."""
    return [_saturation(curve), _centre(curve), f"Range: {_range(curve)}."]


def _saturation(curve: Curve) -> str:
    parts = []
    for low, high in curve.saturated:
        if low == -math.inf and high == math.inf:
            return "Flat for every x: no gradient passes."
        parts.append(
            f"x ≤ {formulas.short(high)}" if low == -math.inf else f"x ≥ {formulas.short(low)}"
        )
    if not parts:
        return "Does not saturate."
    where = " and ".join(parts)
    if curve.ends_in_zero_slope:
        return f"Flat for {where}: no gradient passes there; a unit that never leaves it is dead."
    return f"Saturates for {where} ({_THRESHOLD}): there the gradient vanishes."


def _centre(curve: Curve) -> str:
    mean = formulas.short(curve.mean, 2) if abs(curve.mean) >= 0.005 else "0"
    if curve.is_zero_centred:
        return "Zero-centred: inputs from N(0, 1) give the mean output 0."
    sign = "; no output is negative" if curve.lowest >= 0 else ""
    return f"Not zero-centred: inputs from N(0, 1) give the mean output {mean}{sign}."


def _range(curve: Curve) -> str:
    """Write the interval of the values; an end that is only approached stands outside."""
    low, high = curve.lowest, curve.highest
    ends = [_end(low), _end(high)]
    open_low = low == -math.inf or not (curve.values <= low).any()
    open_high = high == math.inf or not (curve.values >= high).any()
    return f"{'(' if open_low else '['}{ends[0]}, {ends[1]}{')' if open_high else ']'}"


def _end(value: float) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return formulas.short(round(value, 4), 4)


def shares(maps: Maps, curve: Curve) -> str:
    """Say what the function does to a map: how much of it is saturated, 0, and the mean."""
    parts = []
    if curve.saturated:
        parts.append(f"{_percent(maps.saturated)} of the values lie where it saturates")
    if maps.zero >= 0.001:
        parts.append(f"{_percent(maps.zero)} of the outputs are 0")
    parts.append(f"mean output {formulas.short(maps.mean, 3)}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:] + "."


def _percent(share: float) -> str:
    return f"{share:.0%}" if 0.01 <= share <= 0.99 or share in (0, 1) else f"{share:.1%}"
