"""The Kernel lab through the entry of the app: what each control does to numbers and address."""

import io
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import own_picture, pictures
from app.kernel_lab import actions, downloads, state
from app.kernel_lab.schema import LabState
from app.state import link
from engine import filters
from engine.images import gallery
from tests.app.lab_app import act, choose, header, last_run, opened, sentences, sizes, slide, unfold
from tests.app.session import control, shown


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
    choose(app, "padding", "valid")
    slide(app, stride=(3, 3))
    assert not app.exception
    assert sizes(app)["convolution"] == "170 × 170"
    assert app.query_params["stride"] == "3"
    assert app.query_params["padding"] == "valid"
    fit = header(app)["fit"]
    assert fit["rows"]["leftover"] == 2
    assert "2 rows at the bottom" in fit["sentence"]


def test_vertical_and_horizontal_apart() -> None:
    app = opened()
    choose(app, "separate", True)
    assert app.query_params["separate"] == "yes"
    slide(app, stride=(1, 4))
    assert not app.exception
    assert sizes(app)["convolution"] == "128 × 512"
    assert dict(app.query_params) == {"stride": "1_4"}


def test_every_filter_of_the_bank_can_be_shown() -> None:
    app = opened()
    for name in filters.names():
        choose(app, "filter", name)
        weights = shown(app, state.store).weights
        np.testing.assert_allclose(weights, filters.get(name), atol=5.1e-5)


def filter_menu(app: AppTest) -> Any:
    return control(app.selectbox, state.store, "filter")


def test_a_filter_is_made_from_numbers_that_its_controls_choose() -> None:
    app = opened()
    assert not control(app.toggle, state.store, "flip").value
    choose(app, "filter", "gaussian-")
    assert app.query_params["kernel"] == "gaussian-1.5"
    np.testing.assert_array_equal(shown(app, state.store).weights, filters.gaussian(11, 1.5))
    choose(app, "size follows", False)
    assert app.query_params["kernel"] == "gaussian-1.5-11"
    assert filter_menu(app).value == "gaussian-"
    choose(app, "size follows", True)
    assert app.query_params["kernel"] == "gaussian-1.5"
    choose(app, "filter", "box-")
    assert app.query_params["kernel"] == "box-7"
    assert shown(app, state.store).texts == (("1/49",) * 7,) * 7
    choose(app, "filter", "sharpen")
    assert not any(toggle.label.startswith("Size follows") for toggle in app.toggle)


def test_what_a_small_size_cuts_off_is_said() -> None:
    def said(kernel: str) -> str:
        app = opened({"kernel": kernel})
        return next(text.value for text in app.caption if "weights sum" in text.value)

    assert "31×31" in said("gaussian-5")
    assert "cut off" not in said("gaussian-2")


def test_a_shifted_picture_and_what_moves_along() -> None:
    app = opened()
    before = header(app)
    slide(app, shift=(0, 3))
    assert not app.exception
    assert app.query_params["shift"] == "0_3"
    told = [text.value for text in app.markdown]
    assert any("shifts by 3 cells right, every value unchanged" in text for text in told)
    assert any("1½ cells right" in text for text in told)
    source = pictures.source("astronaut", "grey", (0, 3))
    plain = pictures.source("astronaut", "grey")
    np.testing.assert_array_equal(source.pixels, np.roll(plain.pixels, 3, axis=1))
    assert header(app)["lens"]["url"] != before["lens"]["url"]
    slide(app, shift=(0, 0))
    assert header(app)["lens"]["url"] == before["lens"]["url"]
    assert "shift" not in app.query_params


def test_every_gallery_picture_and_colour_can_be_shown() -> None:
    app = opened()
    for name in gallery.names():
        choose(app, "picture", name)
    choose(app, "picture", gallery.names()[0])
    for colour in ("colour", "red", "green", "blue", "grey"):
        choose(app, "colour", colour)
        depth = sizes(app)["picture"].count("×")
        assert depth == (2 if colour == "colour" else 1)


def test_a_kernel_larger_than_the_picture_is_a_sentence_and_the_pictures_stay() -> None:
    app = opened({"picture": "step_edge", "padding": "valid"})
    before = sizes(app)
    slide(app, dilation=(8, 8))
    assert not app.exception
    assert len(sentences(app)) == 1
    assert "larger than the padded input" in sentences(app)[0]
    assert sizes(app) == before
    slide(app, dilation=(1, 1))
    assert sentences(app) == []


def test_a_link_with_a_kernel_too_large_shows_the_picture_and_a_sentence() -> None:
    app = opened({"picture": "step_edge", "padding": "valid", "kernel": "~".join(["1"] * 15)})
    assert not app.exception
    assert len(sentences(app)) == 1
    assert list(sizes(app)) == ["picture"]


def test_a_link_of_nonsense_is_reported_and_the_page_stands() -> None:
    app = opened({"stride": "99", "kernel": "[x](http://example.org)", "oops": "<b>"})
    assert not app.exception
    assert len(app.warning) == 3
    assert all("](" not in warning.value.replace("\\]\\(", "") for warning in app.warning)
    assert sizes(app)["convolution"] == "512 × 512"


def test_pooling_larger_than_the_map_is_reported_and_the_stages_before_it_stand() -> None:
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
    unfold(app, own_picture.NAME)
    app.file_uploader(key="kernel-lab-upload").set_value(
        ("mine.png", png(np.full((9, 14, 3), 200, np.uint8)), "image/png")
    ).run()
    assert not app.exception
    assert sizes(app)["picture"] == "14 × 9"
    assert shown(app, state.store).picture == pictures.OWN
    app.file_uploader(key="kernel-lab-upload").set_value(
        ("bad.png", b"no picture", "image/png")
    ).run()
    assert not app.exception
    assert len(sentences(app)) == 1
    assert sizes(app)["picture"] == "14 × 9"


def test_the_code_is_shown_when_it_is_asked_for() -> None:
    app = opened()
    assert len(app.code) == 0
    unfold(app, state.CODE)
    assert "correlate2d" in app.code[0].value
    assert "F.conv2d" in app.code[1].value


def test_no_code_is_shown_of_a_kernel_that_does_not_fit() -> None:
    large = LabState(picture="step_edge", padding="valid", dilation=(8, 8))
    app = opened(link.write(large))
    unfold(app, state.CODE)
    assert len(app.code) == 0
    said = [one.value.replace("\\", "") for one in app.markdown]
    assert said.count("The program appears when the kernel fits.") == 2


@pytest.mark.parametrize("stage", ["picture", "convolution", "activation", "pooling"])
def test_a_stage_can_be_downloaded(stage: str) -> None:
    app = opened({"kernel": "sharpen"})
    unfold(app, state.SAVING)
    next(menu for menu in app.selectbox if menu.label == "Stage").set_value(stage).run()
    assert not app.exception
    source = pictures.source("astronaut", "grey")
    chosen = state.settings_of(LabState(kernel="sharpen"))
    values = np.load(io.BytesIO(downloads.npy(source, chosen, "auto", stage)))
    shown = np.asarray(Image.open(io.BytesIO(downloads.png(source, chosen, "auto", stage))))
    assert shown.shape == values.shape
    np.testing.assert_array_equal(shown, np.clip(np.rint(values), 0, 255))


def test_the_link_that_ten_acts_have_written_opens_the_same_pictures() -> None:
    app = opened()
    acts = [
        partial(choose, name="picture", value="coffee"),
        partial(choose, name="colour", value="colour"),
        partial(choose, name="filter", value="log-"),
        partial(choose, name="size follows", value=False),
        lambda app: act(app, lambda now: actions.edit_kernel(now, (("1/3", "-1"), ("½", ".2")))),
        partial(choose, name="padding", value="number"),
        partial(choose, name="separate", value=True),
        lambda app: slide(app, stride=(2, 3), padding=(4, 0), shift=(-2, 5)),
        partial(choose, name="mode", value="wrap"),
        partial(choose, name="pooling", value="average"),
    ]
    links: list[dict[str, str]] = [{}]
    for step in acts:
        step(app)
        written = dict(app.query_params)
        assert written not in links  # each is an entry of the browser's history
        links.append(written)
        again, complaints = link.read(LabState, written)
        assert complaints == ()
        assert again == replace(shown(app, state.store), last_padding=LabState.last_padding)
    fresh = opened(links[-1])
    assert dict(fresh.query_params) == links[-1]
    assert last_run(fresh).frame == last_run(app).frame
