"""A drawing or a photograph as the network sees it, and what becomes of a shifted copy."""

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.training import predict
from engine.datasets import Split, fit_picture
from tests.app.training.bars import bars
from tests.app.training.test_run import finish, new_run


def asked(pixels: np.ndarray, drawn: bool = False, move: tuple[int, int] = (0, 0)) -> dict:
    text = base64.b64encode(pixels.astype(np.uint8).tobytes()).decode()
    return {"pixels": text, "side": len(pixels), "drawn": drawn, "move": list(move)}


def seen(answer: dict[str, Any]) -> np.ndarray:
    channels, height, width = answer["shape"]
    flat = np.frombuffer(base64.b64decode(answer["picture"]), np.uint8)
    return np.moveaxis(flat.reshape(height, width, channels), 2, 0)


def grey(values: np.ndarray) -> np.ndarray:
    return np.repeat(values[:, :, None], 3, axis=2)


def test_a_photograph_is_fitted_to_the_data_set():
    pixels = np.random.default_rng(1).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    answer = predict.answer([new_run()], predict.read(asked(pixels)))
    np.testing.assert_array_equal(seen(answer), fit_picture(pixels, (1, 8, 8)))


def test_strokes_are_averaged_as_the_digits_of_the_data_set_were():
    strokes = np.random.default_rng(2).integers(100, 256, (32, 32))
    answer = predict.answer([new_run()], predict.read(asked(grey(strokes), drawn=True)))
    blocks = strokes.reshape(8, 4, 8, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(seen(answer)[0], blocks, atol=1)  # rounded twice


def test_a_drawing_is_brought_to_the_middle_whatever_its_place_and_size():
    pictures = []
    for top, left, side in ((10, 50, 16), (40, 5, 32)):
        values = np.zeros((96, 96))
        values[top : top + side, left + side // 4 : left + side // 2] = 255
        answer = predict.answer([new_run()], predict.read(asked(grey(values), drawn=True)))
        pictures.append(seen(answer)[0])
    np.testing.assert_array_equal(*pictures)
    assert pictures[0][:, 3].min() == 255
    assert pictures[0][:, [0, 1, 6, 7]].max() == 0


def test_a_drawing_gets_the_margin_of_the_data_set():
    data = bars(side=16)
    pictures = np.zeros_like(data.train.pictures)
    pictures[:, :, 4:12, 4:12] = data.train.pictures[:, :, 4:12, 4:12] | 200
    inner = Split(replace(data.train, pictures=pictures), data.held_out)
    strokes = np.full((60, 60), 255)
    answer = predict.answer([new_run(inner)], predict.read(asked(grey(strokes), drawn=True)))
    np.testing.assert_array_equal(seen(answer)[0] > 0, np.pad(np.ones((8, 8), bool), 4))


def test_standing_and_lying_bars_are_reported_apart_and_moved():
    run = new_run()
    run.epochs(6)
    finish(run)
    for label in (0, 1):
        values = np.zeros((64, 64))
        bar = values[:, 24:32] if label else values[24:32]
        bar += 255
        answers = [
            predict.answer([run, run], predict.read(asked(grey(values), move=move)))
            for move in ((0, 0), (1, 2))
        ]
        predicted = [int(np.argmax(run["probabilities"])) for run in answers[0]["runs"]]
        assert predicted == [label, label]
        assert sum(answers[0]["runs"][0]["probabilities"]) == pytest.approx(1, abs=1e-3)
        row, column = (seen(answers[1])[0].sum(axis=axis).argmax() for axis in (1, 0))
        assert (column == 5) if label else (row == 4)
        # Of the moved copies, the one in the middle is the picture itself.
        here = answers[0]["runs"][0]["shifts"][12]
        assert here == [label, answers[0]["runs"][0]["probabilities"][label]]


def test_nothing_drawn_is_no_picture():
    answer = predict.answer([new_run()], predict.read(asked(np.zeros((16, 16, 3)), drawn=True)))
    assert answer == {"picture": None, "runs": []}


@pytest.mark.parametrize(
    "change",
    [
        {"pixels": "<script>"},
        {"pixels": "AAAA"},
        {"side": 10**9},
        {"side": True},
        {"drawn": 1},
        {"move": [0, 9]},
        {"move": [0.5, 0]},
        {"move": "x"},
    ],
)
def test_what_is_no_picture_is_refused(change):
    with pytest.raises(ValueError, match="no picture"):
        predict.read(asked(np.zeros((8, 8, 3))) | change)
    with pytest.raises(ValueError, match="no picture"):
        predict.read(None)
