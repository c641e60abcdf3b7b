"""The three ways to compute a layer: equal results, and the sizes of the lectures."""

import numpy as np
import pytest

import engine
from engine.explain import convolution_cost as cost
from engine.planning.volumes import Layer, Volume

SMALL = Volume(9, 7, 3), Layer("conv", 3, 2, 1, 4)


def test_alexnets_first_layer_has_the_sizes_of_the_lectures() -> None:
    found = cost.sizes(Volume(227, 227, 3), Layer("conv", 11, 4, 0, 96))
    assert (found.filters, found.depth, found.positions) == (96, 363, 3025)
    assert found.columns == 363 * 3025
    assert found.multiply_adds == 105_415_200


def test_all_ways_compute_the_same() -> None:
    volume, layer = SMALL
    x, weight = cost.drawn(volume, layer)
    expected = engine.conv2d(x, weight, None, layer.stride, layer.padding)[0]
    by_columns = cost.by_columns(x, weight, layer).reshape(expected.shape)
    np.testing.assert_allclose(by_columns, expected, atol=1e-5)
    padded = np.pad(x[0], ((0, 0), (1, 1), (1, 1))).tolist()
    kernels = weight.tolist()
    for k, i, j in np.ndindex(*expected.shape):
        one = cost.one_output(padded, kernels[k], 2 * i, 2 * j)
        assert one == pytest.approx(float(expected[k, i, j]), abs=1e-5)


def test_a_round_times_each_way_and_extrapolates_the_loops(monkeypatch) -> None:
    monkeypatch.setattr(cost, "PIECE", 0.0)
    rounds = list(cost.rounds(*SMALL, 3))
    assert len(rounds) == 3
    assert all(one.outputs == 1 and min(one.seconds) > 0 for one in rounds)
    monkeypatch.setattr(cost, "PIECE", 60.0)
    (whole,) = cost.rounds(*SMALL, 1)
    assert whole.outputs == 5 * 4 * 4
