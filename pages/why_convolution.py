"""Why convolution: fewer weights, small filters, channels, and what both kinds of nets assume."""

import streamlit as st

from app import own_picture
from app.pictures import OWN
from app.why_convolution import actions, channels_view, filters_view, twins_view, weights_view
from app.why_convolution.state import store

PURPOSE = {
    "weights": "A neuron that sees the whole image needs a weight for every number in it; a filter "
    "needs as many as its window has, whatever the image.",
    "filters": "Several small filters, one after the other, have the receptive field of one large "
    "filter, with fewer parameters.",
    "channels": "A filter reaches through all channels of its input, unless they are divided into "
    "groups.",
    "twins": "A CNN and a fully connected network of about the same number of parameters learn the "
    "same digits, here and now.",
}
VIEWS = {
    "weights": "Weights",
    "filters": "Small filters",
    "channels": "Channels",
    "twins": "Trained twins",
}

store.restore()
title, look, choice, link = st.columns([3, 6, 6, 2], vertical_alignment="center")
title.title("Why convolution", anchor=False)
with look:
    store.segmented("view", "View", VIEWS, act=actions.choose_view, label_visibility="collapsed")
shown = store.current().view
with choice:
    if shown == "weights":
        own_picture.menu(store)
with link.container(horizontal=True, horizontal_alignment="right"):
    own = store.current().picture == OWN
    store.copy_link("The link does not include your own picture." if own else "")
store.show_complaints()
st.markdown(PURPOSE[shown])
match shown:
    case "weights":
        weights_view.weights()
    case "filters":
        filters_view.filters()
    case "channels":
        channels_view.channels()
    case _:
        twins_view.twins_view()
