"""The numbers of the lectures: pooling (curriculum 5) and activation functions (curriculum 4)."""

import math

import numpy as np
import pytest

from engine import activations
from engine.ops.pooling import avg_pool2d, max_pool2d, max_pool2d_backward, pool_image

SIX = np.array(
    [
        [3, 4, 6, 2, 1, 7],
        [3, 5, 4, 9, 8, 8],
        [1, 7, 5, 4, 6, 6],
        [7, 2, 6, 5, 4, 5],
        [6, 1, 7, 7, 2, 4],
        [5, 3, 3, 1, 4, 3],
    ],
    np.float32,
)


@pytest.mark.parametrize(
    ("kind", "window", "expected"),
    [
        ("max", 2, [[5, 9, 8], [7, 6, 6], [6, 7, 4]]),
        ("average", 2, [[3.75, 5.25, 6], [4.25, 5, 5.25], [3.75, 4.5, 3.25]]),
        ("max", 3, [[7, 9], [7, 7]]),
        ("average", 3, [[4.222, 5.667], [4.444, 3.889]]),
    ],
)
def test_the_worked_six_by_six(kind, window, expected):
    pooled = pool_image(SIX, kind, window)
    np.testing.assert_allclose(pooled, expected, atol=0.0005 if window == 3 else 0)
    maps = SIX[None, None]
    network = max_pool2d(maps, window)[0] if kind == "max" else avg_pool2d(maps, window)
    np.testing.assert_array_equal(network[0, 0], pooled)


def test_the_gradient_goes_to_the_winner():
    _, argmax = max_pool2d(SIX[None, None], 2)
    grad = max_pool2d_backward(np.ones((1, 1, 3, 3), np.float32), argmax, (1, 1, 6, 6))[0, 0]
    assert grad.sum() == 9
    assert set(zip(*np.nonzero(grad), strict=True)) == {
        *((1, 1), (1, 3), (1, 4)),
        *((2, 1), (3, 2), (2, 4)),
        *((4, 0), (4, 2), (4, 5)),
    }


def test_depth_stays_and_sizes_halve():
    volume = np.zeros((1, 12, 32, 32), np.float32)
    assert max_pool2d(volume, 2)[0].shape == (1, 12, 16, 16)
    assert max_pool2d(np.zeros((1, 96, 55, 55), np.float32), 3, 2)[0].shape == (1, 96, 27, 27)
    size = np.zeros((1, 1, 224, 224), np.float32)
    for _ in range(5):
        size = max_pool2d(size, 2)[0]
    assert size.shape == (1, 1, 7, 7)


AT = np.array([-10.0, 0.0, 10.0])


@pytest.mark.parametrize(
    ("name", "parameters", "values", "slopes"),
    [
        ("relu", (), [0, 0, 10], [0, 0, 1]),
        ("leaky_relu", (0.1,), [-1, 0, 10], [0.1, 0.1, 1]),
        ("leaky_relu", (0.01,), [-0.1, 0, 10], [0.01, 0.01, 1]),
        ("prelu", (0.25,), [-2.5, 0, 10], [0.25, 0.25, 1]),
        ("elu", (1.0,), [math.exp(-10) - 1, 0, 10], [math.exp(-10), 1, 1]),
        (
            "sigmoid",
            (),
            [4.5397868702e-05, 0.5, 0.9999546021],
            [4.5395807736e-05, 0.25, 4.53958e-05],
        ),
        ("tanh", (), [-0.99999999588, 0, 0.99999999588], [8.2446145e-09, 1, 8.2446145e-09]),
    ],
)
def test_value_and_slope_at_minus_ten_zero_and_ten(name, parameters, values, slopes):
    function = getattr(activations, name)
    np.testing.assert_allclose(function(AT, *parameters), values, rtol=1e-6, atol=1e-15)
    slope = activations.derivative(name, AT, *parameters)
    np.testing.assert_allclose(slope, slopes, rtol=1e-5, atol=1e-15)


def test_maxout_generalises_relu_and_leaky_relu():
    x = np.linspace(-3, 3, 13)
    for slope, expected in ((0.0, activations.relu(x)), (0.1, activations.leaky_relu(x, 0.1))):
        pieces = np.stack([slope * x, x], axis=1)  # two linear pieces, channels 0 and 1
        np.testing.assert_allclose(activations.maxout(pieces, 2)[:, 0], expected, atol=1e-15)


def test_saturation_kills_the_gradient():
    far = np.array([-100.0, 100.0])
    assert np.all(activations.derivative("sigmoid", far) < 1e-40)
    assert np.all(activations.derivative("tanh", far) < 1e-40)
    assert activations.derivative("relu", far).tolist() == [0, 1]
