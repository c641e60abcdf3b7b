"""Stacked filters and one large filter: what each output depends on, and what it costs."""

import numpy as np
import pytest

import engine
from engine.explain.small_filters import compare, stack


def reach(kernel: int, layers: int) -> int:
    """How many cells of a row one output depends on: a one is sent through kernels of ones."""
    x = np.zeros((1, 1, 1, 61))
    x[..., 30] = 1
    for _ in range(layers):
        x = engine.conv2d(x, np.ones((1, 1, 1, kernel)), padding="same")
    return int((x != 0).sum())


@pytest.mark.parametrize("field", [5, 7, 9, 11])
@pytest.mark.parametrize("channels", [1, 3, 64])
def test_both_see_the_same_and_count_their_weights(field, channels):
    small, large = compare(field, channels)
    assert small.field == large.field == field
    assert reach(3, small.layers) == reach(field, 1) == field
    assert small.parameters == small.layers * (9 * channels + 1) * channels
    assert large.parameters == (field * field * channels + 1) * channels
    assert small.multiply_adds == small.layers * 9 * channels**2
    assert large.multiply_adds == field * field * channels**2
    assert small.non_linearities - large.non_linearities == small.layers - 1


def test_the_numbers_of_vgg():
    """27·C² instead of 49·C², 81 % more, say Simonyan & Zisserman of three layers and 7×7."""
    small, large = compare(7, 64)
    assert (small.multiply_adds, large.multiply_adds) == (27 * 64**2, 49 * 64**2)


@pytest.mark.parametrize(("field", "channels"), [(6, 4), (3, 4), (5, 0)])
def test_numbers_that_cannot_be_are_refused(field, channels):
    with pytest.raises(ValueError, match=r"must be|odd"):
        compare(field, channels)


def test_a_stack_of_one():
    assert stack(3, 1, 2).field == 3
