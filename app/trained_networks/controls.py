"""The menus of the network and the picture, which every page that looks into a network has."""

from typing import Any

import streamlit as st

from app import own_picture, pictures
from app.markdown_text import plain
from app.network_files import save_buttons
from app.state.store import Act, PageStore
from app.trained_networks import catalogue, own_controls, own_network, subjects, wording
from engine import networks

HIDDEN: dict[str, Any] = {"label_visibility": "collapsed"}


def head(store: PageStore[Any], choose_network: Act[Any], choose_picture: Act[Any]) -> None:
    """Show the menus of the network and the picture, and the network's card.

    The page's state has the fields `network` and `picture`.
    """
    now = store.current()
    which, model, card, picture, own = st.columns([4, 3, 3, 4, 3], vertical_alignment="center")
    with which:
        titles = catalogue.titles()
        store.select("network", "Network", titles, act=choose_network, whole=True, **HIDDEN)
    with model:
        own_controls.popover(store)
    with card:
        _card(store, now.network)
    with picture:
        shown = subjects.titles(now.network)
        store.select("picture", "Picture", shown, act=choose_picture, whole=True, **HIDDEN)
    with own:
        own_picture.popover(store)


def own_note(state: Any) -> str:
    """Return what the link of a page's state does not have."""
    missing = ["your own model"] if state.network == own_network.OWN else []
    missing += ["your own picture"] if state.picture == pictures.OWN else []
    return f"The link does not include {' and '.join(missing)}." if missing else ""


def _card(store: PageStore[Any], name: str) -> None:
    box = store.popover("card", "About this network", width="stretch")
    if box.open:
        shown = catalogue.card(name)
        with box:
            st.markdown(f"**{plain(shown.title)}**")
            for paragraph in wording.card(shown):
                st.markdown(plain(paragraph))
            if shown.command:
                st.code(shown.command, language="sh", wrap_lines=True)
            if not own_controls.is_whole(name):
                network = catalogue.network(name)
                save_buttons(
                    shown.title,
                    lambda: networks.to_bytes(network),
                    lambda: networks.to_onnx(network),
                    f"{store.page}-save",
                )
