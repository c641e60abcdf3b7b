"""A kernel found again by gradient descent."""

import numpy as np
import pytest

from engine import conv2d, filters
from engine.explain.kernel_learning import SIDE, learn
from engine.images import gallery, pictures

pytestmark = pytest.mark.trains

NOISE = np.random.default_rng(0).integers(0, 256, (60, 50), dtype=np.uint8)


@pytest.mark.parametrize("name", ["sobel_x", "sharpen", "mean_3x3", "gaussian_5x5", "roberts"])
def test_noise_tells_a_kernel(name):
    kernel = filters.get(name)
    found = learn(NOISE, kernel)
    np.testing.assert_allclose(found.kernels[-1], kernel, atol=1e-3 * np.abs(kernel).max())
    assert found.errors[-1] < 1e-3 * found.errors[0]
    assert (found.steps[0], found.steps[-1]) == (0, 1000)


def test_a_photograph_tells_a_sobel_kernel():
    picture = pictures.to_grey(gallery.load("astronaut").pixels)
    kernel = filters.get("sobel_x")
    found = learn(picture, kernel)
    assert np.abs(found.kernels[-1] - kernel).max() < 0.1
    assert np.abs(found.kernels[0] - kernel).max() > 1
    assert found.responses[0].shape == found.target.shape == (SIDE - 2, SIDE - 2)


def test_what_is_kept_is_what_the_kernels_make():
    kernel = filters.get("sobel_y")
    found = learn(NOISE, kernel, seed=3, count=30, kept=8)
    centred = (NOISE - NOISE.mean()).astype(np.float32)[None, None]
    expected = conv2d(centred, kernel.astype(np.float32)[None, None])[0, 0]
    np.testing.assert_allclose(found.target, expected, atol=0.01)
    for step, weights, response in zip(found.steps, found.kernels, found.responses, strict=True):
        made = conv2d(centred, weights[None, None])[0, 0]
        np.testing.assert_allclose(response, made, atol=0.02)
        difference = float(np.sqrt(np.mean((response - found.target) ** 2)))
        assert found.errors[step] == pytest.approx(difference, rel=1e-3)


def test_the_first_step_goes_down_the_slope_of_the_loss():
    """Against finite differences of the loss itself."""
    kernel = filters.get("laplacian")
    found = learn(NOISE, kernel, count=1, kept=1)
    x = ((NOISE - NOISE.mean()) / NOISE.std())[None, None].astype(np.float64)
    target = conv2d(x, kernel[None, None])

    def loss(weights):
        return np.mean((conv2d(x, weights[None, None]) - target) ** 2) / 2

    start = found.kernels[0].astype(np.float64)
    slope = np.zeros_like(start)
    for at in np.ndindex(start.shape):
        step = np.zeros_like(start)
        step[at] = 1e-4
        slope[at] = (loss(start + step) - loss(start - step)) / 2e-4
    np.testing.assert_allclose(found.kernels[1], start - slope / start.size, atol=1e-4)


def test_a_seed_gives_the_same_and_another_seed_another():
    first, again, other = (learn(NOISE, filters.get("sobel_x"), seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.kernels, again.kernels)
    assert not np.array_equal(first.kernels[0], other.kernels[0])


def test_a_picture_that_cannot_tell_gives_another_kernel_of_the_same_response():
    edge = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
    found = learn(edge, filters.get("prewitt_x"))
    assert found.errors[-1] < 1e-3
    assert np.abs(found.kernels[-1] - filters.get("prewitt_x")).max() > 0.1
    flat = learn(np.full((9, 9), 7), filters.get("sobel_x"))
    assert not flat.errors.any()


def test_a_kernel_larger_than_the_picture_is_reported():
    with pytest.raises(ValueError, match=r"^kernel 7×7 is larger than 6×6 pixels$"):
        learn(np.zeros((6, 6)), np.ones((7, 7)))
