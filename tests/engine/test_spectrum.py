"""Large kernels, which go through Fourier transforms, against SciPy and the sum of products."""

import numpy as np
import pytest
from scipy import ndimage

from engine import spectrum
from engine.filtering import filter_image

KERNELS = [(15, 15), (31, 31), (13, 40), (29, 5)]


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("size", KERNELS)
def test_agrees_with_scipy(size, dtype):
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (260, 45)).astype(dtype)
    kernel = rng.standard_normal(size)
    assert spectrum.best_size(size, len(picture)) is not None, "this must test the transforms"
    out = filter_image(picture, kernel, mode="reflect", padding="valid")
    top, left = (length // 2 for length in size)
    expected = ndimage.correlate(picture.astype(np.float64), kernel, mode="mirror")
    expected = expected[top : top + out.shape[0], left : left + out.shape[1]]
    scale = np.abs(kernel).sum() * 255
    tolerance = 1e-13 if dtype == np.float64 else 1e-6
    np.testing.assert_allclose(out, expected, rtol=0, atol=tolerance * scale)


@pytest.mark.parametrize("channels", [1, 3])
def test_colours_and_blocks_have_no_seams(channels):
    """Every output row by itself, from just the rows that it needs."""
    rng = np.random.default_rng(1)
    picture = rng.standard_normal((300, 33, channels)).astype(np.float32)
    kernel = rng.standard_normal((21, 21)).astype(np.float32)
    out = filter_image(picture, kernel, padding="valid")
    for y in range(0, len(out), 7):
        row = filter_image(picture[y : y + 21], kernel, padding="valid")[0]
        np.testing.assert_allclose(out[y], row, rtol=0, atol=2e-4)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_stay_where_they_are(value):
    """A transform would carry them everywhere."""
    rng = np.random.default_rng(2)
    picture = rng.standard_normal((200, 40)).astype(np.float32)
    kernel = rng.uniform(0.1, 1, (21, 21)).astype(np.float32)
    clean = filter_image(picture, kernel)
    picture[100, 20] = value
    out = filter_image(picture, kernel)
    reached = np.zeros(picture.shape, bool)
    reached[90:111, 10:31] = True
    np.testing.assert_array_equal(out[reached], np.full(reached.sum(), value, np.float32))
    np.testing.assert_allclose(out[~reached], clean[~reached], rtol=0, atol=2e-4)
