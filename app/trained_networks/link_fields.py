"""Fields of a link that several of these pages have: how they are read, and refused."""

import re
from typing import Any

from app.state import readers
from app.state.readers import Reader
from engine import networks

_EVERY_CLASS = tuple(
    dict.fromkeys(label for name in networks.shipped() for label in networks.card(name).classes)
)
_LAYER = re.compile(r"[A-Za-z0-9_.]{1,60}", re.ASCII)


def layer(text: str) -> str:
    """Read the name of a layer, which may be inside a block."""
    if not _LAYER.fullmatch(text):
        raise ValueError("it names no layer")
    return text


def opened(text: str) -> str:
    """Read the cell or tile that is opened; "" for none."""
    return readers.cell(text) if text else ""


def class_or(*others: str) -> Reader:
    """Return what reads a class of the networks that come with the app, or one of the others."""
    return readers.one_of((*others, *_EVERY_CLASS))


def ignored(state: Any, name: str, what: str) -> str:
    """Say that the network of a link's state has nothing of the name that a field gives."""
    title = networks.card(state.network).title
    said = f"The link says {name} = “{getattr(state, name)}”, which is not {what} for {title}"
    return f"{said}; it was ignored."
