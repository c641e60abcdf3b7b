"""The Kernel lab's sliders: what stands on them, and what happens when they are moved."""

import streamlit as st

from app import formulas
from app.components.slider_panel import Offers, Slider, slider_panel
from app.kernel_lab import link, shifting, state
from app.words import plain
from engine.explain import pipeline

_LIMITS = {
    "shift": (-link.MAX_SHIFT, link.MAX_SHIFT),
    "stride": (1, pipeline.MAX_STRIDE),
    "pad": (0, pipeline.MAX_PADDING),
    "dilation": (1, link.MAX_DILATION),
    "pool_size": (1, link.MAX_POOL),
    "pool_stride": (1, link.MAX_POOL),
}
_ACROSS = ("shift_across", "stride_across", "pad_across", "dilation_across")


def shift_panel() -> None:
    """Where the picture is moved to, and what moves along with it."""
    sliders = [
        _slider("shift_across", "Shift the picture right"),
        _slider("shift", "Shift the picture down"),
    ]
    slider_panel(sliders, "shift_panel", lambda: _take("shift_panel"))
    for sentence in shifting.sentences(st.session_state.report.moved):
        st.markdown(plain(sentence))


def sliding_panel() -> None:
    """Stride, padding and dilation; how they fit, and the nearest settings that do."""
    names = [("stride", "Stride"), ("dilation", "Dilation")]
    if st.session_state.padding == "number":
        names.insert(1, ("pad", "Padding on each side"))
    sliders = [slider for name, label in names for slider in _axes(name, label)]
    report = st.session_state.report
    offers = [formulas.stride_and_padding(fitting) for fitting in _nearest()]
    title = f"{_no_output(report)}Nearest settings that fit:"
    slider_panel(
        sliders,
        "sliding",
        lambda: _take("sliding"),
        report.problem,
        Offers(title, offers) if offers else None,
    )


def _no_output(report: state.Report) -> str:
    """The formula where nothing comes out of it; else it stands under the pictures."""
    fits = pipeline.axis_fits(report.size, report.settings)
    return "" if all(fit.output for fit in fits) else f"{'; '.join(formulas.lines(*fits))}. "


def pooling_panel() -> None:
    """Size and stride of the pooling window."""
    off = st.session_state.pooling == "none"
    sliders = [
        _slider("pool_size", "Pooling size", off),
        _slider("pool_stride", "Pooling stride", off),
    ]
    problem = st.session_state.report.pooling_problem
    slider_panel(sliders, "pooling_panel", lambda: _take("pooling_panel"), problem)


def _axes(name: str, label: str) -> list[Slider]:
    if not st.session_state[state.APART]:
        return [_slider(name, label)]
    return [
        _slider(name, f"{label}, vertical"),
        _slider(f"{name}_across", f"{label}, horizontal"),
    ]


def _slider(name: str, label: str, disabled: bool = False) -> Slider:
    lowest, highest = _LIMITS[name.removesuffix("_across")]
    return Slider(name, label, lowest, highest, st.session_state[name], disabled)


def _nearest() -> list[pipeline.Settings]:
    report = st.session_state.report
    return pipeline.nearest_that_fit(report.size, report.settings)


def _take(panel: str) -> None:
    """Do what the browser asks for, which is trusted for nothing."""
    match st.session_state[panel].asked:
        case {"slider": str(name), "value": int(value)} if _allows(name, value):
            st.session_state[name] = value
            state.follow_slider()
        case {"offer": int(index)} if 0 <= index < len(nearest := _nearest()):
            state.apply_fit(nearest[index])


def _allows(name: str, value: int) -> bool:
    known = name in _LIMITS or name in _ACROSS
    lowest, highest = _LIMITS[name.removesuffix("_across")] if known else (1, 0)
    return lowest <= value <= highest
