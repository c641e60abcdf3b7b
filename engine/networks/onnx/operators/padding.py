"""Numbers put around arrays."""

from typing import Any

import numpy as np

from engine.checks import Array, one_of, times
from engine.networks.onnx.operators.registry import (
    Call,
    axes_of,
    check_room,
    integers,
    operator,
    scalar,
)

_MODES = ("constant", "reflect", "edge", "wrap")


@operator("Pad", (1, 4), "mode pads value")
def pad(
    call: Call, x: Array, pads: Array | None = None, value: Array | None = None,
    axes: Array | None = None,
) -> Array:  # fmt: skip
    """Put so many numbers before and behind each axis, or take them away where negative."""
    filler = call.real("value", 0.0) if call.opset < 11 else scalar(value, "constant_value")
    mode = one_of(call.text("mode", "constant"), "mode", _MODES)
    around = widths(call, x.ndim, pads, axes)
    kept = x[tuple(slice(max(0, -before), max(0, length - max(0, -after)))
                   for (before, after), length in zip(around, x.shape, strict=True))]  # fmt: skip
    added = [(max(0, before), max(0, after)) for before, after in around]
    larger = [length + sum(width) for length, width in zip(kept.shape, added, strict=True)]
    check_room(larger, "its output")
    if mode != "constant" and any(sum(w) and not n for w, n in zip(added, kept.shape, strict=True)):
        raise ValueError(f"its input, {times(x.shape)}, holds no number that could be repeated")
    more: dict[str, Any] = {"constant_values": 0 if filler is None else filler}
    return np.pad(kept, added, mode, **(more if mode == "constant" else {}))  # type: ignore[call-overload, no-any-return]


def widths(call: Call, ndim: int, pads: Array | None, axes: Array | None) -> list[tuple[int, int]]:
    """Return how many numbers come before and behind each axis."""
    around = call.wholes("pads") if call.opset < 11 else integers(pads, "pads")
    chosen = axes_of(integers(axes, "axes") or range(ndim), ndim)
    if around is None or len(around) != 2 * len(chosen):
        raise ValueError(f"pads must hold {2 * len(chosen)} numbers, two for each dimension")
    found = [(0, 0)] * ndim
    for place, axis in enumerate(chosen):
        found[axis] = around[place], around[place + len(chosen)]
    return found
