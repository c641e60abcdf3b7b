"""A shifted picture through the chain, against the definition of equivariance."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain import pipeline, translation

SOBEL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))
PICTURE = np.random.default_rng(0).integers(0, 256, (90, 80), dtype=np.uint8)
COLOUR = np.random.default_rng(1).integers(0, 256, (46, 44, 3), dtype=np.uint8)
SHIFT = st.tuples(st.integers(-9, 9), st.integers(-9, 9))


def moved(chosen, shift, picture=PICTURE):
    after = pipeline.run(translation.shifted(picture, shift), chosen)
    found = translation.compare(pipeline.run(picture, chosen), after, chosen, shift)
    return {each.name: each for each in found}


def test_a_shift_goes_down_and_right_and_comes_in_on_the_other_side():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3)
    np.testing.assert_array_equal(translation.shifted(picture, (0, 1)), [[2, 0, 1], [5, 3, 4]])
    np.testing.assert_array_equal(translation.shifted(picture, (-1, 0)), [[3, 4, 5], [0, 1, 2]])


@settings(max_examples=20)
@given(
    shift=SHIFT,
    padding=st.sampled_from(["valid", "same", (3, 1)]),
    mode=st.sampled_from(["constant", "reflect", "wrap"]),
    dilation=st.sampled_from([(1, 1), (2, 3)]),
    colour=st.booleans(),
)
def test_convolution_at_stride_1_is_equivariant(shift, padding, mode, dilation, colour):
    chosen = pipeline.Settings(SOBEL, padding=padding, mode=mode, dilation=dilation)
    found = moved(chosen, shift, COLOUR if colour else COLOUR[:, :, 0])
    for name in ("convolution", "activation"):
        assert (found[name].step, found[name].same) == ((1, 1), 1)
        assert found[name].cells == shift


@settings(max_examples=20)
@given(
    cells=st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    kind=st.sampled_from(["max", "average"]),
    padding=st.sampled_from(["valid", "same", (2, 1)]),
)
def test_pooling_and_stride_are_equivariant_to_shifts_by_their_step(cells, stride, kind, padding):
    chosen = pipeline.Settings(SOBEL, stride=stride, pooling=kind, padding=padding)
    shift = tuple(2 * s * c for s, c in zip(stride, cells, strict=True))
    found = moved(chosen, shift)
    assert found["pooling"].step == tuple(2 * s for s in stride)
    assert found["pooling"].cells == cells
    assert found["convolution"].same == found["pooling"].same == 1


@pytest.mark.parametrize("shift", [(1, 0), (0, -3), (5, 5)])
def test_pooling_and_stride_are_not_equivariant_to_other_shifts(shift):
    pooled = moved(pipeline.Settings(SOBEL), shift)["pooling"]
    assert pooled.cells == tuple(Fraction(by, 2) for by in shift)
    assert not pooled.is_whole
    assert 0 < pooled.same < 0.9
    strided = moved(pipeline.Settings(SOBEL, stride=(2, 2)), shift)["convolution"]
    assert strided.same < 0.5


def test_a_small_shift_changes_max_pooling_less_than_stride():
    """One half of a pooled map's windows still holds the same largest number."""
    pooled = moved(pipeline.Settings(SOBEL, activation="none"), (0, 1))["pooling"]
    strided = moved(pipeline.Settings(SOBEL, activation="none", stride=(2, 2)), (0, 1))
    assert pooled.same > 10 * strided["convolution"].same


def test_a_map_of_nothing_but_border_tells_nothing():
    found = moved(pipeline.Settings(SOBEL), (1, 1), PICTURE[:6, :6])
    assert [each.same for each in found.values()] == [None] * 3


def test_a_stage_that_does_not_fit_is_left_out():
    chosen = pipeline.Settings(SOBEL, pool_size=8)
    assert list(moved(chosen, (1, 1), PICTURE[:5, :5])) == ["convolution", "activation"]
