"""The stepper of a view, on what the settings give or, where they give nothing, gave last."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app import theme
from app.components.stepper import stepper
from app.markdown_text import sentence
from app.pooling.schema import PoolingState
from app.pooling.state import store
from app.state.session import SessionValue

Problem = dict[str, Any]


def show(
    build: Callable[[PoolingState], Problem], last: SessionValue[Problem | None], key: str
) -> str | None:
    """Show what `build` makes of the state; return one plain sentence where it has no output.

    Then what was shown `last` is hidden and not taken away: below it stand the sliders that the
    hand is on.
    """
    refused = None
    try:
        last.set(build(store.current()))
    except ValueError as error:
        refused = sentence(str(error))
    view = f"{key}_view"
    theme.out_of_sight(view, refused is not None)
    with st.container(key=view):
        if shown := last.get():
            stepper(shown, f"{key}_stepper", position=store.position())
    return refused
