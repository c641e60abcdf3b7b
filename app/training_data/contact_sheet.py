"""Some pictures of every class, side by side, with how many there are."""

import base64
import io
from collections.abc import Sequence
from html import escape
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st
from PIL import Image

from engine.datasets import DataSet
from engine.datasets.data_set import Pixels

_SHOWN = 8  # pictures of a class
_MOST_CLASSES = 20
_TALLEST = 64  # pixels of the screen

# Written at each element: Streamlit's own styles of lists go before those of a class.
_LIST = (
    "display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); "
    "gap: 0.5rem 1rem; list-style: none; margin: 0; padding: 0"
)
_ITEM = "margin: 0; padding: 0; min-width: 0; font-size: 0.875rem; overflow-wrap: anywhere"
_PICTURE = "display: block; image-rendering: pixelated; max-width: 100%"

_sheets: WeakKeyDictionary[DataSet, str] = WeakKeyDictionary()


def contact_sheet(data: DataSet) -> None:
    """Show some pictures of each class, how many there are, and where they are from."""
    if data not in _sheets:
        _sheets[data] = sheet(data)
    st.html(_sheets[data])


def sheet(data: DataSet) -> str:
    """Return the contact sheet as HTML."""
    shown = [_class(data, label) for label in range(min(len(data.classes), _MOST_CLASSES))]
    if len(data.classes) > _MOST_CLASSES:
        shown.append(f"and {len(data.classes) - _MOST_CLASSES} more classes")
    items = "".join(f'<li style="{_ITEM}">{item}</li>' for item in shown)
    return (
        f'<ul class="contact-sheet" style="{_LIST}">{items}</ul>'
        f"<p>{escape(summary(data))}<br>{escape(data.source)}, {escape(data.licence)}</p>"
    )


def _class(data: DataSet, label: int) -> str:
    which = np.flatnonzero(data.labels == label)[:_SHOWN]
    name, count = data.classes[label], data.counts[label]
    alt = f"{len(which)} of the {count:,} pictures of class {name}"
    return f"{strip(list(data.pictures[which]), alt)}<b>{escape(name)}</b> {count:,}"


def summary(data: DataSet) -> str:
    """How many pictures, how large, how many classes."""
    channels, height, width = data.shape
    colours = "grey" if channels == 1 else "red, green and blue"
    return (
        f"{len(data):,} pictures of {width}×{height} pixels, {colours}: "
        f"{len(data.classes)} classes, {data.pictures.nbytes / 1e6:.1f} MB"
    )


def strip(pictures: Sequence[Pixels], alt: str, gap: int = 1) -> str:
    """Pictures C×H×W, all of one size, beside each other, as an <img> with its own PNG."""
    if not pictures:
        return ""
    height, width = pictures[0].shape[1:]
    across = len(pictures) * (width + gap) - gap
    scale = max(1, min(_TALLEST // height, 40 // height + 1))
    return (
        f'<img src="data:image/png;base64,{png(pictures, gap)}" alt="{escape(alt, quote=True)}" '
        f'width="{across * scale}" style="{_PICTURE}">'
    )


def png(pictures: Sequence[Pixels], gap: int = 0) -> str:
    """Pictures C×H×W, all of one size, beside each other, as a PNG file in base64."""
    height, width = pictures[0].shape[1:]
    across = len(pictures) * (width + gap) - gap
    row = np.zeros((height, across, 4), np.uint8)  # between them it is transparent
    for number, picture in enumerate(pictures):
        place = row[:, number * (width + gap) :][:, :width]
        place[..., :3] = picture.transpose(1, 2, 0)  # grey goes into all three
        place[..., 3] = 255
    file = io.BytesIO()
    Image.fromarray(row).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
