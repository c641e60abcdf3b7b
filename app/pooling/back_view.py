"""The way back: a transposed convolution's size, and how often each output is written to."""

from html import escape

import numpy as np
import streamlit as st

from app.markdown_text import plain
from app.pooling import actions, code_view, problem, stepping
from app.pooling.schema import PoolingState
from app.pooling.state import last_overlaps, store
from app.state.sliders import Offers, Slider
from engine import geometry
from engine.ops.transposed_convolution import conv_transpose2d, transposed_plan

# While the learner predicts the stepper's counts, the tables would give them away.
_PREDICTING = """
<style>body:has(.stepper .predict:not([hidden])) .overlap-tables { display: none; }</style>
"""
_STYLE = """
<style>
.overlap-tables { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; }
.overlap-counts { border-collapse: collapse; margin: 0.3rem 0 1rem; }
.overlap-counts caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
.overlap-counts td {
  width: 2rem; height: 2rem; text-align: center; font-size: 1.15rem; border: 1px solid #8888;
}
.overlap-counts .more { font-weight: 700; background: light-dark(#bcd8f0, #1d4e79); }
</style>
"""


@st.fragment
def back() -> None:
    """Show what lands on each output of a transposed convolution, and what sizes it can make."""
    store.publish()
    now = store.current()
    refused = stepping.show(problem.overlaps, last_overlaps, "overlap")
    left, right = st.columns([4, 5], gap="medium")
    with left:
        st.subheader("Transposed convolution", anchor=False)
        _sliders(refused)
    with right:
        if not refused:
            st.markdown(plain(sizes(now)))
        tables = "".join(counts(side, 2) for side in (3, 4))
        style = _STYLE if refused else _STYLE + _PREDICTING
        st.html(f'{style}<div class="overlap-tables">{tables}</div>')
    if not refused:
        code_view.expander("back")


def _sliders(refused: str | None) -> None:
    store.sliders(
        "back",
        [
            Slider.of(store, "size", "Input size"),
            Slider.of(store, "side", "Kernel F"),
            Slider.of(store, "steps", "Stride S"),
            Slider.of(store, "crop", "Padding P, cropped on each side"),
            Slider.of(store, "more", "Output padding, added at the end"),
        ],
        refused,
        offers=Offers(
            "Try",
            {
                "F = 3, S = 2: checkerboard": actions.set_kernel_and_stride(3, 2),
                "F = 4, S = 2: even": actions.set_kernel_and_stride(4, 2),
            },
        ),
    )


def sizes(state: PoolingState) -> str:
    """Say what size comes out, and which sizes the convolution on the way there cannot tell apart.

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016), 4.5.
    """
    size, side, steps, crop, more = (
        state.size, state.side, state.steps, state.crop, state.more,
    )  # fmt: skip
    made = transposed_plan((size, size), (side, side), steps, crop, more).size[0]
    line = f"Output size (N − 1)·S + F − 2P + output padding = ({size} − 1)·{steps} + {side} − "
    line += f"2·{crop} + {more} = {made}. "
    least = made - more
    there = [n for n in range(least, least + steps) if n > 0 and _convolved(n, state) == size]
    if len(there) < 2:
        return line + (
            f"With stride {steps}, the convolution gives {size} only for an input of {made}."
        )
    names = ", ".join(str(n) for n in there[:-1]) + f" and {there[-1]}"
    chosen = ", ".join(f"{n - least} → {n}" for n in there)
    return line + (
        f"A convolution with these settings turns inputs of {names} all into {size}: output "
        f"padding selects which of them to return to ({chosen})."
    )


def _convolved(size: int, state: PoolingState) -> int:
    try:
        return geometry.output_size(size, state.side, state.steps, state.crop)
    except ValueError:
        return 0


def counts(side: int, steps: int, size: int = 4) -> str:
    """Return a table of how many input cells reach each output: ones on both sides."""
    ones = np.ones((1, 1, size, size)), np.ones((1, 1, side, side))
    found = conv_transpose2d(*ones, None, steps)[0, 0].astype(int)
    inside = found[side:-side, side:-side]
    even = inside.min() == inside.max()
    verdict = "even inside" if even else "uneven: a checkerboard"
    least = int(inside.min())
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="{"more" if n > least else ""}">{n}</td>' for n in row)
        + "</tr>"
        for row in found
    )
    caption = escape(f"F = {side}, S = {steps}: {verdict}")
    return f'<table class="overlap-counts"><caption>{caption}</caption>{rows}</table>'
