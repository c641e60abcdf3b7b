"""How large pictures of one's own are made."""

import streamlit as st

SIDES = (16, 32, 64)


def side_control(key: str) -> int:
    """Let the learner choose, and return it."""
    side: int = st.segmented_control(
        "Resized to",
        SIDES,
        format_func=lambda side: f"{side}×{side}",
        default=32,
        key=key,
        required=True,
        persist_state="session",
    )
    return side
