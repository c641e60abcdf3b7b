"""A page with all that app/state/streamlit_internals.py knows of, which says what it finds."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from app import theme
from app.components.uploader_role import uploader_role
from app.state import streamlit_internals as internals

internals.hold_no_event_loops()
theme.apply()
st.title("Title")
st.header("Header")
st.subheader("Subheader")
st.caption("Caption")
st.code('def length(x):  # a comment\n    return "three"', language="python")
with st.container(key=theme.CONTROLS_BESIDE):
    for column in st.columns(2):
        column.write("Column")
st.segmented_control("Segment", ("first", "second"), default="first")
st.radio("Option", ("first", "second"))
st.file_uploader("File", key="file")
if st.toggle("Mended"):
    uploader_role("uploader_role")
if st.button("Go on"):
    st.query_params["place"] = "further"

session = internals.session_id()
answers = {
    "session": bool(session),
    "served": internals.is_served(),
    "connected": session is not None and internals.is_connected(session),
    "other session": internals.is_connected("nobody's"),
    "script thread": internals.script_is_running(),
    "went back": internals.went_back(),
    "column": isinstance(column, internals.Container),
    "pandas": "pandas" in sys.modules,
}
st.text("\n".join(f"{name}: {answer}" for name, answer in answers.items()))
