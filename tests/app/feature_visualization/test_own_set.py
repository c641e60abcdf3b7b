"""The learner's own set of pictures: several files, a ZIP, classes of the Training page."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.feature_visualization import own_set
from app.feature_visualization.schema import MINE
from app.feature_visualization.state import store
from app.training_data import folders
from engine.datasets import from_classes
from tests.app.lab_app import opened_page
from tests.app.session import control, shown

UPLOADER = "feature-visualization-set"


def png(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 50, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.png", data)
    return made.getvalue()


@pytest.fixture
def app() -> AppTest:
    """The page with the search in the learner's set, whose uploader is open."""
    made = opened_page("feature_visualization", {})
    control(made.get("button_group"), store, "among").set_value(MINE).run()
    made.session_state["feature-visualization-own-set"] = True
    return made.run()


def test_without_pictures_the_page_says_what_to_do_and_the_link_says_nothing(app: AppTest) -> None:
    assert not app.exception
    assert "Add pictures to your set" in " ".join(one.value for one in app.info)
    assert shown(app, store).among == MINE
    assert "among" not in app.query_params


def test_files_and_those_of_a_zip_are_searched(app: AppTest) -> None:
    files = [
        ("one.png", png(1), "image/png"),
        ("more.zip", zipped(two=png(2), three=png(3), notes=b"text"), "application/zip"),
        ("broken.png", b"\x89PNG\r\n\x1a\nnothing", "image/png"),
    ]
    app.file_uploader(key=UPLOADER).set_value(files).run()
    app.run()
    assert not app.exception
    said = " ".join(one.value for one in (*app.markdown, *app.info)).replace("\\", "")
    assert "Of 3 pictures and parts of pictures" in said
    assert "3 pictures are in your set." in said
    assert "broken.png is damaged" in said


def test_a_damaged_zip_leaves_what_was_there(app: AppTest) -> None:
    app.file_uploader(key=UPLOADER).set_value([("one.png", png(1), "image/png")]).run()
    app.file_uploader(key=UPLOADER).set_value([("a.zip", b"PK no", "application/zip")]).run()
    assert not app.exception
    assert "a.zip is damaged" in " ".join(one.value for one in app.info).replace("\\", "")
    assert len(app.session_state[own_set.KEY]) == 1


def test_class_folders_given_on_training_are_searched_too_unless_they_are_left_out(
    app: AppTest,
) -> None:
    shades = np.arange(12, dtype=np.uint8)[:, None, None, None] * np.ones((1, 1, 20, 20), np.uint8)
    data = from_classes("two.zip", {"dark": list(shades[:6]), "light": list(20 * shades[6:])})
    app.session_state[folders.KEY] = data
    app.run()
    assert not app.exception
    assert "Of 12 pictures and parts of pictures" in " ".join(one.value for one in app.markdown)
    box = control(app.checkbox, store, "own-set-folders")
    assert box.label.replace("\\", "") == "Also two.zip from Training: 12 pictures"
    box.uncheck().run()
    assert not app.exception
    assert "Add pictures to your set" in " ".join(one.value for one in app.info)
    assert not control(app.checkbox, store, "own-set-folders").value
