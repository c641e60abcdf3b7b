"""A response map under an activation function, as the bytes that the browser paints and reads."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import colour_scales, formulas
from app.colour_scales import Kind
from app.display import SHARE_OF_SCALE
from app.wire_format import Stage, pack
from engine.explain.activation_maps import Maps
from engine.images.reduction import to_indices
from engine.images.summary import summarise

Floats = NDArray[np.float32]


def build(maps: Maps, title: str, sentence: str, identity: str) -> bytes:
    """Pack response, output and derivative: first as 8-bit colours, then as float32 numbers.

    `title` is the function's, `sentence` what is said under the maps; `identity` tells pictures
    apart.
    """
    most = max(1.0, float(np.abs(maps.slope).max()))
    shown = [
        ("Response z of the filter", maps.response, "signed", _limit(maps.response)),
        (f"f(z): {title}", maps.output, _kind(maps.output), _limit(maps.output)),
        ("|f′(z)|: gradient that passes", np.abs(maps.slope), "magnitude", most),
    ]
    stages = [_picture(*one) for one in shown]
    numbers = [_numbers(values) for values in (maps.response, maps.output, maps.slope)]
    return pack({"sentence": sentence}, [*stages, *numbers], identity.encode())


def _kind(values: Floats) -> Kind:
    return "signed" if values.min() < 0 else "magnitude"


def _limit(values: Floats) -> float:
    return summarise(values).limit(SHARE_OF_SCALE) or 1.0


def _picture(name: str, values: Floats, kind: Kind, limit: float) -> Stage:
    height, width = values.shape
    low = -limit if kind == "signed" else 0.0
    extent = f"{formulas.short(float(values.min()), 3)} … {formulas.short(float(values.max()), 3)}"
    header: dict[str, Any] = {
        "name": name,
        "alt": f"{name}, {width} × {height}, {extent}",
        "low": formulas.short(low, 3),
        "high": formulas.short(limit, 3),
        "gradient": colour_scales.css_gradient(kind),
        "table": colour_scales.for_browser(kind),
        "height": height,
        "width": width,
    }
    return header, to_indices(values, low, limit)


def _numbers(values: Floats) -> Stage:
    return {}, np.ascontiguousarray(values, "<f4").view(np.uint8)
