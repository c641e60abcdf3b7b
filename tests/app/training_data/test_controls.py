"""What a data set needs until it is there: choice, download, ZIP, and the contact sheet."""

import base64
import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.training_data import NAMES, contact_sheet, title
from app.training_data.contact_sheet import sheet, strip
from app.training_data.folders import MOST_FILES
from engine import datasets
from engine.datasets import DataSet, DataSetError, catalogue, from_classes


def page(name: str) -> AppTest:
    """A page that shows what `name` needs, and the data set once it is there."""

    def script(name: str) -> None:
        import streamlit as st

        from app import training_data

        data = training_data.controls(name)
        st.session_state.data = data
        if data is not None:
            training_data.contact_sheet(data)

    return AppTest.from_function(script, args=(name,), default_timeout=60)


def test_every_choice_has_a_title() -> None:
    assert NAMES == ("digits", "shapes", "mnist", "fashion_mnist", "cifar10", "zip", "own")
    assert len({title(name) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", ["digits", "shapes"])
def test_what_needs_nothing_is_there_at_once(name: str) -> None:
    app = page(name).run()
    assert not app.exception
    assert app.session_state.data is datasets.load(name)


@pytest.fixture
def not_here(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """MNIST as if it had never been downloaded; `answer` is what a download comes to."""
    place = SimpleNamespace(answer=None)

    def load(name: str, progress=lambda done, total: None) -> DataSet:
        progress(1, 2)
        if isinstance(place.answer, Exception):
            raise place.answer
        return place.answer

    monkeypatch.setattr(datasets, "is_ready", lambda name: False)
    monkeypatch.setattr(datasets, "load", load)
    return place


def test_a_download_waits_for_its_button_and_brings_the_data_set(not_here) -> None:
    not_here.answer = catalogue.load("digits")
    app = page("mnist").run()
    assert app.session_state.data is None
    (button,) = app.button
    assert button.label == "Download 12 MB (once)"
    button.click().run()
    assert not app.exception
    assert app.session_state.data is not_here.answer


def test_a_download_that_fails_is_a_sentence_and_can_be_tried_again(not_here) -> None:
    not_here.answer = DataSetError("No server: connect to the internet and try again.")
    app = page("mnist").run()
    app.button[0].click().run()
    assert not app.exception
    assert app.session_state.data is None
    (error,) = app.error
    assert "connect to the internet" in error.value
    other = page("fashion_mnist")
    other.session_state.data_problem = app.session_state.data_problem
    assert not other.run().error
    not_here.answer = catalogue.load("digits")
    app.button[0].click().run()
    assert app.session_state.data is not_here.answer
    assert not app.error


def test_a_damaged_cache_without_a_server_is_a_sentence(not_here, monkeypatch) -> None:
    monkeypatch.setattr(datasets, "is_ready", lambda name: True)
    not_here.answer = DataSetError("The file is damaged.")
    app = page("mnist").run()
    assert not app.exception
    assert "damaged" in app.error[0].value


def test_zip_and_own_classes_ask_for_pictures() -> None:
    for name in ("zip", "own"):
        app = page(name).run()
        assert not app.exception
        assert app.session_state.data is None
    assert "Add some pictures to each class" in app.info[0].value
    assert MOST_FILES == 5000


def test_notes_say_of_which_file_they_are_when_a_newer_one_is_refused() -> None:
    app = page("zip").run()
    square = np.zeros((3, 32, 32), np.uint8)
    classes, left_out = {"cat": [square] * 2, "dog": [square]}, "Left out: class without a picture"
    app.session_state.data_folders = from_classes("two.zip", classes, notes=[f"{left_out} (bird)."])
    app.session_state.data_folders_problem = "one.zip holds one class only."
    app.run()
    (error,), notes = app.error, [note.value.replace("\\", "") for note in app.info]
    assert error.value.startswith("one")
    assert notes[0] == f"two.zip: {left_out} (bird)."
    assert notes[1].startswith("two.zip: Class with one picture only: dog.")


def pictures_of(html: str) -> list[Image.Image]:
    found = re.findall(r"base64,([^\"]+)\"", html)
    return [Image.open(io.BytesIO(base64.b64decode(text))) for text in found]


def test_the_contact_sheet_shows_the_pictures_themselves() -> None:
    data = datasets.load("digits")
    html = sheet(data)
    shown = pictures_of(html)
    assert len(shown) == 10
    first = data.pictures[data.labels == 0][:8, 0]
    for number in range(8):
        pixels = np.asarray(shown[0])[:, 9 * number : 9 * number + 8]
        assert np.array_equal(pixels[..., 0], first[number])
        assert np.all(pixels[..., 3] == 255)
    assert 'alt="8 of the 178 pictures of class 0"' in html
    assert "1,797 pictures of 8×8 pixels, grey: 10 classes, 0.1 MB" in html
    assert "CC BY 4.0" in html


def test_names_are_text_and_many_classes_are_counted() -> None:
    square = np.zeros((3, 4, 4), np.uint8)
    names = ['<b>"x"</b>', *(f"c{number}" for number in range(24))]
    html = sheet(from_classes("<i>", {name: [square] * 2 for name in names}))
    assert "<b>&lt;b&gt;&quot;x&quot;" in html
    assert 'class &lt;b&gt;&quot;x&quot;&lt;/b&gt;"' in html
    assert "and 5 more classes" in html
    assert len(pictures_of(html)) == 20
    assert strip([], "nothing") == ""


@pytest.mark.parametrize(("count", "more"), [(20, None), (21, "and 1 more class")])
def test_as_many_classes_as_are_shown_leave_no_more(count: int, more: str | None) -> None:
    square = np.zeros((3, 4, 4), np.uint8)
    html = sheet(from_classes("Mine", {f"c{number}": [square] * 2 for number in range(count)}))
    assert len(pictures_of(html)) == 20
    assert more in html if more else " more class" not in html


def test_a_sheet_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.html", shown.append)
    data = datasets.shapes(10, 8)
    contact_sheet(data)
    contact_sheet(data)
    assert shown[0] is shown[1]
