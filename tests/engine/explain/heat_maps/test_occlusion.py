"""Occlusion: Captum's published values, and a naive loop over positions and pixels."""

import numpy as np
import pytest

import engine
from engine import networks as nn
from engine.explain.heat_maps import occluded_score, occlusion, occlusion_steps
from engine.networks import Sequential
from tests.engine.explain.heat_maps.judges import captums, close, random_case


def naive(network, x, target, patch, stride, value):
    """One covered picture after the other, and every pixel's mean by itself."""
    samples, (height, width) = len(x), x.shape[2:]
    total, count = np.zeros((samples, height, width)), np.zeros((height, width))

    def score(given):
        scores = network.trace(given, layers=network.scoring_layers).output
        return np.array([scores[n, target[n]] for n in range(samples)], np.float64)

    before = score(x)
    tops = [0]
    while tops[-1] + patch[0] < height:
        tops.append(tops[-1] + stride[0])
    lefts = [0]
    while lefts[-1] + patch[1] < width:
        lefts.append(lefts[-1] + stride[1])
    for top in tops:
        for left in lefts:
            hidden = x.copy()
            for row in range(top, min(height, top + patch[0])):
                for column in range(left, min(width, left + patch[1])):
                    hidden[:, :, row, column] = value
            drop = before - score(hidden)
            for row in range(top, min(height, top + patch[0])):
                for column in range(left, min(width, left + patch[1])):
                    total[:, row, column] += drop
                    count[row, column] += 1
    return total / count


@pytest.mark.parametrize(
    ("patch", "stride", "expected"),
    [
        (4, None, np.full((4, 4), 67)),
        ((2, 3), (2, 1), [[17] * 4, [17] * 4, [64, 65.5, 65.5, 67], [64, 65.5, 65.5, 67]]),
    ],
)
def test_it_gives_the_values_that_captum_publishes(patch, stride, expected):
    """Of Captum's `tests/attr/test_occlusion.py`: there a second input adds 1 everywhere."""
    network, x = captums()
    np.testing.assert_allclose(occlusion(network, x + 1, 0, patch, stride, 1)[0], expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("patch", "stride", "value"),
    [((1, 1), None, 0.0), ((2, 2), (1, 1), 0.5), ((3, 2), (2, 1), -1.0), ((4, 3), None, 0.25)],
)
def test_it_is_what_a_naive_loop_gives(patch, stride, value, dtype):
    network, x, target = random_case(3, dtype)
    found = occlusion(network, x, target, patch, stride, value)
    assert found.dtype == dtype
    close(found, naive(network, x, target, patch, stride or patch, value), 1e-3)


def made(side=12, samples=2):
    layers = (nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * (side - 2) ** 2, 3))
    x = np.random.default_rng(0).normal(size=(samples, 1, side, side))
    return Sequential((1, side, side), layers, 1, dtype=np.float64), x


def test_the_map_grows_and_may_be_left_half_done():
    network, x = made()
    batch = x.copy()
    whole = occlusion(network, x, [0, 2], 3, 1)
    seen = list(occlusion_steps(network, x, [0, 2], 3, 1))
    assert [one.done for one in seen] == [32, 64, 96, 100]
    assert {one.positions for one in seen} == {100}
    for one in seen:
        known = ~np.isnan(one.scores)
        assert known.reshape(2, -1).sum(axis=1).tolist() == [one.done] * 2
        covered = ~np.isnan(one.heat_map)
        assert covered.all() == (one.done == 100)
        np.testing.assert_array_equal(one.drops, one.score[:, None, None] - one.scores)
    rows = ~np.isnan(seen[0].heat_map[0])
    assert (rows[:5].all(), rows[6:].any()) == (True, False)
    np.testing.assert_array_equal(seen[-1].heat_map, whole)
    np.testing.assert_array_equal(seen[0].heat_map[:, :3], whole[:, :3])
    asked = occlusion_steps(network, x, 0, 3, 1)
    next(asked)
    asked.close()
    np.testing.assert_array_equal(x, batch)


def test_one_patch_is_a_cell_of_the_map():
    network, x = made()
    *_, last = occlusion_steps(network, x, [0, 2], (3, 4), (2, 3), 0.5)
    for row, column in ((0, 0), (2, 1), (5, 3)):
        found = occluded_score(network, x, [0, 2], 2 * row, 3 * column, (3, 4), 0.5)
        np.testing.assert_allclose(found, last.scores[:, row, column], rtol=1e-12)
        covered = x.copy()
        covered[:, :, 2 * row : 2 * row + 3, 3 * column : 3 * column + 4] = 0.5
        shares = engine.softmax(network(covered), axis=1)[[0, 1], [0, 2]]
        np.testing.assert_allclose(last.probabilities[:, row, column], shares, rtol=1e-12)
    whole = engine.softmax(network(x), axis=1)[[0, 1], [0, 2]]
    np.testing.assert_allclose(last.probability, whole, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: occlusion_steps(n, x, 0, 13), "patch is 13×13; it must fit into the picture"),
        (
            lambda n, x: occlusion_steps(n, x, 0, 2, 3),
            "stride is 3×3; it must be at most the patch",
        ),
        (lambda n, x: occlusion_steps(n, x, 3, 2), "target is 3; it must be at most 2"),
        (lambda n, x: occlusion(n, x, 0, 2, value=None), "value is None; it must be a number"),
        (lambda n, x: occlusion(n, x[0], 0, 2), "the batch is 1×12×12; it must be N×1×12×12"),
        (lambda n, x: occluded_score(n, x, 0, 12, 0, 2), "row is 12; it must be at most 11"),
        (
            lambda n, x: occlusion(Sequential((4,), [nn.Linear(4, 2)]), x, 0, 2),
            "the network takes a row of 4 numbers; this needs one that takes images",
        ),
    ],
)
def test_what_cannot_be_covered_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*made())
