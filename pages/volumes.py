"""Volumes: K filters on a colour picture; from three channels to one map, and K maps in a stack."""

import streamlit as st

from app.components.copy_link import copy_link
from app.pictures import OWN
from app.volumes import bank, controls, snippets
from app.volumes import state as page
from app.words import plain

page.restore()
title, choice, link = st.columns([2, 4, 2], vertical_alignment="center")
title.title("Volumes", anchor=False)
with choice:
    controls.set_menu()
for complaint in st.session_state.volume_complaints:
    st.warning(plain(complaint))

result, sentence = page.result()
with link.container(horizontal=True, horizontal_alignment="right"):
    own = page.current().picture == OWN
    copy_link("Your own picture is not in it." if own else "", key="volume_link")
st.markdown(plain(bank.SETS[page.current().set].shows))
if result:
    controls.view(result)
    controls.sizes(result)
picture, layer, weights = st.columns([3, 3, 7], gap="medium")
with picture:
    controls.picture_controls()
with layer:
    controls.layer_controls(sentence)
with weights:
    controls.filter_controls()
if result:
    controls.opened_place(result)
    with st.expander("The layer in PyTorch and NumPy"):
        left, right = st.columns(2)
        left.code(snippets.torch_code(result), language="python", wrap_lines=True)
        right.code(snippets.numpy_code(result), language="python", wrap_lines=True)
