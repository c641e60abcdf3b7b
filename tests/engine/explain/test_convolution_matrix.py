"""The sparse matrix of a convolution against the convolution itself, and its gradient."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import engine
from engine.explain.convolution_matrix import convolution_matrix

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))
PADDINGS = st.just("same") | st.tuples(st.integers(0, 3), st.integers(0, 3))


@given(
    size=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    kernel=PAIRS,
    stride=PAIRS,
    padding=PADDINGS,
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    groups=st.integers(1, 3),
    share=st.integers(1, 2),
    each=st.integers(1, 2),
    seed=st.integers(0, 99),
)
def test_the_matrix_computes_the_convolution_and_its_transpose_the_gradient(
    size, kernel, stride, padding, dilation, groups, share, each, seed
) -> None:
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(groups * each, share, *kernel))
    x = rng.normal(size=(1, groups * share, *size))
    settings = stride, padding, dilation, groups
    try:
        y = engine.conv2d(x, weight, None, *settings)
    except ValueError:  # no room for a window
        assume(False)
    made = convolution_matrix(weight, size, *settings)
    assert made.values.shape == (y.size, x.size)
    np.testing.assert_allclose(made.values @ x.ravel(), y.ravel(), atol=1e-12)
    gradient = rng.normal(size=y.shape)
    back = engine.conv2d_backward(gradient, x, weight, *settings)[0]
    np.testing.assert_allclose(made.values.T @ gradient.ravel(), back.ravel(), atol=1e-12)
    is_there = made.weights >= 0
    np.testing.assert_array_equal(made.values[is_there], weight.ravel()[made.weights[is_there]])
    assert not made.values[~is_there].any()


def test_a_3x3_kernel_on_4x4_is_the_published_4x16_matrix() -> None:
    made = convolution_matrix(np.arange(1.0, 10).reshape(1, 1, 3, 3), (4, 4))
    first = [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0]
    shifts = [np.roll(first, by) for by in (0, 1, 4, 5)]
    np.testing.assert_array_equal(made.values, shifts)
    assert made.zeros == 4 * 16 - 4 * 9


@pytest.mark.parametrize(
    ("weight", "settings", "words"),
    [
        ((1, 1, 5, 5), {}, "kernel"),
        ((3, 1, 2, 2), {"groups": 2}, "3 filters cannot be divided into 2 groups"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(weight, settings, words) -> None:
    with pytest.raises(ValueError, match=words):
        convolution_matrix(np.ones(weight), (4, 4), **settings)
