"""Maps resized and smoothed: PyTorch's interpolation, and every pixel as a weighted mean."""

import numpy as np
import pytest

from engine.images.resampling import blur, resize


@pytest.mark.torch
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [(9, 8), (3, 2), (1, 1), (5, 11), (40, 7), 5])
def test_pytorch_interpolates_the_same(size, dtype):
    torch = pytest.importorskip("torch")
    maps = np.random.default_rng(0).normal(size=(2, 3, 5, 4)).astype(dtype)
    expected = torch.nn.functional.interpolate(
        torch.tensor(maps), size, mode="bilinear", align_corners=False
    )
    found = resize(maps, size)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-6 if dtype == np.float32 else 1e-12)
    np.testing.assert_array_equal(found[1, 2], resize(maps[1, 2], size))


def test_one_cell_becomes_many_alike():
    np.testing.assert_array_equal(resize([[3.0]], (2, 3)), np.full((2, 3), 3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.6])
def test_a_blurred_pixel_is_the_weighted_mean_around_it(sigma, dtype):
    maps = np.random.default_rng(0).normal(size=(2, 7, 6)).astype(dtype)
    found = blur(maps, sigma)
    assert found.dtype == dtype
    reach = max(1, int(np.ceil(2 * sigma)) - 1)
    for place in np.ndindex(maps.shape):
        total = weight = 0.0
        for down in range(-reach, reach + 1):
            for across in range(-reach, reach + 1):
                row = min(max(place[1] + down, 0), 6)
                column = min(max(place[2] + across, 0), 5)
                share = np.exp(-(down**2 + across**2) / (2 * sigma**2))
                total += share * maps[place[0], row, column]
                weight += share
        assert found[place] == pytest.approx(total / weight, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: resize(np.ones(3), 2), "the map must have a height and a width, and at least one"),
        (lambda: resize(np.ones((0, 3)), 2), "at least one cell"),
        (lambda: resize(np.ones((2, 3)), 0), "size is 0; it must be at least 1"),
        (lambda: resize(np.ones((2, 3)), 10**6), "the resized map would be"),
        (lambda: blur(np.ones((2, 3)), 51), "sigma is 51; it must be at most 50"),
        (lambda: blur("a", 1), "the map holds <U1; it must hold real numbers"),
    ],
)
def test_what_is_no_map_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call()
