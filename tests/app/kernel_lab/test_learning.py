"""The demonstration of learning: what it shows, and what it says came of it."""

import json

import numpy as np
import pytest

from app import pictures
from app.display import Scale, to_display
from app.display import Source as Head
from app.kernel_lab import learning, state
from app.pictures import Source
from engine import filters
from engine.images.summary import summarise
from tests.app.lab_app import opened, unfold

SOBEL = tuple(map(tuple, filters.get("sobel_x").tolist()))


def source(pixels: np.ndarray, name: str) -> Source:
    shown = to_display(pixels, Scale("picture", 0.0, 255.0))
    return Source(name, pixels, Head(name, name, pixels.shape, shown, summarise(pixels)))


def content(frame: bytes) -> dict:
    return json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")])


def test_every_kept_step_has_its_kernel_its_response_and_its_error() -> None:
    frame = content(learning.payload(pictures.source("camera", "grey"), SOBEL, 0))
    assert len(frame["kernels"]) == len(frame["steps"]) == len(frame["stages"]) - 1
    assert len(frame["errors"]) == 1001
    assert frame["errors"][-1] < 0.02 * frame["errors"][0]
    assert "has been recovered" in frame["verdict"]


def test_another_start_is_another_frame() -> None:
    picture = pictures.source("camera", "colour")
    first, again, other = (content(learning.payload(picture, SOBEL, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first["frame"] != other["frame"]


def test_what_came_of_it_is_said() -> None:
    edge = np.repeat(np.uint8([[10, 10, 10, 0, 0, 0]]), 6, axis=0)
    prewitt = tuple(map(tuple, filters.get("prewitt_x").tolist()))
    verdict = content(learning.payload(source(edge, "edge"), prewitt, 0))["verdict"]
    assert "a different kernel: this picture cannot tell the two apart" in verdict
    smooth = np.add.outer(np.arange(90), np.arange(90)).astype(np.uint8)
    wide = tuple(map(tuple, np.random.default_rng(0).normal(size=(7, 7)).tolist()))
    verdict = content(learning.payload(source(smooth, "smooth"), wide, 0))["verdict"]
    assert "cannot tell" in verdict or "still converging" in verdict


@pytest.mark.parametrize(
    ("size", "sentence"), [((8, 7), "at most 49 weights"), ((7, 7), "larger than 5×6 pixels")]
)
def test_a_kernel_too_large_is_reported(size: tuple[int, int], sentence: str) -> None:
    kernel = ((1.0,) * size[1],) * size[0]
    with pytest.raises(ValueError, match=sentence):
        learning.payload(source(np.zeros((5, 6), np.uint8), "small"), kernel, 0)


def test_it_opens_and_starts_anew() -> None:
    app = opened()
    assert all(button.label != "New random start" for button in app.button)
    unfold(app, state.LEARNING)
    assert not app.exception
    button = next(button for button in app.button if button.label == "New random start")
    button.click().run()
    assert app.session_state[state.learning_seed.key] == 1
    assert not app.exception


def test_a_large_kernel_gets_a_sentence() -> None:
    app = opened({"kernel": "box-9"})
    unfold(app, state.LEARNING)
    assert not app.exception
    assert any("at most 49 weights" in error.value for error in app.error)
