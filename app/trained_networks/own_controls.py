"""The box "Use your own model": a file, and what that does not say of the model."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from app.components.uploader_role import uploader_role
from app.markdown_text import plain, sentence
from app.state import reruns
from app.state.session import SessionValue, reported
from app.state.store import PageStore
from app.trained_networks import class_names, own_network, own_settings, own_state, wording
from app.trained_networks.choosing import choose_network
from app.trained_networks.own_model import FILE_TYPES, LAYOUT, OUTPUT, SIZE, TENSOR, OwnModel
from app.trained_networks.own_model import opened as opened_model
from app.trained_networks.own_settings import Settings

NAME = "own-network"
_SET = f"{NAME}-"
Change = Callable[[Settings, Any], Settings]

_typed = SessionValue[str]("class names", str)
"""The class names as they were typed last, also where they do not fit."""


def popover(store: PageStore[Any]) -> None:
    """Show the button that opens the box, and why the last file or setting was refused."""
    box = store.popover(NAME, "Use your own model", whole=True, width="stretch")
    with box if box.open else st.container():
        if box.open:
            _controls(store)
        where, error = store.record.refused or ("", None)
        if where.startswith(NAME):
            st.error(plain(sentence(str(error))))


def is_whole(network: str) -> bool:
    """Tell whether this is the learner's model, and its layers are not known here."""
    return network == own_network.OWN and bool(own_network.given().problem)


def _controls(store: PageStore[Any]) -> None:
    upload, names = f"{store.page}-model", f"{store.page}-class-names"
    st.file_uploader(
        "Model file: ONNX, or safetensors saved here",
        type=FILE_TYPES,
        key=upload,
        on_change=_take,
        args=(store, upload),
    )
    uploader_role("model_uploader_role")
    made = own_network.own.get()
    if made is None:
        return
    st.markdown(plain(wording.own_model(made)))
    _numbers(store, made)
    _left_open(store, made)
    st.file_uploader(
        "Class names: a text file, one a line",
        type="txt",
        key=names,
        on_change=_take_names,
        args=(store, names),
        max_upload_size=1,
    )
    _setting(store.text, "names", "Class names, one a line", _type, value=_typed.get(), lines=True)


def _numbers(store: PageStore[Any], made: OwnModel) -> None:
    """Show the controls of how pixels become the numbers that the model was trained on."""
    now = made.settings
    _menu(store, made, "normalisation", "Normalisation", own_settings.NORMALISATIONS)
    if now.normalisation == own_settings.OWN_NUMBERS:
        for name, label in (("mean", "Mean, from 0 to 1"), ("std", "σ, from 0 to 1")):
            value = ", ".join(f"{number:g}" for number in getattr(now, name))
            _setting(store.text, name, label, _number(name, label), value=value)
    if made.network.input_shape[0] == 3:
        _menu(store, made, "order", "Channel order", own_settings.ORDERS)


def _left_open(store: PageStore[Any], made: OwnModel) -> None:
    """Show the controls of what the file does not say."""
    if LAYOUT in made.asks:
        _menu(store, made, "layout", "Layout of the input", own_settings.LAYOUTS)
    if SIZE in made.asks:
        _setting(
            store.number,
            "side",
            "Width and height of the input",
            lambda now, side: replace(now, side=side),
            value=made.settings.side,
            within=own_settings.SIDES,
        )
    if TENSOR in made.asks:
        _menu(store, made, "tensor", "Output", {name: name for name in made.tensors})
    if OUTPUT in made.asks:
        _menu(store, made, "output", "The output is", own_settings.OUTPUTS)


def _menu(
    store: PageStore[Any], made: OwnModel, name: str, label: str, titles: Mapping[str, str]
) -> None:
    def change(now: Settings, chosen: str) -> Settings:
        return now.choose(name, chosen)

    value = getattr(made.settings, name) or next(iter(titles))
    _setting(store.select, name, label, change, titles=titles, value=value)


def _setting(show: Callable[..., None], name: str, label: str, change: Change, **how: Any) -> None:
    """Show a control that changes a setting of the learner's model."""

    def act(state: Any, chosen: Any) -> Any:
        own_state.change(lambda now: change(now, chosen))
        return choose_network(state, own_network.OWN)

    show(f"{_SET}{name}", label, act=act, whole=True, **how)


def _number(name: str, label: str) -> Change:
    def change(now: Settings, text: str) -> Settings:
        found: Any = own_settings.numbers(text, label, positive=name == "std")
        return replace(now, **{name: found})

    return change


def _type(now: Settings, text: str) -> Settings:
    _typed.set(text)
    return replace(now, names=text)


@reruns.atomic_callback
def _take(store: PageStore[Any], key: str) -> None:
    """Open the file of the control, or say why that cannot be done."""
    reruns.begin()
    file = reported(key)

    def act(state: Any) -> Any:
        if file is None:
            return state
        own_state.take(opened_model(file.getvalue(), file.name))
        _typed.set("")
        return choose_network(state, own_network.OWN)

    store.record.do(NAME, act)


@reruns.atomic_callback
def _take_names(store: PageStore[Any], key: str) -> None:
    """Take the class names of a text file."""
    reruns.begin()
    file = reported(key)

    def act(state: Any) -> Any:
        if file is None:
            return state
        text = class_names.read(file.getvalue(), file.name)
        own_state.change(lambda now: replace(now, names=text))
        _typed.set(text)
        return choose_network(state, own_network.OWN)

    store.record.do(NAME, act)
