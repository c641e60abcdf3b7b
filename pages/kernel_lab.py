"""Kernel lab: a picture through a kernel, an activation and pooling, all of it side by side."""

import streamlit as st

from app.kernel_lab import controls, takeaways
from app.kernel_lab import state as lab
from app.words import plain

lab.restore()
places = controls.Places()
head = st.container()
places.pictures = st.container()
columns = st.columns(4, gap="medium")
with columns[0]:
    controls.picture_controls()
with columns[1]:
    controls.kernel_controls()
with columns[2]:
    controls.sliding_controls(places)
with columns[3]:
    controls.after_controls(places)
controls.pictures_and_sliders(places)
with head:
    title, actions = st.columns([3, 2], vertical_alignment="center")
    title.title("Kernel lab", anchor=False)
    with actions.container(horizontal=True, horizontal_alignment="right"):
        takeaways.link()
        with st.container(width="content"):
            takeaways.saving()
    for complaint in st.session_state.complaints:
        st.warning(plain(complaint))
takeaways.code()
