"""What is looked at: the chain or both Jacobians, as files and as programs."""

from typing import Any

import streamlit as st

from app import code_box, theme
from app.back_propagation import actions, network, toy_code
from app.back_propagation import code as programs
from app.back_propagation.examples import EXAMPLES, OWN, title
from app.back_propagation.state import last_model, store
from app.components import gradient_chain, jacobians
from app.markdown_text import plain

_VIEWS = {"chain": "Chain", "jacobians": "1-D Jacobians"}
_JACOBIANS = (
    "How does every output change with every input, and with every weight? Two Jacobians answer; "
    "the chain rule multiplies them by the gradient that comes back."
)
_CHAIN = "back_propagation_chain"
"""The key of the container that the chain is shown in."""


def example_menu() -> None:
    """Show the menu of examples."""
    shown = actions.example_name(store.current())
    names = [*([OWN] if shown == OWN else []), *EXAMPLES]
    store.select(
        "shown example",
        "Example",
        {name: title(name) for name in names},
        value=shown,
        act=actions.choose_example,
        label_visibility="collapsed",
    )


def view_menu() -> None:
    """Show which part of the page is looked at."""
    store.segmented("view", "View", _VIEWS, act=actions.choose_view, label_visibility="collapsed")


def caption() -> None:
    """Say what the example shows, or what the page is for."""
    if store.current().view == "jacobians":
        st.markdown(plain(_JACOBIANS))
        return
    example = EXAMPLES.get(actions.example_name(store.current()))
    purpose = "How much does the loss change with each weight and each pixel?"
    st.markdown(plain(example.shows if example else purpose))


def chain(model: dict[str, Any] | None) -> None:
    """Show the two passes; without a model, the last is hidden and not taken away."""
    shown = model or last_model.get()
    theme.out_of_sight(_CHAIN, model is None)
    with st.container(key=_CHAIN):
        if shown:
            gradient_chain.gradient_chain(shown, "gradient_chain", store.position())


def toy_view(made: dict[str, Any]) -> None:
    """Show both Jacobians of the 1-D convolution."""
    jacobians.jacobians(made, "jacobians", store.position())


def web_page_button(model: dict[str, Any]) -> None:
    """Offer the two passes as a web page of their own."""
    asked = model, f"{title(actions.example_name(store.current()))} – back-propagation"
    st.download_button(
        "Web page",
        lambda: gradient_chain.web_page(*asked),
        "back-propagation.html",
        "text/html",
        on_click="ignore",
        help="Both passes with these numbers in one file, for a slide or a course page; it works "
        "offline.",
    )


def toy_page_button(made: dict[str, Any]) -> None:
    """Offer both Jacobians as a web page of their own."""
    st.download_button(
        "Web page",
        lambda: jacobians.web_page(made, "Both Jacobians of a 1-D convolution"),
        "jacobians.html",
        "text/html",
        on_click="ignore",
        help="Both Jacobians with these numbers in one file; it works offline.",
    )


def code() -> None:
    """Show the programs, once they are opened."""
    now = store.current()
    if now.view == "jacobians":
        code_box.show(store, lambda: toy_code.numpy_code(now), lambda: toy_code.torch_code(now))
        return
    rate = float(now.rate)
    code_box.show(
        store,
        lambda: programs.numpy_code(network.build(now), rate),
        lambda: programs.torch_code(network.build(now), rate),
    )
