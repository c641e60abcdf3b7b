"""The picture of a browser session: from the gallery, from a file or from the camera."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import raw_pixels
from app.display import Scale, to_display
from app.display import Source as Head
from app.state.schema import Pair
from app.state.session import SessionValue
from engine.explain import translation
from engine.images import gallery, pictures
from engine.images.summary import summarise

FILE_TYPES = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff")
"""Endings of the files that can be opened."""

OWN = "own"
"""Name of the learner's own picture among those of the gallery."""

own = SessionValue[pictures.Picture | None]("own picture", lambda: None)
"""The learner's picture, of all pages."""


@dataclass(frozen=True)
class Source:
    """The pixels that go through the chain, and the head of the row that shows them."""

    title: str
    pixels: NDArray[np.uint8]
    head: Head


def has_own() -> bool:
    """Tell whether the learner has given a picture."""
    return own.get() is not None


def names() -> Sequence[str]:
    """Pictures to choose from: the learner's own first, where there is one.

    A schema takes those of the gallery alone: no link carries the learner's own.
    """
    return [OWN, *gallery.names()] if has_own() else gallery.names()


def title(name: str) -> str:
    """Return the picture's title in the menu."""
    return "Your picture" if name == OWN else gallery.describe(name).title


def about(name: str) -> str:
    """Where a picture of the gallery comes from; what was done to the learner's own."""
    if name == OWN:
        return " ".join(_own().notes)
    described = gallery.describe(name)
    return f"Picture: {described.credit} ({described.licence})"


def source(name: str, colour: str, shift: Pair = (0, 0)) -> Source:
    """Load a picture, in colour, in grey, or one channel of it, shifted by (down, right)."""
    if name == OWN:
        given = _own()
        return _own_source(given.digest, colour, shift, given)
    return _gallery_source(name, colour, shift)


def _own() -> pictures.Picture:
    given = own.get()
    assert given is not None
    return given


@st.cache_resource(max_entries=64, show_spinner=False)
def _gallery_source(name: str, colour: str, shift: Pair) -> Source:
    return _source(gallery.load(name), title(name), colour, shift)


@st.cache_resource(max_entries=2, scope="session", show_spinner=False)
def _own_source(digest: str, colour: str, shift: Pair, _picture: pictures.Picture) -> Source:
    del digest  # the cache's key: an array of this size would be hashed by a sample
    return _source(_picture, title(OWN), colour, shift)


def _source(picture: pictures.Picture, name: str, colour: str, shift: Pair) -> Source:
    match colour:
        case "colour":
            pixels = picture.pixels
        case "grey":
            pixels = pictures.to_grey(picture.pixels)
        case "red" | "green" | "blue":
            pixels = pictures.channel(picture.pixels, colour)
        case _:
            raise ValueError(f"there is no channel {colour!r}")
    moved = ""
    if shift != (0, 0):
        pixels, moved = translation.shifted(pixels, shift), " shifted {} {}".format(*shift)
    shown = to_display(pixels, Scale("picture", 0.0, 255.0))
    head = Head(name, f"{picture.digest} {colour}{moved}", pixels.shape, shown, summarise(pixels))
    made = Source(name, pixels, head)
    raw_pixels.offer(head.name, made)
    return made
