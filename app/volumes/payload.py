"""All pictures of the page as the bytes that the browser paints, with the numbers that go along."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import colour_scales, formulas
from app.colour_scales import Kind
from app.display import SHARE_OF_SCALE
from app.volumes import bank
from app.volumes.compute import Array, Result
from app.volumes.schema import VolumeState
from app.wire_format import Stage, pack
from engine.images.reduction import to_indices
from engine.images.summary import Summary, summarise

CHANNEL_NAMES = ("red", "green", "blue")
# What 255 of each channel is shown as: a little lighter than pure, so that blue can be seen.
_BRIGHTEST = ((255, 80, 70), (70, 220, 90), (90, 150, 255))
_SMALL_NUMBERS = 20
Pixels = NDArray[np.uint8]


def build(result: Result) -> bytes:
    """Pack the picture's channels, the products, their sum and all maps, as 8-bit pixels."""
    state = result.state
    stages = [_channel(result, c) for c in range(bank.CHANNELS)]
    stages += _signed(result, state)
    stages += [_map(result, state, k) for k in range(len(result.bias))]
    head = {
        "output": result.plan.output,
        "stride": result.plan.stride,
        "padding": (result.plan.vertical, result.plan.horizontal),
        "kernels": result.weights.tolist(),
        "texts": state.filters[state.chosen],
        "bias": result.bias.tolist(),
        "chosen": state.chosen,
        "place": result.place,
        "relu": state.activation == "relu",
    }
    return pack(head, stages, result.picture.tobytes())


def _channel(result: Result, c: int) -> Stage:
    name = CHANNEL_NAMES[c]
    height, width = result.plan.size
    # Small numbers, as of a worked example, would all be black.
    largest = int(result.picture.max())
    top = 255 if largest > _SMALL_NUMBERS else max(1, largest)
    shades = np.empty((256, 3), np.uint8)
    shades[: top + 1] = np.linspace(0, _BRIGHTEST[c], top + 1)
    about = {
        "name": f"x[:, :, {c}]",
        "alt": f"The picture's {name} channel, {width} × {height}",
        "range": name if top == 255 else f"{name}, 0 … {top}",
    }
    return _stage(about, np.ascontiguousarray(result.picture[:, :, c]), shades)


def _signed(result: Result, state: VolumeState) -> list[Stage]:
    """Return the products and their sum, all on one scale: what adds up can be compared."""
    chosen = result.sums[state.chosen]
    summaries = [summarise(values) for values in (*result.products, chosen)]
    limit = max(summary.limit(SHARE_OF_SCALE) for summary in summaries) or 1.0
    names = [f"x[:, :, {c}] ⋆ w{state.chosen}[:, :, {c}]" for c in range(bank.CHANNELS)]
    titles = [f"{name} products" for name in CHANNEL_NAMES]
    stages = []
    for values, summary, name, spoken in zip(
        (*result.products, chosen),
        summaries,
        [*names, "sum + bias"],
        [*titles, "sum of the products and the bias"],
        strict=True,
    ):
        about = {"name": name, "alt": f"{spoken}: {_range(summary)}", "range": _range(summary)}
        stages.append(_coloured(about, values, "signed", -limit, limit))
    return stages


def _map(result: Result, state: VolumeState, k: int) -> Stage:
    """One map, on a scale of its own."""
    summary = summarise(result.maps[k])
    limit = summary.limit(SHARE_OF_SCALE) or 1.0
    title = bank.title(state.filters[k], state.seed, k)
    about = {
        "name": f"v[:, :, {k}]",
        "title": title,
        "alt": f"Map {k}, {title}: {_range(summary)}",
        "range": _range(summary),
    }
    if state.activation == "relu":
        return _coloured(about, result.maps[k], "magnitude", 0.0, limit)
    return _coloured(about, result.maps[k], "signed", -limit, limit)


def _range(summary: Summary) -> str:
    return f"{formulas.short(summary.minimum)} … {formulas.short(summary.maximum)}"


def _coloured(about: dict[str, Any], values: Array, kind: Kind, low: float, high: float) -> Stage:
    scale = {
        "low": formulas.short(low),
        "high": formulas.short(high),
        "gradient": colour_scales.css_gradient(kind),
    }
    table = colour_scales.TABLES[kind]
    return _stage({**about, "scale": scale}, to_indices(values, low, high), table)


def _stage(about: dict[str, Any], pixels: Pixels, table: Pixels) -> Stage:
    height, width = pixels.shape
    coded = base64.b64encode(table.tobytes()).decode()
    return {**about, "width": width, "height": height, "table": coded}, pixels
