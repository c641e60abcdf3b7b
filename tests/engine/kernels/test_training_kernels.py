"""The compiled parts of a training step, against their plain definitions."""

import numpy as np
import pytest

from engine import networks
from engine.networks.layers.base import Mode
from tests.engine.reference import training as reference

DTYPES = pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 2e-6), (np.float64, 1e-12)])
RNG = np.random.default_rng(0)


def through(layer, x, grad, weights=None, overwrite=False):
    """(output, gradient of the input, those of the parameters)."""
    out, saved = layer.forward(x, weights or {}, Mode(training=True))
    return out, *layer.backward(grad, saved, weights or {}, True, Mode(overwrite=overwrite))


@DTYPES
@pytest.mark.parametrize("kind", ["ReLU", "Sigmoid", "Tanh"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_slopes_of_activations(kind, overwrite, dtype, limit):
    x, grad = RNG.normal(size=(2, 2, 3, 5, 7)).astype(dtype)
    x[0, 0, 0, :2] = 0, -0.0
    expected = reference.activation_backward(kind, grad.reshape(-1), x.reshape(-1))
    _, slope, _ = through(getattr(networks, kind)(), x, grad, overwrite=overwrite)
    assert (slope is grad) == overwrite
    assert slope.dtype == dtype
    np.testing.assert_allclose(slope.reshape(-1), expected, rtol=limit, atol=limit)


def test_what_is_not_a_number_stays_seen():
    x, grad = np.array([[-1, 2, np.nan, -np.inf, np.inf]], np.float32), np.full((1, 5), 3.0, "f")
    np.testing.assert_array_equal(through(networks.ReLU(), x, grad)[1], [[0, 3, 3, 0, 3]])
    grad[0, 0] = np.nan
    np.testing.assert_array_equal(through(networks.ReLU(), x, grad)[1], [[0, 3, 3, 0, 3]])
    assert np.isnan(through(networks.Sigmoid(), x, grad)[1][0, [0, 2]]).all()


@DTYPES
def test_batch_normalisation(dtype, limit):
    x, grad = RNG.normal(3, 2, size=(2, 3, 4, 3, 5)).astype(dtype)
    weights = {
        "weight": RNG.normal(size=4).astype(dtype),
        "bias": RNG.normal(size=4).astype(dtype),
        "running_mean": np.zeros(4, dtype),
        "running_var": np.ones(4, dtype),
    }
    layer = networks.BatchNorm2d(4, eps=0.1)
    out, slope, learned = through(layer, x, grad, weights)
    for c in range(4):
        values, slopes = (array[:, c].reshape(-1).astype(np.float64) for array in (x, grad))
        plain, scale = np.array(reference.normalise(values, 0.1)), weights["weight"][c]
        close = {"rtol": 20 * limit, "atol": 20 * limit}
        np.testing.assert_allclose(
            out[:, c].reshape(-1), plain * scale + weights["bias"][c], **close
        )
        np.testing.assert_allclose(
            slope[:, c].reshape(-1),
            scale * np.array(reference.normalise_backward(slopes, values, 0.1)),
            **close,
        )
        assert learned["weight"][c] == pytest.approx(np.dot(slopes, plain), rel=20 * limit)
        assert learned["bias"][c] == pytest.approx(slopes.sum(), rel=20 * limit)
        assert weights["running_mean"][c] == pytest.approx(0.1 * values.mean(), rel=limit)
        assert weights["running_var"][c] == pytest.approx(0.9 + 0.1 * values.var(ddof=1), rel=limit)


def test_a_channel_that_diverges_spoils_no_other():
    x = RNG.normal(size=(2, 3, 4, 4))
    expected = networks.Sequential((3, 4, 4), [networks.BatchNorm2d(3)], dtype=np.float64)
    whole = expected.trace(x, training=True).output
    x[1, 1, 0, 0] = np.nan
    spoilt = expected.trace(x, training=True).output
    assert np.isnan(spoilt[:, 1]).all()
    np.testing.assert_array_equal(spoilt[:, ::2], whole[:, ::2])


@DTYPES
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"lr": 0.1}),
        ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.02}),
        ("Adam", {"lr": 0.01}),
        ("Adam", {"lr": 0.02, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    ],
)
def test_optimisers(name, options, dtype, limit):
    weights, gradients = RNG.normal(size=37).astype(dtype), RNG.normal(size=(6, 37)).astype(dtype)
    plain = getattr(reference, name.lower())
    expected = [
        plain(float(weight), column, **options)
        for weight, column in zip(weights, gradients.T.astype(np.float64), strict=True)
    ]
    optimiser = getattr(networks, name)(**options)
    for grad in gradients:
        optimiser.step({"0.weight": weights}, {"0.weight": grad})
    np.testing.assert_allclose(weights, expected, rtol=5 * limit, atol=5 * limit)
