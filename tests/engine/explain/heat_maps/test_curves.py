"""Deletion and insertion: a naive loop over steps and pixels, and what must be so."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.heat_maps import deletion, insertion
from engine.images.resampling import blur
from engine.networks import Sequential
from tests.engine.explain.heat_maps.judges import close, random_case


def naive(network, start, end, target, heat_map, steps):
    """One pixel after the other by a heap of (importance, place), one picture at a time."""
    pixels = heat_map[0].size
    curves = []
    for first, last, label, one in zip(start, end, target, heat_map, strict=True):
        places = sorted(np.ndindex(one.shape), key=lambda place: (-one[place], place))
        now, done, values = first.copy(), 0, []
        for step in range(steps + 1):
            for row, column in places[done : round(pixels * step / steps)]:
                now[:, row, column] = last[:, row, column]
            done = round(pixels * step / steps)
            values.append(network(now[None])[0, label])
        curves.append(values)
    return np.array(curves)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("steps", [1, 4, 12])
def test_both_are_what_naive_loops_give(steps, dtype):
    network, x, target = random_case(2, dtype)
    heat_map = np.random.default_rng(0).integers(0, 5, (3, *x.shape[2:])).astype(dtype)
    for curve, start, end in (
        (deletion(network, x, target, heat_map, steps, 0.5), x, np.full_like(x, 0.5)),
        (insertion(network, x, target, heat_map, steps, 1.0), blur(x, 1.0), x),
    ):
        expected = naive(network, start, end, target, heat_map, steps)
        close(curve.probabilities, expected, 1e-3)
        np.testing.assert_allclose(curve.shares, np.arange(steps + 1) / steps)
        sums = (expected[:, :-1] + expected[:, 1:]).sum(axis=1) / 2 / steps
        np.testing.assert_allclose(curve.area, sums, rtol=1e-4)


def one_pixel():
    """A network that looks at one pixel of a 6×6 picture, and the map that says so."""
    layers = (nn.Flatten(), nn.Linear(36, 2, bias=False))
    network = Sequential((1, 6, 6), layers, dtype=np.float64)
    network.parameters["1.weight"][...] = 0
    network.parameters["1.weight"][1, 15] = 8
    x = np.ones((1, 1, 6, 6))
    good = np.zeros((6, 6))
    good[2, 3] = 1
    return network, x, good


def test_a_good_map_has_a_small_area_of_deletion_and_a_large_one_of_insertion():
    network, x, good = one_pixel()
    x[...] = -1
    x[0, 0, 2, 3] = 3
    for call, sign in ((deletion, 1), (insertion, -1)):
        best, worst = (call(network, x, 1, one, 36).area[0] for one in (good, -good))
        assert sign * (worst - best) > 0.1, call


def test_scores_without_a_softmax_become_probabilities():
    network, x, good = one_pixel()
    ended = Sequential((1, 6, 6), [*network.layers, nn.Softmax()], dtype=np.float64)
    ended.set_state(network.state)
    plain, own = (deletion(one, x, 1, good, 3).probabilities for one in (network, ended))
    np.testing.assert_allclose(plain, own, rtol=1e-12)
    assert plain[0, 0] == pytest.approx(1 / (1 + np.exp(-8)))
    assert plain[0, 1:].tolist() == [0.5] * 3


def test_a_smaller_map_is_resized():
    network, x, _ = one_pixel()
    small = np.array([[0.0, 1.0], [0.0, 0.0]])
    curve = deletion(network, x, 1, small, 36)
    assert np.argmax(curve.probabilities[0] < 0.9) > 1
    assert curve.probabilities[0, 18] == 0.5


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x, m: deletion(n, x, 1, m[0]), "heat_map is 6; it must be 1×H×W, one map a"),
        (lambda n, x, m: deletion(n, x, 1, [m, m]), "heat_map is 2×6×6; it must be 1×H×W"),
        (lambda n, x, m: insertion(n, x, 1, m * np.nan), "heat_map holds NaN; its pixels cannot"),
        (lambda n, x, m: deletion(n, x, 1, m, 0), "steps is 0; it must be at least 1"),
        (lambda n, x, m: deletion(n, x, 2, m), "target is 2; it must be at most 1"),
        (lambda n, x, m: insertion(n, x, 1, m, 9, 0), "sigma is 0; it must be at least 0.01"),
        (lambda n, x, m: insertion(n, x, 1, "m"), "heat_map holds <U1; it must hold real numbers"),
    ],
)
def test_what_cannot_be_judged_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*one_pixel())
