"""Pooling by a norm against its plain definition, PyTorch and finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ops.norm_pooling import lp_pool2d, lp_pool2d_backward
from tests.engine.ops.test_pooling import each_plane, windows
from tests.engine.reference import pooling as reference

ORDERS = st.sampled_from([1, 2, 3.5])


def draw(size, dtype, seed):
    return np.random.default_rng(seed).standard_normal((2, 3, *size)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=40)
@given(windows(padded=False), ORDERS, st.integers(0, 1000))
def test_it_is_its_definition(dtype, sizes, order, seed):
    size, kernel, stride, _ = sizes
    x = draw(size, dtype, seed)
    out = lp_pool2d(x, order, kernel, stride)
    expected = each_plane(lambda plane: reference.norm_pool(plane, order, kernel, stride), x)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, expected, rtol=1e-5)


@settings(max_examples=40)
@given(windows(padded=False), ORDERS, st.integers(0, 1000))
def test_its_gradient_is_the_finite_difference(sizes, order, seed):
    size, kernel, stride, _ = sizes
    x = draw(size, np.float64, seed)[:1, :1]
    grad = np.random.default_rng(seed).standard_normal(lp_pool2d(x, order, kernel, stride).shape)
    found = lp_pool2d_backward(grad, x, order, kernel, stride)
    for place in list(np.ndindex(x.shape))[::7]:
        step = np.zeros_like(x)
        step[place] = 1e-6
        ahead, behind = (lp_pool2d(x + sign * step, order, kernel, stride) for sign in (1, -1))
        assert np.sum((ahead - behind) * grad) / 2e-6 == pytest.approx(found[place], abs=1e-4)


@pytest.mark.torch
@settings(max_examples=40)
@given(windows(padded=False), st.sampled_from([2, 4]), st.integers(0, 1000))
def test_it_agrees_with_torch(sizes, order, seed):
    torch = pytest.importorskip("torch")
    size, kernel, stride, _ = sizes
    x = draw(size, np.float64, seed)
    tensor = torch.from_numpy(x).requires_grad_()
    expected = torch.nn.functional.lp_pool2d(tensor, order, kernel, stride)
    np.testing.assert_allclose(lp_pool2d(x, order, kernel, stride), expected.detach(), rtol=1e-9)
    grad = np.random.default_rng(seed).standard_normal(expected.shape)
    expected.backward(torch.from_numpy(grad))
    np.testing.assert_allclose(
        lp_pool2d_backward(grad, x, order, kernel, stride), tensor.grad, rtol=1e-7, atol=1e-12
    )


def test_large_and_small_numbers_keep_their_size():
    for value in (1e30, 1e-30):
        x = np.full((1, 1, 2, 2), value, np.float32)
        assert lp_pool2d(x, 2, 2)[0, 0, 0, 0] == pytest.approx(2 * value)


def test_a_window_of_zeros_has_the_gradient_0():
    x = np.zeros((1, 1, 2, 2))
    assert not lp_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2, 2).any()


@pytest.mark.parametrize("order", [0.5, 0, -1])
def test_an_order_below_1_is_refused(order):
    with pytest.raises(ValueError, match=r"norm_type is .*; it must be a number from 1 on"):
        lp_pool2d(np.ones((1, 1, 2, 2)), order, 2)
