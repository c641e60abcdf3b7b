"""What every page looks like: the styles that the theme settings cannot say."""

from html import escape
from string import Template

import streamlit as st

from app.state.streamlit_internals import PAGE_ELEMENTS

CONTROLS_BESIDE = "controls_beside"
"""The key of a container with two columns, controls and picture: controls come first, on a phone
above the picture, and stand to the right of it where there is room."""

# Less air above the first picture: at 1280×800 the whole row and the first controls are in view.
_STYLE = Template("""
<style>
$main { padding: 4.1rem 2rem 3rem; }
$main h1 { font-size: 1.6rem; padding: 0; }
$main h2 { font-size: 1.1rem; padding: 0; }
$main h3 { font-size: 1rem; font-weight: 600; padding: 0; }
$main $caption { opacity: 0.8; }
$code { color: inherit; }
$code:is(.keyword, .function, .class-name) { color: light-dark(#0b5cad, #7cb7ff); }
$code:is(.string, .number, .boolean) { color: light-dark(#0a6b2d, #6fdd8b); }
$code.comment { color: light-dark(#5b5f6b, #b0b4c0); }
@media (forced-colors: active) {
  $segment[aria-checked="true"] {
    forced-color-adjust: none; background: Highlight; color: HighlightText;
  }
  $segment[aria-checked="true"] * { color: inherit; }
  $option[data-selected="true"] div:has(> div:empty) {
    forced-color-adjust: none; background: Highlight;
  }
  $track { forced-color-adjust: none; outline: 1px solid ButtonText; background: Canvas; }
  $track > div { background: ButtonText; }
  $track:is(:has(> span > input:checked) > *) { background: Highlight; }
}
@media (min-width: 641px) {
  .st-key-controls_beside > $wrapper > $row {
    flex-direction: row-reverse;
  }
}
@media (max-width: 700px) {
  $main { padding: 4rem 1rem 3rem; }
  $toolbar div:has(> $menu) {
    min-width: 0; padding-right: 0.5rem;
  }
}
</style>
""").substitute(PAGE_ELEMENTS)

# Beside the sentence: on most pages the rule would meet nothing.
_FOR_A_WHILE = """
<style>
.for-a-while {
  position: fixed; right: 1rem; bottom: 1rem; z-index: 1000; max-width: min(26rem, 100vw - 2rem);
  margin: 0; padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.5rem;
  background: light-dark(#fff, #0e1117); pointer-events: none;
  animation: 0s 10s forwards for-a-while;
}
@keyframes for-a-while { to { visibility: hidden; } }
</style>
<p class="for-a-while" role="status">$sentence</p>
"""


def apply() -> None:
    """Add the styles to the page."""
    st.html(_STYLE)


def out_of_sight(key: str, is_hidden: bool) -> None:
    """Hide the container of this key, which keeps its place.

    A style alone would go where Streamlit keeps such, which a fragment does not clear: so there is
    an element with it.
    """
    with st.container():  # it comes and goes, and what stands below must not be made anew
        if is_hidden:
            st.html(f"<style>.st-key-{key} {{ visibility: hidden; }}</style><span></span>")


def say_for_a_while(sentence: str) -> None:
    """Lay a sentence over a corner of the page for ten seconds; screen readers say it too.

    Streamlit's toast is a dialog without a name. Call it last: what comes after would be another
    element of the page when the sentence is not said again.
    """
    st.html(Template(_FOR_A_WHILE).substitute(sentence=escape(sentence)))
