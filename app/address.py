"""The address of the page: every page has its own state behind it, in one browser session."""

import streamlit as st

from app.state import streamlit_internals


def arrival(page: str) -> dict[str, str] | None:
    """The query that `page` must take its state from, or None where it keeps what it has.

    It is taken at the page's first run, when the learner went back, and when a link of another
    page led here. With every other run the browser sends its address too, but that may be older
    than what was published meanwhile.
    """
    session = st.session_state
    known: dict[str, dict[str, str]] = session.setdefault("addresses", {})
    from_elsewhere = session.get("page") != page
    session.page = page
    query = st.query_params.to_dict()
    if page in known and not streamlit_internals.went_back() and not (from_elsewhere and query):
        if from_elsewhere:
            known[page] = query  # the browser's address is empty: `publish` writes it again
        return None
    known[page] = query
    return query


def hold(held: bool) -> None:
    """Whether a slider is still being dragged: Back shall not go through every step of that."""
    st.session_state.slider_held = held


def publish(page: str, query: dict[str, str]) -> None:
    """Write the state into the address of the page, without a new run."""
    if st.session_state.pop("slider_held", False):
        return
    known = st.session_state.addresses
    if query != known[page]:
        known[page] = query
        st.query_params.from_dict(query)
