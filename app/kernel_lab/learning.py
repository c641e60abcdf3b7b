"""The demonstration that a kernel can be learned, as the bytes that the browser shows."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import colour_scales, pictures
from app.cells import Numbers
from app.display import SHARE_OF_SCALE
from app.wire_format import pack
from engine.explain import kernel_learning
from engine.explain.kernel_learning import Learning
from engine.images.pictures import to_grey
from engine.images.reduction import to_indices
from engine.images.summary import summarise

MOST_TAPS = 49
_FOUND, _ALIKE = 0.05, 0.002  # of the largest weight; of the wanted response's spread


def payload(source: pictures.Source, kernel: Numbers, seed: int) -> bytes:
    """Return the target output, and kernel, response and error of each step that is shown.

    Raises ValueError, in one sentence, where the kernel is too large.
    """
    if len(kernel) * len(kernel[0]) > MOST_TAPS:
        raise ValueError(
            f"only a kernel of at most {MOST_TAPS} weights (such as 7×7) is learned here"
        )
    return _frame(source.head.digest, kernel, seed, source)


@st.cache_data(max_entries=16, show_spinner=False)
def _frame(digest: str, kernel: Numbers, seed: int, _source: pictures.Source) -> bytes:
    pixels = _source.pixels if _source.pixels.ndim == 2 else to_grey(_source.pixels)
    found = kernel_learning.learn(pixels, kernel, seed)
    limit = summarise(found.target).limit(SHARE_OF_SCALE) or 1.0
    wanted, *responses = (_stage(response, limit) for response in (found.target, *found.responses))
    content = {
        "table": colour_scales.for_browser("signed"),
        "steps": found.steps,
        "kernels": found.kernels.tolist(),
        "wanted": kernel,
        "errors": [float(f"{error:.6g}") for error in found.errors],
        "verdict": verdict(found, np.array(kernel)),
    }
    return pack(content, [wanted, *responses], f"{digest} {seed}".encode())


def _stage(response: NDArray[np.float32], limit: float) -> tuple[dict[str, int], NDArray[np.uint8]]:
    height, width = response.shape
    return {"height": height, "width": width}, to_indices(response, -limit, limit)


def verdict(found: Learning, kernel: NDArray[np.float64]) -> str:
    """Say what came of it, in one sentence."""
    count = len(found.errors) - 1
    away = float(np.abs(found.kernels[-1] - kernel).max())
    if away <= _FOUND * float(np.abs(kernel).max()):
        return (
            f"After {count} steps your kernel has been recovered from the picture and the target "
            "output alone: nobody had to design it."
        )
    if found.errors[-1] <= _ALIKE * float(found.target.std()):
        return (
            f"After {count} steps the output matches the target, but with a different kernel: this "
            "picture cannot tell the two apart."
        )
    return (
        f"After {count} steps it is still converging: neighbouring pixels are strongly correlated, "
        "which makes gradient descent slow."
    )
