"""Kernel lab: a picture through a kernel, an activation and pooling, all of it side by side."""

import streamlit as st

from app.kernel_lab import controls, response_view, takeaways
from app.kernel_lab.state import store

store.restore()
places = controls.lay_out()
controls.pictures_and_sliders(places)
with places.head:
    title, actions = st.columns([3, 2], vertical_alignment="center")
    title.title("Kernel lab", anchor=False)
    with actions.container(horizontal=True, horizontal_alignment="right"):
        takeaways.link()
        with st.container(width="content"):
            takeaways.saving()
    store.show_complaints()
with places.picture:
    controls.picture_controls()
with places.kernel:
    controls.kernel_controls()
with places.padding:
    controls.padding_controls()
with places.stages:
    controls.stage_controls()
with places.colours:
    controls.colour_control()
response_view.response()
takeaways.code()
takeaways.learning_demonstration()
