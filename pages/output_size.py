"""Output size: how windows fit, what volumes become of it, and exercises about both."""

import streamlit as st

from app.components.copy_link import copy_link
from app.output_size import state as page
from app.output_size.layer_view import layer_view
from app.words import plain

page.restore()
title, actions = st.columns([3, 2], vertical_alignment="center")
title.title("Output size", anchor=False)
with actions.container(horizontal=True, horizontal_alignment="right"):
    copy_link("", key="size_link")
for complaint in st.session_state.size_complaints:
    st.warning(plain(complaint))
layer_view()
