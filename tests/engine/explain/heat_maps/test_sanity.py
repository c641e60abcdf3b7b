"""Sanity checks: which weights are fresh, and how alike two maps are by SciPy and scikit-image."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity

from engine import networks as nn
from engine.explain.heat_maps import grad_cam, randomised, similarity
from engine.networks import Graph, Sequential
from tests.engine.explain.heat_maps.judges import random_case


@pytest.mark.parametrize("seed", range(4))
def test_layers_from_the_last_one_down_are_fresh(seed):
    network, x, _ = random_case(seed, np.float32)
    before = {name: array.copy() for name, array in network.state.items()}
    names = [node.name for node in network.nodes]
    whole = randomised(network, 0, 5)
    for first, name in enumerate(names[: network.scoring_layers]):
        changed = randomised(network, name if first % 2 else first, 5)
        assert (type(changed), changed.dtype) == (type(network), network.dtype)
        for key, array in changed.state.items():
            is_fresh = names.index(key.rpartition(".")[0]) >= first
            np.testing.assert_array_equal(array, (whole.state if is_fresh else before)[key])
            if key.endswith("weight") and array.ndim > 1:
                assert is_fresh == np.any(array != before[key])
        assert changed(x).shape == network(x).shape
    fresh = Graph(network.input_shape, network.nodes, 5)
    np.testing.assert_array_equal(whole(x), fresh(x))
    for key, array in network.state.items():
        np.testing.assert_array_equal(array, before[key])


def test_a_copy_computes_with_its_own_weights():
    layers = (nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 2))
    network = Sequential((1, 6, 6), layers)
    x = np.ones((1, 1, 6, 6), np.float32)
    changed = randomised(network, "3", seed=9)
    assert type(changed) is Sequential
    assert np.any(changed(x) != network(x))
    np.testing.assert_array_equal(changed.activations(x)[2], network.activations(x)[2])
    changed.parameters["0.weight"][...] = 0
    assert network.parameters["0.weight"].any()
    with pytest.raises(ValueError, match="down_to is 4; it must be at most 3"):
        randomised(network, 4)


MAPS = {
    "square": (9, 9),
    "wide": (8, 20),
    "a window": (7, 7),
    "small": (6, 5),
    "smallest": (3, 4),
}


@pytest.mark.parametrize("shape", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("levels", [4, 10**6])
def test_scipy_and_scikit_image_measure_the_same(shape, levels):
    rng = np.random.default_rng(1)
    one = rng.integers(-levels, levels, shape).astype(np.float32)
    other = (one + rng.integers(-levels, levels, shape)).astype(np.float32)
    found = similarity(one, other)
    assert found.rank == pytest.approx(spearmanr(one.ravel(), other.ravel()).statistic)
    expected = spearmanr(np.abs(one).ravel(), np.abs(other).ravel()).statistic
    assert found.absolute_rank == pytest.approx(expected)
    scaled = [(m - m.min()) / (m.max() - m.min()) for m in (one.astype(float), other.astype(float))]
    side = {9: 7, 8: 7, 7: 7, 6: 5, 3: 3}[shape[0]]
    expected = structural_similarity(*scaled, data_range=1, win_size=side)
    assert found.structure == pytest.approx(expected)


def test_a_map_is_like_itself_and_unlike_noise():
    one, other = np.random.default_rng(0).normal(size=(2, 30, 30))
    same = similarity(one, one)
    assert (same.rank, same.absolute_rank, same.structure) == pytest.approx((1, 1, 1))
    turned = similarity(one, -one)
    assert (turned.rank, turned.absolute_rank) == pytest.approx((-1, 1))
    unlike = similarity(one, other)
    assert max(abs(unlike.rank), abs(unlike.absolute_rank), abs(unlike.structure)) < 0.15
    flat = similarity(one, np.zeros_like(one))
    assert np.isnan([flat.rank, flat.absolute_rank]).all()


def test_a_heat_map_changes_where_weights_are_random():
    network, x, target = random_case(0)
    name = next(row.name for row in network.table.rows if row.output == (2, 4, 3))
    before = grad_cam(network, x, name, target, relu=False)[0]
    after = grad_cam(randomised(network, 0, 3), x, name, target, relu=False)[0]
    assert similarity(before, before).rank == pytest.approx(1)
    assert similarity(before, after).rank < 0.999


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (
            np.ones((4, 4)),
            np.ones((4, 5)),
            "the maps are 4×4 and 4×5; they must have the same size",
        ),
        (np.ones((2, 9)), np.ones((2, 9)), "the maps are 2×9 and 2×9"),
        (np.ones(4), np.ones(4), "first has the shape 4; it must be H×W"),
    ],
)
def test_maps_that_cannot_be_compared_are_told_in_words(one, other, sentence):
    with pytest.raises(ValueError, match=sentence):
        similarity(one, other)
