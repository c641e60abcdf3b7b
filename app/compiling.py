"""What a page does where it needs compiled kernels, and they are being compiled."""

import streamlit as st

from engine.kernels import readiness

WAITING = "This starts once Convoscope is compiled for this computer's processor"

_MOMENT = 0.2  # s between two looks


def wait() -> None:
    """Wait for the kernels, and say so; the learner's next act breaks it off.

    For a training and for measured times: all else is drawn by NumPy meanwhile.
    """
    if readiness.wait(0):
        return
    with st.spinner(WAITING):
        place = st.empty()
        while not readiness.wait(_MOMENT):
            place.empty()  # here Streamlit breaks off
