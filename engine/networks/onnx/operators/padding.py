"""Numbers put around arrays."""

from typing import Any

import numpy as np

from engine.checks import Array, check_memory, one_of, times
from engine.networks.onnx.operators.registry import Call, axes_of, integers, operator, scalar

_MODES = {"constant": "constant", "reflect": "reflect", "edge": "edge", "wrap": "wrap"}


@operator("Pad", (1, 4), "mode pads value")
def pad(
    call: Call, x: Array, pads: Array | None = None, value: Array | None = None,
    axes: Array | None = None,
) -> Array:  # fmt: skip
    """Put so many numbers before and behind each axis, or take them away where negative."""
    if call.opset < 11:
        around, filler = call.wholes("pads"), call.real("value", 0.0)
    else:
        around, filler = integers(pads, "pads"), scalar(value, "constant_value")
    chosen = axes_of(integers(axes, "axes") or range(x.ndim), x.ndim)
    if around is None or len(around) != 2 * len(chosen):
        raise ValueError(f"pads must hold {2 * len(chosen)} numbers, two for each dimension")
    mode = one_of(call.text("mode", "constant"), "mode", tuple(_MODES))
    widths = [(0, 0)] * x.ndim
    for place, axis in enumerate(chosen):
        widths[axis] = around[place], around[place + len(chosen)]
    kept = x[tuple(slice(max(0, -before), max(0, length - max(0, -after)))
                   for (before, after), length in zip(widths, x.shape, strict=True))]  # fmt: skip
    added = [(max(0, before), max(0, after)) for before, after in widths]
    larger = [length + sum(width) for length, width in zip(kept.shape, added, strict=True)]
    check_memory(larger, "its output")
    if mode != "constant" and any(sum(w) and not n for w, n in zip(added, kept.shape, strict=True)):
        raise ValueError(f"its input, {times(x.shape)}, holds no number that could be repeated")
    more: dict[str, Any] = {"constant_values": 0 if filler is None else filler}
    return np.pad(kept, added, _MODES[mode], **(more if mode == "constant" else {}))  # type: ignore[call-overload, no-any-return]
