"""What every page looks like: the styles that the theme settings cannot say."""

import streamlit as st

CONTROLS_BESIDE = "controls_beside"
"""The key of a container with two columns, controls and picture: controls come first, on a phone
above the picture, and stand to the right of it where there is room."""

# Less air above the first picture: at 1280×800 the whole row and the first controls are in view.
_STYLE = """
<style>
.stMainBlockContainer { padding: 4.1rem 2rem 3rem; }
.stMainBlockContainer h1 { font-size: 1.6rem; padding: 0; }
.stMainBlockContainer h2 { font-size: 1.1rem; padding: 0; }
.stMainBlockContainer h3 { font-size: 1rem; font-weight: 600; padding: 0; }
.stMainBlockContainer [data-testid="stCaptionContainer"] { opacity: 0.8; }
.stCode .token { color: inherit; }
.stCode .token.keyword { color: light-dark(#0b5cad, #7cb7ff); }
.stCode .token:is(.string, .number, .boolean) { color: light-dark(#0a6b2d, #6fdd8b); }
.stCode .token.comment { color: light-dark(#5b5f6b, #b0b4c0); }
@media (min-width: 641px) {
  .st-key-controls_beside > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {
    flex-direction: row-reverse;
  }
}
@media (max-width: 700px) {
  .stMainBlockContainer { padding: 4rem 1rem 3rem; }
  /* Streamlit keeps 200px for its menu, which then ends beyond a phone's edge. */
  [data-testid="stToolbar"] div:has(> [data-testid="stMainMenu"]) {
    min-width: 0; padding-right: 0.5rem;
  }
}
</style>
"""


def apply() -> None:
    """Add the styles to the page."""
    st.html(_STYLE)
