"""The learner's own picture: kept where no link can carry it, refused in words."""

import gc
import io
from dataclasses import dataclass

import numpy as np
import pytest
import streamlit
from PIL import Image

from app import own_picture, pictures, raw_pixels
from app.memory import Budget
from app.pictures import OWN
from app.state.schema import Schema, choice
from app.state.store import PageStore
from engine.images import gallery
from tests.app.session import Session


@dataclass(frozen=True)
class Shown(Schema):
    """A page with a picture and nothing else."""

    picture: str = choice(gallery.names(), default="astronaut")


STORE = PageStore("shown", Shown, own_picture.arrive)


class File(io.BytesIO):
    """A file that the browser sent."""

    name = "mine.png"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    new = Session()
    monkeypatch.setattr(streamlit, "session_state", new)
    STORE.begin(Shown())
    return new


def give(session: Session, content: bytes | None) -> None:
    session["shown-upload"] = None if content is None else File(content)
    own_picture._take(STORE, "shown-upload")


def png(side: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.zeros((side, side, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_a_file_is_shown_and_one_that_is_no_picture_leaves_it_there(session: Session) -> None:
    assert not pictures.has_own()
    give(session, png(3))
    assert STORE.current() == Shown(OWN)
    assert pictures.names()[0] == OWN
    give(session, b"no picture")
    assert str(STORE.refused(own_picture.NAME)).startswith("mine.png is not a PNG")
    given = pictures.own.get()
    assert given is not None
    assert given.decoded().pixels.shape == (3, 3, 3)
    give(session, None)
    assert STORE.refused(own_picture.NAME) is None
    assert STORE.current() == Shown(OWN)


def test_it_is_kept_where_a_link_says_nothing_of_a_picture(session: Session) -> None:
    assert own_picture.arrive(Shown(), set(), Shown(OWN)) == Shown()  # there is none
    give(session, png(3))
    assert own_picture.arrive(Shown(), set(), Shown(OWN)) == Shown(OWN)
    assert own_picture.arrive(Shown(), set(), None) == Shown(OWN)
    assert own_picture.arrive(Shown(), set(), Shown("coffee")) == Shown()
    assert own_picture.arrive(Shown("coffee"), {"picture"}, Shown(OWN)) == Shown("coffee")


def test_what_is_no_longer_ready_is_decoded_again_also_for_the_lens(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_ready", Budget(1))
    give(session, png(5))
    first = pictures.source(OWN, "grey")
    name = first.head.name
    for gallery_picture in ("camera", "coffee"):
        pictures.source(gallery_picture, "grey")
    again = pictures.source(OWN, "grey")
    assert again is not first
    np.testing.assert_array_equal(again.pixels, first.pixels)
    found = raw_pixels.find(name)
    assert found is not None
    np.testing.assert_array_equal(found, first.pixels)
    assert again.head.name == name


def test_the_lens_finds_nothing_of_a_session_that_is_gone(session: Session) -> None:
    give(session, png(7))
    name = pictures.source(OWN, "grey").head.name
    assert raw_pixels.find(name) is not None
    session.clear()
    gc.collect()
    assert raw_pixels.find(name) is None
