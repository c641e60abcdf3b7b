"""Windows as columns: against the plain definition, PyTorch, and the convolution itself."""

import numpy as np
import pytest

import engine
from tests.engine.reference import convolution as reference

CASES = [
    # shape of x, kernel, dilation, padding, stride
    ((2, 3, 6, 7), (3, 3), (1, 1), (0, 0), (1, 1)),
    ((1, 1, 5, 5), (2, 3), (1, 1), (1, 2), (2, 1)),
    ((1, 4, 9, 8), (3, 2), (2, 3), (2, 0), (1, 2)),
    ((3, 2, 4, 4), (4, 4), (1, 1), (0, 0), (3, 3)),
    ((1, 2, 3, 3), (1, 1), (1, 1), (0, 0), (2, 2)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_agrees_with_the_definition(case, dtype) -> None:
    shape, *settings = case
    x = np.random.default_rng(1).integers(-9, 9, shape).astype(dtype)
    before = x.copy()
    made = engine.unfold(x, *settings)
    assert made.dtype == dtype
    assert made.flags.writeable
    np.testing.assert_array_equal(made, reference.unfold(x, *settings))
    np.testing.assert_array_equal(x, before)


@pytest.mark.torch
@pytest.mark.parametrize("case", CASES, ids=str)
def test_agrees_with_pytorch(case) -> None:
    import torch

    shape, *settings = case
    x = np.random.default_rng(2).normal(size=shape)
    expected = torch.nn.functional.unfold(torch.from_numpy(x), *settings).numpy()
    np.testing.assert_array_equal(engine.unfold(x, *settings), expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_filters_times_columns_are_the_convolution(case) -> None:
    shape, kernel, dilation, padding, stride = case
    rng = np.random.default_rng(3)
    x = rng.integers(-9, 9, shape).astype(float)
    weight = rng.integers(-9, 9, (5, shape[1], *kernel)).astype(float)
    expected = engine.conv2d(x, weight, None, stride, padding, dilation)
    made = weight.reshape(5, -1) @ engine.unfold(x, kernel, dilation, padding, stride)
    np.testing.assert_array_equal(made.reshape(expected.shape), expected)


def test_the_lectures_sizes() -> None:
    x = np.zeros((1, 3, 227, 227), np.float32)
    assert engine.unfold(x, 11, stride=4).shape == (1, 363, 3025)


def test_no_sample_makes_no_column() -> None:
    assert engine.unfold(np.zeros((0, 2, 4, 4)), 3).shape == (0, 18, 4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((np.zeros((3, 4, 4)), 3), "it must be N×C×H×W"),
        ((np.zeros((1, 0, 4, 4)), 3), "only the samples may be 0"),
        ((np.zeros((1, 1, 4, 4)), 5), "larger than the padded input"),
        ((np.zeros((1, 1, 4, 4)), 0), "kernel_size"),
        ((np.zeros((1, 1, 4, 4)), 3, 1, 0, 0), "stride"),
    ],
)
def test_what_cannot_be_is_reported_in_words(arguments, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        engine.unfold(*arguments)
