"""Maps over the input: Captum's published values, PyTorch's autograd and hooks, differences."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.heat_maps import guided_backprop, saliency, smooth_grad
from engine.networks import Graph, Node, Sequential
from tests.engine.explain.heat_maps.judges import captums, close, random_case, torch_gradients

BOTH_TYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_guided_backprop_gives_the_values_that_captum_publishes():
    """Of Captum's `tests/attr/test_guided_backprop.py`; its delta is 0.01."""
    network, x = captums()
    expected = [[0, 1, 1, 1], [1, 3, 3, 2], [1, 3, 3, 2], [1, 2, 2, 1]]
    np.testing.assert_array_equal(guided_backprop(network, x, 0)[0, 0], expected)


@pytest.mark.torch
@BOTH_TYPES
@pytest.mark.parametrize("seed", range(12))
def test_pytorch_gives_the_same_maps_of_random_graphs(seed, dtype):
    pytest.importorskip("torch")
    network, x, target = random_case(seed, dtype)
    batch = x.copy()
    for found, guided in (
        (saliency(network, x, target), False),
        (guided_backprop(network, x, target), True),
    ):
        assert found.dtype == dtype
        expected = torch_gradients(network, x, target, guided=guided)[1]
        close(found, expected if guided else np.abs(expected))
    np.testing.assert_array_equal(x, batch)


@pytest.mark.torch
def test_relu_before_overlapping_pooling_is_guided_where_it_stands():
    """Two windows hand gradients of both signs to one number: their sum is clipped, not each."""
    pytest.importorskip("torch")
    layers = [nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 1), nn.Flatten()]
    network = Sequential((1, 8, 8), [*layers, nn.Linear(144, 3)], 2, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(4, 1, 8, 8))
    found = guided_backprop(network, x, [0, 1, 2, 0])
    close(found, torch_gradients(network, x, [0, 1, 2, 0], guided=True)[1])
    plain = torch_gradients(network, x, [0, 1, 2, 0])[1]
    assert np.abs(found - plain).max() > 0.01


def test_guided_needs_a_trace_that_has_kept_the_outputs():
    network, x = captums()
    with pytest.raises(ValueError, match="the trace has not kept the outputs; guided needs them"):
        network.backward(network.trace(x), np.ones((1, 4), np.float32), guided=True)


def test_other_activations_keep_their_derivative():
    layers = [nn.Conv2d(2, 3, 3), nn.LeakyReLU(0.2), nn.Tanh(), nn.Flatten(), nn.Linear(48, 3)]
    network = Sequential((2, 6, 6), layers, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(2, 2, 6, 6))
    np.testing.assert_array_equal(np.abs(guided_backprop(network, x, 1)), saliency(network, x, 1))


@pytest.mark.parametrize("seed", range(4))
def test_saliency_is_the_steepness_of_short_chords(seed):
    network, x, target = random_case(seed)
    found, rng = saliency(network, x, target), np.random.default_rng(seed)

    def score(given):
        return network.trace(given, layers=network.scoring_layers).output[range(len(x)), target]

    for place in zip(*(rng.integers(0, length, 20) for length in x.shape), strict=True):
        step = np.zeros_like(x)
        step[place] = 1e-6
        chord = (score(x + step) - score(x - step))[place[0]] / 2e-6
        assert abs(abs(chord) - found[place]) <= 1e-6 * max(1, np.abs(found).max())


@BOTH_TYPES
def test_smooth_grad_is_the_mean_of_gradients_under_seeded_noise(dtype):
    network, x, target = random_case(5, dtype)
    found = smooth_grad(network, x, target, samples=4, sigma=0.2, seed=7)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, smooth_grad(network, x, target, 4, 0.2, 7))
    assert np.any(found != smooth_grad(network, x, target, 4, 0.2, 8))
    rng, total = np.random.default_rng(7), 0
    ranges = [one.max() - one.min() for one in x.astype(np.float64)]
    for _ in range(4):
        noise = rng.standard_normal(x.shape)
        noisy = [one + 0.2 * r * n for one, r, n in zip(x, ranges, noise, strict=True)]
        total = total + _gradient(network, np.array(noisy), target)
    close(found, total / 4)


def _gradient(network, x, target):
    """The plain gradient in float64, sample by sample, through a copy of the network."""
    double = Graph(network.input_shape, network.nodes, dtype=np.float64)
    double.set_state(network.state)
    found = []
    for one, label in zip(x, target, strict=True):
        trace = double.trace(one[None], layers=double.scoring_layers)
        grad = np.eye(3)[[label]]
        found.append(double.backward(trace, grad, needs_input_grad=True).input[0])
    return np.array(found)


def test_smooth_grad_without_noise_is_the_gradient():
    network, x, target = random_case(6)
    found = smooth_grad(network, x, target, samples=3, sigma=0)
    close(np.abs(found), saliency(network, x, target))
    assert found.min() < 0 < found.max()


def test_the_mean_of_many_noisy_gradients_is_that_of_the_smoothed_score():
    """Of x² it is the gradient's mean 2x, whatever the noise; with tanh, a smaller slope at 0."""
    nodes = [Node("curve", nn.Tanh()), Node("fc", nn.Linear(2, 1, bias=False), ("curve",))]
    network = Graph((2,), nodes, dtype=np.float64)
    network.parameters["fc.weight"][...] = 1
    found = smooth_grad(network, np.array([[0.0, 1.0]]), 0, samples=1000, sigma=1, seed=0)
    places, weights = np.polynomial.hermite_e.hermegauss(60)
    for number, centre in enumerate((0.0, 1.0)):
        mean = np.sum(weights / np.cosh(centre + places) ** 2) / weights.sum()
        assert abs(found[0, number] - mean) < 4 * 0.36 / np.sqrt(1000)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: saliency(n, x, [0, 1, 9]), "target holds a class that is not from 0 to 2"),
        (lambda n, x: saliency(n, x, "cat"), "target is 'cat'; it must be a whole number"),
        (lambda n, x: saliency(3, x, 0), "network is 3; it must be a Graph or a Sequential"),
        (lambda n, x: saliency(Sequential((2, 4, 3), [nn.ReLU()]), x, 0), "output is 2×4×3; it"),
        (lambda n, x: guided_backprop(n, x, 3), "target is 3; it must be at most 2"),
        (lambda n, x: smooth_grad(n, x, 0, 0), "samples is 0; it must be at least 1"),
        (lambda n, x: smooth_grad(n, x, 0, 1001), "samples is 1001; it must be at most 1,000"),
        (lambda n, x: smooth_grad(n, x, 0, 5, -0.1), "sigma is -0.1; it must be at least 0"),
        (lambda n, x: smooth_grad(n, x, 0, 5, 0.1, -1), "seed is -1; it must be at least 0"),
        (lambda n, x: smooth_grad(n, x[0], 0), "the batch is 2×4×3; it must be N×2×4×3"),
    ],
)
def test_what_cannot_be_explained_is_told_in_words(call, sentence):
    network, x, _ = random_case(0)
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(network, x)
