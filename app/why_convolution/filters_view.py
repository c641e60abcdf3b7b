"""Small filters one after the other, beside one large filter of the same receptive field."""

import streamlit as st

from app.markdown_text import plain
from app.output_size.schema import SizeState
from app.slide_text import say
from app.state import link
from app.state.sliders import Slider
from app.why_convolution import code_view, drawings, facts, wording
from app.why_convolution.state import store
from engine.explain import small_filters
from engine.explain.small_filters import Stack
from engine.networks import notation

_FIELDS = {field: f"{field}×{field}" for field in (5, 7, 9, 11)}


@st.fragment
def filters() -> None:
    """Show both stacks, their receptive field drawn and all that differs."""
    store.publish()
    now = store.current()
    small, large = small_filters.compare(now.field, now.channels)
    say(wording.stacks(small, large))
    for place, one, key in zip(
        st.columns(2, gap="large"), (small, large), ("why_small", "why_large"), strict=True
    ):
        with place:
            title = wording.stack_title(one)
            st.header(f"{title[:1].upper()}{title[1:]}", anchor=False)
            drawings.stack(one, key)
    table, controls = st.columns([7, 4], gap="large")
    with table:
        titles = (wording.stack_title(one) for one in (small, large))
        facts.table([*titles], wording.stack_rows(small, large))
    with controls:
        store.segmented("field", "Receptive field", _FIELDS)
        label = "Channels C, in and out of each layer"
        store.sliders("channels", [Slider.of(store, "channels", label)])
        st.page_link(
            "../pages/output_size.py",
            label="Open the stack in Output size",
            query_params=link.write(chain(small)),
        )
    st.caption(
        plain(
            "Drawn: one row of the image. Each layer has a ReLU after it, stride 1, and the "
            "padding that keeps its maps of one size."
        )
    )
    code_view.expander("filters")


def chain(one: Stack) -> SizeState:
    """Return the state of the page Output size that has these layers as its chain."""
    return SizeState(show="chain", start_depth=one.channels, layers=notation.write(one.specs))
