"""Batch normalisation where the mean is far from 0: the digits that are left must be right."""

import warnings

import numpy as np
import pytest

from engine.networks import BatchNorm2d, Sequential

rng = np.random.default_rng(0)


def normalised(x, eps=1e-5, **more):
    network = Sequential(x.shape[1:], [BatchNorm2d(x.shape[1], eps)], dtype=x.dtype)
    return network, network.trace(x, training=True, **more)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("constant", [200, 0.1, -1e6, 1e30, 3e-39])
def test_a_constant_becomes_0(constant, dtype):
    x = np.full((8, 3, 5, 7), constant, dtype)
    _, trace = normalised(x)
    np.testing.assert_array_equal(trace.output, 0)


@pytest.mark.parametrize("offset", [0, 200, 1e4, -1e6])
def test_numbers_far_from_0_lose_none_of_their_digits(offset):
    x = (rng.normal(size=(4, 3, 6, 6)) + offset).astype(np.float32)
    network, trace = normalised(x)
    exact = x.astype(np.float64)
    means, spread = exact.mean(axis=(0, 2, 3)), exact.var(axis=(0, 2, 3)) + 1e-5
    expected = (exact - means[:, None, None]) / np.sqrt(spread)[:, None, None]
    np.testing.assert_allclose(trace.output, expected, rtol=3e-7, atol=3e-7)
    grad = rng.normal(size=x.shape)
    found = network.backward(trace, grad, needs_input_grad=True).input
    around = exact - means[:, None, None]
    products = (grad * around).mean(axis=(0, 2, 3)) / spread
    slopes = grad - grad.mean(axis=(0, 2, 3))[:, None, None] - around * products[:, None, None]
    slopes /= np.sqrt(spread)[:, None, None]
    np.testing.assert_allclose(found, slopes, rtol=1e-5, atol=2e-6)


def test_a_number_that_is_infinite_stays_where_it_is_after_training():
    x = rng.normal(size=(2, 2, 3, 3)).astype(np.float32)
    x[0, 0, 1, 1] = np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network, trace = normalised(x)
        assert np.isnan(trace.output[:, 0]).all()
        assert np.isfinite(trace.output[:, 1]).all()
        fresh = Sequential(x.shape[1:], [BatchNorm2d(2)])
        assert (~np.isfinite(fresh(x))).sum() == 1
        network.backward(trace, np.ones_like(x), needs_input_grad=True)
