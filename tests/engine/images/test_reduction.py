"""Block means and places in a colour table, against their plain definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.images.reduction import block_mean, to_indices
from tests.engine.reference import pooling as reference


def picture(shape, dtype, seed=0):
    return np.random.default_rng(seed).uniform(0, 255, shape).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@settings(max_examples=40)
@given(
    size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    channels=st.sampled_from([None, 1, 3]),
    factor=st.integers(1, 9),
)
def test_block_mean_is_its_definition(dtype, size, channels, factor):
    image = picture(size if channels is None else (*size, channels), dtype)
    before = image.copy()
    out = block_mean(image, factor)
    planes = image[..., None] if channels is None else image
    expected = np.stack(
        [reference.block_mean(planes[..., c], factor) for c in range(channels or 1)], axis=-1
    )
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, expected[..., 0] if channels is None else expected, rtol=1e-5)
    np.testing.assert_array_equal(image, before)


def test_a_large_picture_is_averaged_in_bands_and_parts():
    image = picture((1003, 801, 3), np.uint8)
    whole = image[:1000, :800].reshape(250, 4, 200, 4, 3).mean(axis=(1, 3))
    out = block_mean(image, 4)
    assert out.shape == (251, 201, 3)
    np.testing.assert_allclose(out[:250, :200], whole, rtol=1e-5)
    np.testing.assert_allclose(out[250, 200], image[1000:, 800:].mean(axis=(0, 1)), rtol=1e-5)
    np.testing.assert_array_equal(out, block_mean(np.asfortranarray(image), 4))


def test_nan_spreads_to_its_block_alone():
    image = np.ones((6, 6), np.float32)
    image[5, 4] = np.nan
    assert np.isnan(block_mean(image, 4)).tolist() == [[False, False], [False, True]]


def test_a_factor_beyond_the_picture_is_one_block():
    image = picture((3, 5), np.float32)
    np.testing.assert_allclose(block_mean(image, 10**30), [[image.mean()]], rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(
    st.lists(st.floats(width=32), min_size=1, max_size=40),
    st.floats(-1e6, 1e6, width=32),
    st.floats(0.125, 1e6, width=32),
)
def test_indices_are_their_definition(dtype, values, low, span):
    array = np.array(values, dtype)
    high = low + span
    expected = [reference.to_index(float(value), low, high) for value in array]
    out = to_indices(array, low, high)
    assert out.dtype == np.uint8
    assert out.tolist() == expected


def test_the_ends_the_middle_and_what_is_no_number():
    values = np.array([[-1, 0, 1], [np.nan, -np.inf, np.inf]], np.float32)
    assert to_indices(values, -1, 1).tolist() == [[0, 128, 255], [0, 0, 255]]
    assert to_indices(values[:, ::-1], -1, 1).tolist() == [[255, 128, 0], [255, 0, 0]]
    assert to_indices(np.float32(1), -1, 1).shape == ()


def test_the_smallest_range_still_has_two_ends():
    tiny = 5e-324
    assert to_indices(np.array([0.0, tiny]), 0, tiny).tolist() == [0, 255]


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: block_mean(np.zeros(4), 2), ValueError, "image has the shape 4; it must be H×W×C"),
        (
            lambda: block_mean(np.zeros((0, 4)), 2),
            ValueError,
            "image is 0×4; there is nothing in it to average",
        ),
        (
            lambda: block_mean(np.zeros((4, 4)), 0),
            ValueError,
            "factor is 0; it must be at least 1",
        ),
        (
            lambda: block_mean(np.zeros((4, 4)), 1.5),
            TypeError,
            "factor is 1.5; it must be a whole number",
        ),
        (
            lambda: to_indices(np.zeros(4), 1, 1),
            ValueError,
            "low is 1 and high 1; low must be below high",
        ),
        (
            lambda: to_indices(np.zeros(4), float("nan"), 1),
            ValueError,
            "low is nan; it must be finite",
        ),
        (
            lambda: to_indices(np.zeros(4), -1e308, 1e308),
            ValueError,
            "from low -1e+308 to high 1e+308 is further than a number can tell",
        ),
        (
            lambda: to_indices(np.array(["a"]), 0, 1),
            TypeError,
            "values holds <U1; it must hold real numbers",
        ),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, error, sentence):
    with pytest.raises(error) as refused:
        call()
    assert str(refused.value) == sentence
