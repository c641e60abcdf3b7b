"""Pictures that are climbed to: every step once more by PyTorch, and what must be so."""

import itertools

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.features import deep_dream, maximise
from engine.images.resampling import blur, resize
from engine.networks import Graph, Sequential
from tests.engine.explain.heat_maps.judges import close
from tests.engine.networks.test_graph import RESIDUAL, UP_PATH
from tests.engine.networks.torch_graph import torch_graph

SHAPE = (3, 8, 8)
PLAIN = {"jitter": 0, "blur": 0, "decay": 0, "limits": None}
BOTH_TYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def residual(dtype=np.float64):
    return Graph(SHAPE, RESIDUAL, 2, dtype=dtype)


def torch_slope(network, number, picture, of):
    """The gradient of `of` a node's output, with respect to the picture."""
    import torch

    given = torch.tensor(picture[None], requires_grad=True)
    of(torch_graph(network, number + 1)(given)[0]).backward()
    return given.grad[0].numpy()


def uphill(grad, rate):
    return rate * grad / np.sqrt(np.mean(grad**2))


@pytest.mark.torch
@BOTH_TYPES
@pytest.mark.parametrize(
    ("layer", "unit", "cell"), [("sum", 1, None), ("sum", 3, (2, 7)), ("fc", 2, None)]
)
def test_every_step_is_that_of_pytorch(layer, unit, cell, dtype):
    pytest.importorskip("torch")
    network = residual(dtype)
    number = [node.name for node in network.nodes].index(layer)

    def climbed(out):
        return out[unit].mean() if cell is None else out[unit, cell[0], cell[1]]

    seen = list(maximise(network, layer, unit, cell, 6, 0.2, 2, 0.6, 0.05, (-0.5, 0.6), seed=4))
    assert [one.step for one in seen] == list(range(7))
    rng = np.random.default_rng(4)
    rng.standard_normal(SHAPE)
    for before, after in itertools.pairwise(seen):
        move = rng.integers(-2, 3, 2)
        grad = torch_slope(network, number, np.roll(before.picture, move, axis=(1, 2)), climbed)
        grad = np.roll(grad, -move, axis=(1, 2))
        picture = 0.95 * (before.picture + uphill(grad, 0.2))
        picture = blur(picture, 0.6) if after.step == 4 else picture
        close(after.picture, np.clip(picture, -0.5, 0.6), 1e-3)
        assert after.picture.dtype == dtype
        value = climbed(network.trace(after.picture[None], layers=number + 1).output[0])
        assert after.value == pytest.approx(float(value), rel=1e-4)


def test_a_linear_score_is_climbed_straight():
    network = Sequential((1, 3, 3), [nn.Flatten(), nn.Linear(9, 2)], dtype=np.float64)
    start = np.random.default_rng(0).normal(size=(1, 3, 3))
    weight = network.parameters["1.weight"][1].reshape(1, 3, 3)
    seen = list(maximise(network, 1, 1, steps=3, rate=0.1, start=start, **PLAIN))
    for one in seen:
        expected = start + one.step * uphill(weight, 0.1)
        np.testing.assert_allclose(one.picture, expected, rtol=1e-12)
    assert [one.value for one in seen] == sorted(one.value for one in seen)


@pytest.mark.parametrize(("layer", "unit"), [("conv1", 0), ("sum", 2), ("fc", 1)])
def test_a_unit_is_moved_far_more_than_by_noise(layer, unit):
    network = residual(np.float32)
    first, *_, last = maximise(network, layer, unit, steps=60, seed=1)
    noise = np.random.default_rng(0).uniform(-1, 1, (200, *SHAPE)).astype(np.float32)
    values = network.activations(noise)[layer][:, unit].reshape(200, -1).mean(axis=1)
    assert last.value > max(first.value, values.max())
    assert np.abs(last.picture).max() <= 1


def test_the_same_seed_climbs_to_the_same_picture_and_may_be_stopped():
    network = residual()
    before = {name: array.copy() for name, array in network.state.items()}
    ends = [[*maximise(network, "sum", 0, steps=5, seed=seed)][-1].picture for seed in (3, 3, 4)]
    np.testing.assert_array_equal(ends[0], ends[1])
    assert np.any(ends[0] != ends[2])
    climbing = maximise(network, "sum", 0, steps=10_000, seed=3)
    seen = list(itertools.islice(climbing, 6))
    climbing.close()
    np.testing.assert_array_equal(seen[-1].picture, ends[0])
    for name, array in network.state.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_unit_that_nothing_moves_leaves_the_picture():
    network = residual()
    network.parameters["fc.weight"][...] = 0
    first, *_, last = maximise(network, "fc", 0, steps=4, **PLAIN)
    np.testing.assert_array_equal(first.picture, last.picture)


@pytest.mark.torch
@BOTH_TYPES
@pytest.mark.parametrize("channel", [None, 2])
def test_a_dream_is_that_of_pytorch(channel, dtype):
    pytest.importorskip("torch")
    network = residual(dtype)
    picture = np.random.default_rng(0).uniform(-1, 1, (3, 13, 10)).astype(dtype)
    batch = picture.copy()
    seen = list(deep_dream(network, picture, "sum", channel, 3, 1.3, 2, 0.1, 2, seed=5))
    np.testing.assert_array_equal(picture, batch)
    assert [(one.octave, one.step) for one in seen] == [(o, s) for o in range(3) for s in range(3)]
    sizes = [(8, 6), (10, 8), (13, 10)]
    assert [one.picture.shape[1:] for one in seen[::3]] == sizes
    rng, change = np.random.default_rng(5), np.zeros_like(picture)

    def climbed(out):
        return ((out if channel is None else out[channel]) ** 2).mean() / 2

    for octave, size in enumerate(sizes):
        plain = resize(picture, size)
        larger = Graph((3, *size), network.nodes, dtype=dtype)
        larger.set_state(network.state)
        now = np.clip(plain + resize(change, size), -1, 1)
        for one in seen[3 * octave : 3 * octave + 3]:
            if one.step:
                move = rng.integers(-2, 3, 2)
                grad = torch_slope(larger, 6, np.roll(now, move, axis=(1, 2)), climbed)
                now = np.clip(now + uphill(np.roll(grad, -move, axis=(1, 2)), 0.1), -1, 1)
            close(one.picture, now, 1e-3)
            assert one.picture.dtype == dtype
            found = climbed(larger.activations(one.picture[None])["sum"][0])
            assert one.value == pytest.approx(float(found), rel=1e-4)
            now = one.picture
        change = now - plain


def test_a_dream_grows_and_may_be_stopped():
    network = Graph(SHAPE, UP_PATH, 1)
    picture = np.random.default_rng(0).uniform(-1, 1, (3, 40, 24)).astype(np.float32)
    seen = list(deep_dream(network, picture, "relu2", octaves=2, scale=2, steps=8))
    assert [one.picture.shape for one in seen[::9]] == [(3, 20, 12), (3, 40, 24)]
    for octave in (seen[:9], seen[9:]):
        assert octave[-1].value > 1.5 * octave[0].value
    dreaming = deep_dream(network, picture, "relu2", octaves=2, scale=2)
    np.testing.assert_array_equal(next(dreaming).picture, seen[0].picture)
    dreaming.close()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, p: maximise(n, "conv9", 0), "layer is 'conv9'; it must be one of conv1"),
        (lambda n, p: maximise(n, "sum", 4), "unit is 4; it must be at most 3"),
        (lambda n, p: maximise(n, "fc", 0, (0, 0)), "its output is a row of numbers"),
        (lambda n, p: maximise(n, "sum", 0, (8, 0)), "row is 8; it must be at most 7"),
        (lambda n, p: maximise(n, "sum", 0, steps=10**5), "steps is 100000; it must be at most"),
        (lambda n, p: maximise(n, "sum", 0, rate=0), "rate is 0; it must be greater than 0"),
        (lambda n, p: maximise(n, "sum", 0, jitter=9), "jitter is 9; it must be at most 8"),
        (lambda n, p: maximise(n, "sum", 0, blur=-1), "blur is -1; it must be at least 0"),
        (lambda n, p: maximise(n, "sum", 0, decay=2), "decay is 2; it must be at most 1"),
        (lambda n, p: maximise(n, "sum", 0, limits=(1, 1)), "the first number must be the smaller"),
        (
            lambda n, p: maximise(n, "sum", 0, limits=1),
            r"limits is 1; it must be \(least, greatest",
        ),
        (lambda n, p: maximise(n, "sum", 0, start=p), "start is 3×9×9; it must be 3×8×8"),
        (lambda n, p: deep_dream(n, p, "fc"), "its output is a row of numbers"),
        (lambda n, p: deep_dream(n, p[0], "sum"), "picture is 9×9; it must be 3×H×W"),
        (lambda n, p: deep_dream(n, p, "sum", 4), "channel is 4; it must be at most 3"),
        (lambda n, p: deep_dream(n, p, "sum", octaves=11), "octaves is 11; it must be at most 10"),
        (lambda n, p: deep_dream(n, p, "sum", scale=0.9), "scale is 0.9; it must be at least 1"),
        (
            lambda n, p: deep_dream(Graph(SHAPE, UP_PATH), p, "down2", octaves=9, scale=4),
            'a picture of 1×1 does not fit: node "pool1", max pooling 2×2: ',
        ),
    ],
)
def test_what_cannot_be_climbed_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(residual(), np.zeros((3, 9, 9)))
