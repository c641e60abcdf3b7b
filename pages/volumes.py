"""Volumes: K filters on a colour picture; from three channels to one map, and K maps in a stack."""

import streamlit as st

from app.markdown_text import plain
from app.pictures import OWN
from app.volumes import bank, controls
from app.volumes.state import store

store.restore()
title, choice, link = st.columns([2, 4, 2], vertical_alignment="center")
title.title("Volumes", anchor=False)
with choice:
    controls.set_menu()
with link.container(horizontal=True, horizontal_alignment="right"):
    own = store.current().picture == OWN
    store.copy_link("The link does not include your own picture." if own else "")
store.show_complaints()
st.markdown(plain(bank.SETS[store.current().set].shows))
places = controls.lay_out()
controls.layer(places)
with places.picture:
    controls.picture_controls()
