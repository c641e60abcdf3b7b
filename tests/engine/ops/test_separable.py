"""Kernels that are a column times a row: found exactly when they are, and filtered as their sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import filters
from engine.ops.filtering import filter_image
from engine.ops.separable import factors
from tests.engine.reference import convolution as reference

SINGLE, DOUBLE = (float(np.finfo(kind).eps) for kind in (np.float32, np.float64))


@given(
    tall=st.integers(2, 7),
    wide=st.integers(2, 7),
    seed=st.integers(0, 2**32),
    whole=st.booleans(),
)
def test_a_product_is_taken_apart(tall, wide, seed, whole):
    rng = np.random.default_rng(seed)
    column, row = rng.integers(-9, 10, tall), rng.integers(-9, 10, wide)
    kernel = np.outer(column, row) if whole else np.outer(column, row) / 7
    pair = factors(kernel, np.dtype(np.float64))
    if not kernel.any():
        assert pair is None
        return
    down, across = pair
    np.testing.assert_allclose(np.outer(down, across), kernel, rtol=1e-15, atol=0)
    assert np.abs(down).sum() <= 1
    if whole:
        np.testing.assert_array_equal(np.outer(down, across), kernel)
        assert (down.astype(np.float32) == down).all()
        assert (across.astype(np.float32) == across).all()


@pytest.mark.parametrize("name", filters.names())
def test_the_bank_agrees_with_the_rank(name):
    kernel = filters.get(name)
    assert (factors(kernel, np.dtype(np.float32)) is not None) == (
        np.linalg.matrix_rank(kernel) == 1
    )


@given(seed=st.integers(0, 2**32), by=st.sampled_from([1e-5, 1e-3, 1.0]))
def test_what_is_nearly_a_product_is_none(seed, by):
    rng = np.random.default_rng(seed)
    kernel = np.outer(rng.uniform(1, 2, 5), rng.uniform(1, 2, 5))
    kernel[rng.integers(5), rng.integers(5)] *= 1 + by
    assert factors(kernel, np.dtype(np.float32)) is None


@pytest.mark.parametrize("strange", [np.nan, np.inf])
def test_no_factors_of_nan_and_infinity(strange):
    assert factors(np.full((3, 3), strange), np.dtype(np.float32)) is None


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(60, 70), (41, 37, 3), (30, 1300)])
@pytest.mark.parametrize("kernel", [(5, 5), (4, 9), (9, 4), (2, 7)])
@pytest.mark.parametrize("dilation", [1, 3])
def test_two_passes_are_one_sum(dtype, shape, kernel, dilation):
    rng = np.random.default_rng(0)
    image = (rng.random(shape) * 255).astype(dtype)
    weights = np.outer(rng.normal(size=kernel[0]), rng.normal(size=kernel[1]))
    assert factors(weights, np.dtype(np.float32)) is not None
    result = filter_image(image, weights, mode="symmetric", dilation=dilation)
    sides = [reference.same(f, dilation) for f in kernel]
    padded = np.pad(image, [*sides, (0, 0)][: image.ndim], mode="symmetric").astype(np.float64)
    expected = sum(
        weights[i, j]
        * padded[i * dilation : i * dilation + shape[0], j * dilation : j * dilation + shape[1]]
        for i in range(kernel[0])
        for j in range(kernel[1])
    )
    scale = 255 * np.abs(weights).sum()
    tolerance = DOUBLE if dtype == np.float64 else SINGLE
    np.testing.assert_allclose(result, expected, rtol=0, atol=4 * tolerance * scale)


def test_whole_numbers_stay_exact():
    image = np.random.default_rng(1).integers(0, 256, (50, 60), dtype=np.uint8)
    kernel = np.outer([2, 4, 6, 4, 2], [3, 0, -3, 6, 1])
    expected = reference.filter_image(image, kernel)
    np.testing.assert_array_equal(filter_image(image, kernel), expected)


def test_the_largest_numbers_do_not_overflow_in_the_first_pass():
    image = np.full((20, 20), 3e38, np.float32)
    mean = np.full((5, 5), 1 / 25)
    np.testing.assert_allclose(filter_image(image, mean, mode="edge"), image, rtol=1e-6)
