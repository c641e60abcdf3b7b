"""The programs of "On a picture" and "The way back" compute what the page shows."""

from typing import Any

import numpy as np
import pytest

from app.pooling import view_snippets
from app.pooling.schema import PoolingState
from engine.explain.downsampling import compare
from engine.ops.transposed_convolution import conv_transpose2d
from tests.app.programs import run

STATES = [
    PoolingState(),
    PoolingState(right=-3, down=2, size=3, side=2, steps=3, crop=1, more=1),
]


def check_picture(state: PoolingState, names: dict[str, Any]) -> None:
    picture = names["picture"].astype(np.float32)
    shift = state.down, state.right
    moved = np.roll(picture, shift, axis=(0, 1))
    found = {one.way.name: one for one in compare(picture, moved, shift)}
    for title, name in zip(
        names["ways"], ("max", "average", "strided", "antialiased"), strict=True
    ):
        np.testing.assert_allclose(
            names["ways"][title](names["picture"]), found[name].values, atol=1e-3
        )
        assert names["shares"][title] == pytest.approx(found[name].same, abs=1e-9)


def check_back(state: PoolingState, names: dict[str, Any]) -> None:
    settings = [
        (state.size, state.side, state.steps, state.crop, state.more),
        (4, 3, 2, 0, 0),
        (4, 4, 2, 0, 0),
    ]
    for counts, (size, side, *how) in zip(names["shown"].values(), settings, strict=True):
        ones = np.ones((1, 1, size, size)), np.ones((1, 1, side, side))
        np.testing.assert_array_equal(counts, conv_transpose2d(*ones, None, *how)[0, 0])


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_numpys(state: PoolingState) -> None:
    check_picture(state, run(view_snippets.picture_numpy(state)))
    check_back(state, run(view_snippets.back_numpy(state)))


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_pytorchs(state: PoolingState) -> None:
    pytest.importorskip("torch")
    check_picture(state, run(view_snippets.picture_torch(state)))
    check_back(state, run(view_snippets.back_torch(state)))
