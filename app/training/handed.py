"""What other pages hand to the training page: a network that was built there."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from engine.networks import Layer


@dataclass(frozen=True)
class Network:
    """A network without weights; the last of its layers gives the classes' scores."""

    title: str
    input_shape: tuple[int, ...]
    layers: tuple[Layer, ...]


def give_network(title: str, input_shape: Sequence[int], layers: Sequence[Layer]) -> None:
    """Offer a network to the training page of this browser session, which chooses it."""
    st.session_state.handed_network = Network(title, tuple(input_shape), tuple(layers))
    st.session_state.handed_news = True


def network() -> Network | None:
    """The network that was handed over last."""
    found: Network | None = st.session_state.get("handed_network")
    return found


def is_news() -> bool:
    """Whether a network was handed over since this was asked last."""
    found: bool = st.session_state.pop("handed_news", False)
    return found
