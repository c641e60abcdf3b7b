"""One run of the pipeline as the bytes that the browser paints.

The browser gets what it can show; the numbers beside it are those of the full arrays.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import colour_scales, formulas
from app.colour_scales import Kind
from app.components.shared.mount import UNPLACED, Position
from app.display import SHARE_OF_SCALE, Displayed, Scale, Source, to_display
from app.wire_format import pack
from engine.explain import pipeline
from engine.images.summary import Summary

TITLES = {"activation": "ReLU"}


def scale_for(summary: Summary, kernel_sum: float, shown_as: str) -> Scale:
    """Choose the colour scale of a response.

    A kernel whose weights sum to about 1 makes a picture, shown from 0 to 255; others make signed
    values, shown about 0, or magnitudes where nothing is negative.
    """
    kind: Any = shown_as
    if shown_as == "auto":
        signed = "signed" if summary.minimum < 0 else "magnitude"
        kind = "picture" if 0.5 <= kernel_sum <= 1.5 else signed
    limit = summary.limit(SHARE_OF_SCALE) or 1.0
    ends = {"picture": (0.0, 255.0), "signed": (-limit, limit), "magnitude": (0.0, limit)}
    return Scale(kind, *ends[kind])


def after_activation(scale: Scale, activation: str) -> Scale:
    """Return the scale of the later stages: the same number keeps its place on the scale."""
    if activation == "relu" and scale.kind == "signed":
        return Scale("magnitude", 0.0, scale.high)
    return scale


def stage_scales(
    result: pipeline.Result, settings: pipeline.Settings, shown_as: str
) -> list[Scale]:
    """Return the colour scale of every stage of a result."""
    kernel_sum = float(np.sum(settings.kernel))
    first = scale_for(result.stages[0].summary, kernel_sum, shown_as)
    later = after_activation(first, settings.activation)
    return [first if stage.name == "convolution" else later for stage in result.stages]


def _histogram(summary: Summary) -> dict[str, Any]:
    low, high = float(summary.edges[0]), float(summary.edges[-1])
    ticks = sorted({low, 0.0, high} if low <= 0 <= high else {low, high})
    return {
        "counts": [int(count) for count in summary.counts],
        "edges": [low, high],
        "ticks": [{"value": tick, "text": formulas.short(tick)} for tick in ticks],
    }


def _range_text(summary: Summary) -> str:
    parts = [f"values {formulas.short(summary.minimum)} … {formulas.short(summary.maximum)}"]
    if summary.zero_share >= 0.01:
        # Rounded down: 100 % says that there is nothing else.
        parts.append(f"{math.floor(100 * summary.zero_share)}% are 0")
    if odd := summary.nan_count + summary.inf_count:
        parts.append(f"{odd} not finite")
    return " · ".join(parts)


def _note(shown: Displayed, summary: Summary) -> str:
    parts = []
    if shown.factor > 1:
        parts.append(f"downsampled {shown.factor}× for display")
    if shown.pixels.ndim == 3 and shown.scale.kind == "signed":
        parts.append("0 is mid-grey in each channel")
    if shown.scale.kind == "picture" and (summary.minimum < -0.5 or summary.maximum > 255.5):
        parts.append("values below 0 shown black, above 255 white")
    if shown.scale.kind == "magnitude" and summary.minimum < 0:
        parts.append("values below 0 shown as 0")
    return "; ".join(parts)


def _stage_header(
    name: str, title: str, shape: Sequence[int], shown: Displayed, summary: Summary
) -> dict[str, Any]:
    height, width = shape[:2]
    grey = shown.pixels.ndim == 2
    # Each channel of a colour picture is its own brightness, from black to white.
    kind: Kind = shown.scale.kind if grey else "picture"
    table = colour_scales.TABLES[kind]
    size = f"{width} × {height}" if grey else f"{width} × {height} × {shape[2]}"
    first, last = (f"#{bytes(table[i]).hex()}" for i in (0, -1))
    return {
        "name": name,
        "title": title,
        "size": size,
        "shown": {
            "width": shown.pixels.shape[1],
            "height": shown.pixels.shape[0],
            "factor": shown.factor,
        },
        "table": colour_scales.for_browser(kind) if grey else None,
        "scale": {
            "low": shown.scale.low,
            "high": shown.scale.high,
            "gradient": colour_scales.css_gradient(kind),
            "first": first,
            "last": last,
        },
        "histogram": _histogram(summary),
        "range": _range_text(summary),
        "note": _note(shown, summary),
        "alt": f"{title}: {size} pixels, {_range_text(summary)}",
    }


def _axis(fit: Any) -> dict[str, int]:
    names = ("size", "kernel", "stride", "dilation", "leftover", "before", "after", "padded")
    return {name: getattr(fit, name) for name in names}


def build(
    source: Source,
    result: pipeline.Result,
    settings: pipeline.Settings,
    shown_as: str,
    link: Mapping[str, str],
    lens: Mapping[str, Any],
    position: Position = UNPLACED,
    side: str = "",
    title: str = "Convolution",
) -> bytes:
    """Pack the frame of one run: the picture and every stage of `result`.

    `link` holds the settings as they stand in the address, so that a frame can be told from
    another's; `lens` what the browser needs to compute any number for itself; `position` where the
    link has put zoom and lens. `side` is "A" or "B" where two kernels are compared, `title` what
    the convolution is called.
    """
    titles = dict(TITLES, convolution=title, pooling=f"{settings.pooling.capitalize()} pooling")
    pairs = [_head(source)]
    scales = stage_scales(result, settings, shown_as)
    for stage, scale in zip(result.stages, scales, strict=True):
        shown = to_display(stage.values, scale)
        header = _stage_header(
            stage.name, titles[stage.name], stage.values.shape, shown, stage.summary
        )
        pairs.append((header, shown.pixels))
    rows, columns = result.fits
    fit = {
        "rows": _axis(rows),
        "columns": _axis(columns),
        "lines": formulas.lines(rows, columns),
        "sentence": formulas.left_over(rows, columns),
    }
    content = {"fit": fit, "link": dict(link), "lens": dict(lens), "side": side}
    return pack(content, pairs, source.digest.encode(), {"position": position})


def picture_alone(source: Source, position: Position = UNPLACED, side: str = "") -> bytes:
    """Pack a frame for settings under which nothing can be computed."""
    content = {"fit": None, "lens": None, "side": side}
    return pack(content, [_head(source)], source.digest.encode(), {"position": position})


def _head(source: Source) -> tuple[dict[str, Any], NDArray[np.uint8]]:
    header = _stage_header("picture", source.title, source.shape, source.shown, source.summary)
    return header, source.shown.pixels
