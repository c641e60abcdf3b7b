"""Sentences as large as on a slide."""

from html import escape

import streamlit as st

_SLIDE = "margin: 0; font-size: clamp(1.2rem, 1.9vw, 1.75rem); line-height: 1.35; font-weight: 600"


def say(sentence: str) -> None:
    """Show a sentence as large as on a slide."""
    st.html(f'<p style="{_SLIDE}">{escape(sentence)}</p>')
