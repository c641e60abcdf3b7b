"""What the networks say of a picture of the learner's own: drawn, or a photograph."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.training.evaluation import class_probabilities
from app.training.run import Run
from engine.datasets import DataSet, as_input, fit_picture, shifted

MOST_SIDE = 128  # of what the browser sends
REACH = 2
"""A shifted copy is moved by up to so many pixels down, up, right and left."""
_INK = 64  # brighter pixels are strokes
_SAMPLED = 200  # pictures of the data set, to see how they are drawn
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class PredictionRequest:
    """A square picture, side×side×3, and by how many pixels it is moved (down, right).

    `drawn`: strokes, white on black, which are brought to the size and place that the digits of
    the data set have.
    """

    pixels: Pixels
    drawn: bool
    move: tuple[int, int]


def read(request: object) -> PredictionRequest:
    """Read what the browser asks for; ValueError where it makes no sense."""
    match request:
        case {"pixels": str(text), "side": int(side), "drawn": bool(drawn), "move": [dy, dx]}:
            pass
        case _:
            raise ValueError("no picture")
    if not (1 <= side <= MOST_SIDE and all(type(n) is int and abs(n) <= REACH for n in (dy, dx))):
        raise ValueError("no picture of this size")
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no picture") from None
    if len(raw) != side * side * 3:
        raise ValueError("no picture of this size")
    return PredictionRequest(np.frombuffer(raw, np.uint8).reshape(side, side, 3), drawn, (dy, dx))


def answer(runs: Sequence[Run], request: PredictionRequest) -> dict[str, Any]:
    """Return the picture as the network sees it, and the predictions of each run.

    There is one for the picture, and one for each copy that is moved by up to `REACH` pixels.
    """
    data = runs[0].data.train
    shape = data.shape
    picture = _prepared(request, data)
    if picture is None:
        return {"picture": None, "runs": []}
    moves = [
        [down, right]
        for down in range(-REACH, REACH + 1)
        for right in range(-REACH, REACH + 1)
    ]  # fmt: skip
    copies = shifted(np.repeat(picture[None], len(moves), axis=0), moves)
    chosen = moves.index(list(request.move))
    found = []
    for run in runs:
        with run.lock, np.errstate(all="ignore"):
            network = run.network
            probabilities = class_probabilities(
                network.trace(as_input(copies), layers=network.scoring_layers).output
            )
        predicted = probabilities.argmax(axis=1)
        found.append(
            {
                "title": run.title,
                "probabilities": [round(float(share), 4) for share in probabilities[chosen]],
                "shifts": [
                    [int(label), round(float(row[label]), 4)]
                    for label, row in zip(predicted, probabilities, strict=True)
                ],
            }
        )
    shown = np.moveaxis(copies[chosen], 0, 2)
    return {
        "picture": base64.b64encode(np.ascontiguousarray(shown).tobytes()).decode(),
        "shape": shape,
        "classes": runs[0].data.train.classes,
        "runs": found,
    }


def _prepared(request: PredictionRequest, data: DataSet) -> Pixels | None:
    """C×H×W; None where nothing was drawn."""
    shape = data.shape
    if not request.drawn:
        return fit_picture(request.pixels, shape)
    strokes = request.pixels[:, :, 0]
    box = _ink(strokes)
    if box is None:
        return None
    # Each pixel is the mean of what it covers, which is how the digits of 8×8 were made.
    fitted = Image.fromarray(_centred(strokes[box], _filled(data))).resize(
        shape[:0:-1], Image.Resampling.BOX
    )
    return np.broadcast_to(np.asarray(fitted), shape)


def _ink(strokes: Pixels) -> tuple[slice, slice] | None:
    """Return the box around what was drawn."""
    rows, columns = (np.flatnonzero((strokes > _INK).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _filled(data: DataSet) -> float:
    """Return the share of a picture's side that its strokes reach over.

    It is 1 in the digits of 8×8, and less in MNIST, which leaves a margin.
    """
    some = data.pictures[:_SAMPLED].max(axis=1) > _INK
    sides = [some.any(axis=axis).sum(axis=1) / some.shape[axis] for axis in (1, 2)]
    return float(np.median(np.maximum(*sides))) or 1.0


def _centred(strokes: Pixels, filled: float) -> Pixels:
    """Return a square with the strokes in its middle, over the share `filled` of its side."""
    height, width = strokes.shape
    side = round(max(height, width) / filled)
    top, left = (side - height) // 2, (side - width) // 2
    square = np.zeros((side, side), np.uint8)
    square[top : top + height, left : left + width] = strokes
    return square
