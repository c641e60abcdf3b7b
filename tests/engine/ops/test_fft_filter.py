"""Large kernels through spectra: against direct sums, and when they are not to be used."""

import numpy as np
import pytest
from scipy import ndimage, signal

from engine.kernels import fft_filter as kernels
from engine.ops import exact_sums, fft_filter, filtering
from engine.ops.filtering import filter_image
from engine.runtime import threads


@pytest.fixture
def sizes_used(monkeypatch):
    """The transforms' sizes that `filter_image` chose."""
    used = []

    def best_size(*arguments):
        used.append(fft_filter.best_size(*arguments))
        return used[-1]

    monkeypatch.setattr(filtering, "best_size", best_size)
    return used


def expected_of(image, kernel, mode="constant"):
    sides = [((f - 1) // 2, f // 2) for f in kernel.shape]
    planes = image.reshape(*image.shape[:2], -1).astype(np.float64)
    padded = np.pad(planes, [*sides, (0, 0)], mode=mode)
    results = [
        signal.fftconvolve(padded[:, :, c], kernel[::-1, ::-1], "valid")
        for c in range(padded.shape[2])
    ]
    return np.stack(results, axis=2).reshape(image.shape)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("mode", ["constant", "reflect", "wrap"])
@pytest.mark.parametrize(
    ("shape", "kernel", "size"),
    [
        ((130, 90), (15, 15), 64),
        ((101, 75, 3), (16, 13), 64),
        ((300, 67), (41, 21), 256),
        ((100, 300, 2), (28, 7), 64),
    ],
)
def test_agrees_with_the_sum(dtype, mode, shape, kernel, size, sizes_used):
    rng = np.random.default_rng(0)
    image = (rng.random(shape) * 255).astype(dtype)
    weights = rng.normal(size=kernel)
    result = filter_image(image, weights, mode=mode)
    assert sizes_used == [size]
    scale = 255 * np.linalg.norm(weights)
    tolerance = 1e-14 if dtype == np.float64 else 2e-6
    np.testing.assert_allclose(
        result, expected_of(image, weights, mode), rtol=0, atol=tolerance * scale
    )


def test_a_very_tall_kernel(sizes_used):
    rng = np.random.default_rng(1)
    image, kernel = rng.random((1000, 40), np.float32), rng.normal(size=(201, 9))
    result = filter_image(image, kernel)
    assert sizes_used == [1024]
    np.testing.assert_allclose(result, expected_of(image, kernel), rtol=0, atol=1e-4)


def test_threads_do_not_change_the_result():
    rng = np.random.default_rng(2)
    image, kernel = rng.random((300, 700), np.float32), rng.normal(size=(17, 17))
    before = threads.get_num_threads()
    try:
        results = []
        for number in (1, 3):
            threads.set_num_threads(number)
            results.append(filter_image(image, kernel))
    finally:
        threads.set_num_threads(before)
    np.testing.assert_array_equal(results[0], results[1])


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


@pytest.mark.parametrize("strange", [np.nan, np.inf, 3e38])
def test_what_a_transform_would_spread_is_summed_directly(strange):
    """NaN and infinity stay under the kernel, and one huge number drowns no others."""
    rng = np.random.default_rng(3)
    image, kernel = rng.random((200, 150)).astype(np.float32), rng.random((15, 15)) / 225
    image[100, 75] = strange
    result = filter_image(image, kernel)
    plain = image.copy()
    plain[100, 75] = 0
    far = np.ones(image.shape, bool)
    far[93:108, 68:83] = False
    expected = ndimage.correlate(plain.astype(np.float64), kernel, mode="constant")
    np.testing.assert_allclose(result[far], expected[far], rtol=1e-5)
    assert (np.isnan(result[~far]) if np.isnan(strange) else result[~far] > 1e30).all()


def test_a_single_bright_cell_shows_the_exact_kernel():
    image, kernel = np.zeros((200, 150), np.float32), np.arange(225.0).reshape(15, 15)
    image[100, 75] = 1
    result = filter_image(image, kernel, flip=True)
    np.testing.assert_array_equal(result[93:108, 68:83], kernel)
    assert np.count_nonzero(result) == np.count_nonzero(kernel)


def test_small_kernels_and_small_pictures_are_summed_directly():
    assert fft_filter.best_size((11, 11), 10_000) is None
    assert fft_filter.best_size((1, 2000), 10_000) is None
    assert fft_filter.best_size((15, 15), 3) is None
    assert fft_filter.best_size((2000, 2000), 10_000) is None


@pytest.mark.parametrize("size", [64, 256])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_transform_is_that_of_numpy_and_can_be_undone(size, dtype):
    rng = np.random.default_rng(4)
    numbers = rng.normal(size=(size, 32)) + 1j * rng.normal(size=(size, 32))
    real, imaginary = (np.ascontiguousarray(p, dtype).ravel() for p in (numbers.real, numbers.imag))
    kernel = fft_filter.spectrum(np.ones((1, 1), dtype), size)
    kernels.transform(real, imaginary, size, 32, 32, kernel.twiddles)
    order = fft_filter._digits_reversed(size)
    expected = np.fft.fft(numbers, axis=0)[order]
    tolerance = 1e-12 if dtype == np.float64 else 1e-4
    np.testing.assert_allclose(real.reshape(size, 32), expected.real, atol=tolerance)
    np.testing.assert_allclose(imaginary.reshape(size, 32), expected.imag, atol=tolerance)
    kernels.transform_back(real, imaginary, size, 32, 32, kernel.twiddles)
    np.testing.assert_allclose(real.reshape(size, 32) / size, numbers.real, atol=tolerance)
    np.testing.assert_allclose(imaginary.reshape(size, 32) / size, numbers.imag, atol=tolerance)


def whole_case(side, dtype, largest=9):
    """A picture and a kernel of whole numbers, and their exact sums."""
    rng = np.random.default_rng(side)
    image = rng.integers(0, 256, (150, 110), np.uint8).astype(dtype)
    kernel = rng.integers(-largest, largest + 1, (side, side)).astype(float)
    return image, kernel, whole_sums_of(image, kernel)


def whole_sums_of(image, kernel):
    sides = [((f - 1) // 2, f // 2) for f in kernel.shape]
    padded = np.pad(image.astype(np.int64), sides)
    return signal.correlate2d(padded, kernel.astype(np.int64), "valid")


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, np.float64])
@pytest.mark.parametrize("side", [12, 15, 22, 31])
def test_sums_of_whole_numbers_are_exact(dtype, side):
    image, kernel, sums = whole_case(side, dtype)
    np.testing.assert_array_equal(filter_image(image, kernel), sums)


def test_sums_up_to_the_largest_that_float32_holds_are_exact():
    image, kernel, _ = whole_case(31, np.uint8)
    kernel[3, 4] = 0
    kernel[3, 4] = exact_sums.LARGEST // 255 - np.abs(kernel).sum()
    image[60:80, 40:60] = 255
    assert exact_sums.has_exact_sums(image, kernel)
    expected = whole_sums_of(image, kernel)
    assert np.abs(expected).max() > exact_sums.LARGEST // 2
    np.testing.assert_array_equal(filter_image(image, kernel), expected)
    kernel[3, 4] += 1
    assert not exact_sums.has_exact_sums(image, kernel)


@pytest.mark.parametrize("number", [0.5, np.nan, np.inf, 2**24])
def test_fractions_and_what_is_not_finite_or_too_large_are_not_whole(number):
    image, kernel, _ = whole_case(15, np.float32)
    assert exact_sums.has_exact_sums(image, kernel)
    image[149, 109] = kernel[0, 0] = number
    assert not exact_sums.has_exact_sums(image, whole_case(15, np.float32)[1])
    assert not exact_sums.has_exact_sums(whole_case(15, np.float32)[0], kernel)
