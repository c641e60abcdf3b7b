"""The menus of the network and the picture, which every page that looks into a network has."""

from typing import Any

import streamlit as st

from app import own_picture
from app.markdown_text import plain
from app.pictures import OWN
from app.state.store import Act, PageStore
from app.trained_networks import subjects, wording
from engine import networks

HIDDEN: dict[str, Any] = {"label_visibility": "collapsed"}


def head(store: PageStore[Any], choose_network: Act[Any], choose_picture: Act[Any]) -> None:
    """Show the menus of the network and the picture, and the network's card.

    The page's state has the fields `network` and `picture`.
    """
    now = store.current()
    which, card, picture, own = st.columns([4, 3, 4, 3], vertical_alignment="center")
    titles = {name: networks.card(name).title for name in networks.shipped()}
    with which:
        store.select("network", "Network", titles, act=choose_network, whole=True, **HIDDEN)
    with card:
        _card(store, now.network)
    with picture:
        pictures = subjects.titles(now.network)
        store.select("picture", "Picture", pictures, act=choose_picture, whole=True, **HIDDEN)
    with own:
        own_picture.popover(store)


def own_note(picture: str) -> str:
    """Return what the link does not have."""
    return "The link does not include your own picture." if picture == OWN else ""


def _card(store: PageStore[Any], name: str) -> None:
    box = store.popover("card", "About this network", width="stretch")
    if box.open:
        shown = networks.card(name)
        with box:
            st.markdown(f"**{plain(shown.title)}**")
            for paragraph in wording.card(shown):
                st.markdown(plain(paragraph))
            st.code(shown.command, language="sh", wrap_lines=True)
