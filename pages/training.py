"""Training: a small network learns in the page, and everything can be watched."""

import streamlit as st

from app import training_data
from app.training import controls, history_view, state
from app.training.state import store

store.restore()
title, data_place, model_place, epochs_place, link = st.columns(
    [2, 3, 4, 2, 2], vertical_alignment="center"
)
title.title("Training", anchor=False)
with data_place:
    controls.data_menu()
with link.container(horizontal=True, horizontal_alignment="right"):
    store.copy_link()
store.show_complaints()
store.publish()
with st.container():  # what is told in it moves nothing below, which would be made anew
    data = training_data.controls(store.current().data)
if data is not None:
    with model_place:
        controls.network_menu(data)
    with epochs_place:
        controls.epochs_control()
    controls.explain_unfit_network(data)
    session = state.session(data)
    controls.explain_no_comparison(session)
    hero, settings = st.columns([10, 2.4], gap="medium")
    with hero:
        controls.view(session)
    with settings:
        controls.hyper_parameters(session)
    trial, saving = st.columns([10, 4], gap="medium")
    with trial:
        controls.prediction(session)
    with saving:
        controls.saving(session)
    history_view.history(session)
    history_view.code()
    controls.texts(session, data)
