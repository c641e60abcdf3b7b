"""The Kernel lab through the entry of the app: what each control does to numbers and address."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import pictures
from app.kernel_lab import downloads, link, made_filter, state
from engine import filters
from engine.images import gallery
from tests.app.lab_app import header, opened, sentences, sizes, slide


def test_the_first_visit_shows_a_finished_pipeline() -> None:
    app = opened()
    assert not app.exception
    assert sentences(app) == []
    assert sizes(app) == {
        "picture": "512 × 512",
        "convolution": "512 × 512",
        "activation": "512 × 512",
        "pooling": "256 × 256",
    }
    assert header(app)["fit"]["lines"] == ["(W − F + 2P)/S + 1 = (512 − 3 + 2·1)/1 + 1 = 512"]


def test_stride_and_padding_change_the_size_and_the_address() -> None:
    app = opened()
    app.segmented_control(key="padding").set_value("valid").run()
    slide(app, "stride", 3)
    assert not app.exception
    assert sizes(app)["convolution"] == "170 × 170"
    assert app.query_params["stride"] == "3"
    assert app.query_params["padding"] == "valid"
    fit = header(app)["fit"]
    assert fit["rows"]["leftover"] == 2
    assert "2 rows at the bottom" in fit["sentence"]


def test_vertical_and_horizontal_apart() -> None:
    app = opened()
    app.toggle(key="apart").set_value(True).run()
    slide(app, "stride_across", 4)
    assert not app.exception
    assert sizes(app)["convolution"] == "128 × 512"
    assert app.query_params["stride"] == "1_4"


def test_every_filter_of_the_bank_can_be_shown() -> None:
    app = opened()
    for name in filters.names():
        filter_menu(app).set_value(name).run()
        assert not app.exception
        np.testing.assert_allclose(app.session_state.weights, filters.get(name), atol=5.1e-5)
        assert app.session_state.problems == ()


def filter_menu(app: AppTest) -> Any:
    return next(menu for menu in app.selectbox if menu.label == "Filter")


def test_a_filter_is_made_from_numbers_that_its_controls_choose() -> None:
    app = opened()
    assert not app.toggle(key="flip").value
    filter_menu(app).set_value("gaussian-").run()
    assert not app.exception
    assert app.query_params["kernel"] == "gaussian-1.5"
    np.testing.assert_array_equal(app.session_state.weights, filters.gaussian(11, 1.5))
    app.toggle(key=made_filter.FOLLOWS).set_value(False).run()
    assert app.query_params["kernel"] == "gaussian-1.5-11"
    assert filter_menu(app).value == "gaussian-"
    app.toggle(key=made_filter.FOLLOWS).set_value(True).run()
    assert app.query_params["kernel"] == "gaussian-1.5"
    filter_menu(app).set_value("box-").run()
    assert app.query_params["kernel"] == "box-7"
    assert app.session_state.texts == (("1/49",) * 7,) * 7
    filter_menu(app).set_value("sharpen").run()
    assert not app.exception
    assert all(toggle.key != made_filter.FOLLOWS for toggle in app.toggle)


def test_what_a_small_size_cuts_off_is_said() -> None:
    def said(kernel: str) -> str:
        app = opened({"kernel": kernel})
        return next(text.value for text in app.caption if "weights sum" in text.value)

    assert "31×31" in said("gaussian-5")
    assert "cut off" not in said("gaussian-2")


def test_a_shifted_picture_and_what_moves_along() -> None:
    app = opened()
    before = header(app)
    slide(app, "shift_across", 3)
    assert not app.exception
    assert app.query_params["shift"] == "0_3"
    told = [text.value for text in app.markdown]
    assert any("shifts by 3 cells right, every value unchanged" in text for text in told)
    assert any("1½ cells right" in text for text in told)
    source = pictures.source("astronaut", "grey", (0, 3))
    plain = pictures.source("astronaut", "grey")
    np.testing.assert_array_equal(source.pixels, np.roll(plain.pixels, 3, axis=1))
    assert header(app)["lens"]["url"] != before["lens"]["url"]
    slide(app, "shift_across", 0)
    assert header(app)["lens"]["url"] == before["lens"]["url"]
    assert "shift" not in app.query_params


def test_every_gallery_picture_and_colour_can_be_shown() -> None:
    app = opened()
    for name in gallery.names():
        app.selectbox(key="picture").set_value(name).run()
        assert not app.exception
    app.selectbox(key="picture").set_value(gallery.names()[0]).run()
    for colour in ("colour", "red", "green", "blue", "grey"):
        app.session_state.colour = colour
        app.run()
        assert not app.exception
        depth = sizes(app)["picture"].count("×")
        assert depth == (2 if colour == "colour" else 1)


def test_a_kernel_larger_than_the_picture_is_a_sentence_and_the_pictures_stay() -> None:
    app = opened({"picture": "step_edge", "padding": "valid"})
    before = sizes(app)
    slide(app, "dilation", 8)
    assert not app.exception
    assert len(sentences(app)) == 1
    assert "larger than the padded input" in sentences(app)[0]
    assert sizes(app) == before
    slide(app, "dilation", 1)
    assert sentences(app) == []


def test_a_link_with_a_kernel_too_large_shows_the_picture_and_a_sentence() -> None:
    app = opened({"picture": "step_edge", "padding": "valid", "kernel": "~".join(["1"] * 15)})
    assert not app.exception
    assert len(sentences(app)) == 1
    assert list(sizes(app)) == ["picture"]


def test_a_link_of_nonsense_is_told_and_the_page_stands() -> None:
    app = opened({"stride": "99", "kernel": "[x](http://example.org)", "oops": "<b>"})
    assert not app.exception
    assert len(app.warning) == 3
    assert all("](" not in warning.value.replace("\\]\\(", "") for warning in app.warning)
    assert sizes(app)["convolution"] == "512 × 512"


def test_pooling_larger_than_the_map_is_told_and_the_stages_before_it_stand() -> None:
    app = opened({"picture": "step_edge", "padding": "valid", "pool_size": "8"})
    assert not app.exception
    assert list(sizes(app)) == ["picture", "convolution", "activation"]
    assert len(sentences(app)) == 1


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_an_upload_is_shown_and_a_broken_one_leaves_it_there() -> None:
    app = opened()
    app.session_state.own = True
    app.run()
    app.file_uploader(key="upload").set_value(
        ("mine.png", png(np.full((9, 14, 3), 200, np.uint8)), "image/png")
    ).run()
    assert not app.exception
    assert sizes(app)["picture"] == "14 × 9"
    assert app.session_state.picture == pictures.OWN
    app.file_uploader(key="upload").set_value(("bad.png", b"no picture", "image/png")).run()
    assert not app.exception
    assert len(sentences(app)) == 1
    assert sizes(app)["picture"] == "14 × 9"


def test_the_code_is_shown_when_it_is_asked_for() -> None:
    app = opened()
    assert len(app.code) == 0
    app.session_state.code = True
    app.run()
    assert not app.exception
    assert "correlate2d" in app.code[0].value
    assert "F.conv2d" in app.code[1].value


@pytest.mark.parametrize("stage", ["picture", "convolution", "activation", "pooling"])
def test_a_stage_can_be_downloaded(stage: str) -> None:
    app = opened({"kernel": "sharpen"})
    app.session_state.saving = True
    app.run()
    app.selectbox(key="stage").set_value(stage).run()
    assert not app.exception
    source = pictures.source("astronaut", "grey")
    chosen = state.settings_of(link.LabState(kernel="sharpen"))
    values = np.load(io.BytesIO(downloads.npy(source, chosen, "auto", stage)))
    shown = np.asarray(Image.open(io.BytesIO(downloads.png(source, chosen, "auto", stage))))
    assert shown.shape == values.shape
    np.testing.assert_array_equal(shown, np.clip(np.rint(values), 0, 255))
