"""The experiments about activation functions: seeded, and held to other ways to the numbers."""

import itertools
import math

import numpy as np
import pytest

from engine.explain import (
    activation_cost,
    activation_layers,
    convergence,
    dying_units,
    vanishing_gradients,
    zig_zag,
)
from engine.explain.activation_curves import NAMES, Function
from engine.networks import Sequential, training

PARAMETERS = {
    "leaky_relu": (0.1,),
    "prelu": (0.25,),
    "elu": (1.0,),
    "maxout": ((0.0, 0.0), (1.0, 0.0)),
}
FUNCTIONS = [Function(name, PARAMETERS.get(name, ())) for name in NAMES]
SIGMOID, TANH, RELU = map(Function, ("sigmoid", "tanh", "relu"))
LEAKY = Function("leaky_relu", (0.1,))


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f.name != "maxout"], ids=str)
def test_a_block_computes_the_function(function):
    network = Sequential((3,), activation_layers.block(function, 3, 5), dtype=np.float64)
    x = np.random.default_rng(0).standard_normal((7, 3))
    sums = x @ network.parameters["0.weight"].T
    np.testing.assert_allclose(network(x), function(sums), rtol=1e-12)


def test_maxout_has_twice_the_parameters():
    layers = [
        activation_layers.block(one, 64, 32)
        for one in (RELU, Function("maxout", ((0.0, 0.0),) * 2))
    ]
    counts = [sum(p.size for p in Sequential((64,), one).parameters.values()) for one in layers]
    assert counts == [2080, 4160]


@pytest.mark.torch
@pytest.mark.parametrize("name", ["sigmoid", "relu"])
def test_the_gradients_of_the_chain_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    found = vanishing_gradients.flow(Function(name), 10, seed=3)
    ours = activation_layers.network(Function(name), 10, vanishing_gradients.UNITS, 3)
    layers = [
        torch.nn.Linear(*reversed(ours.parameters[f"{n}.weight"].shape)) for n in range(0, 21, 2)
    ]
    for n, layer in enumerate(layers):
        for kind in ("weight", "bias"):
            values = torch.from_numpy(ours.parameters[f"{2 * n}.{kind}"].astype(np.float64))
            setattr(layer, kind, torch.nn.Parameter(values))
    x, labels = activation_layers.digit_inputs()
    batch = np.random.default_rng(3).choice(len(x), vanishing_gradients.BATCH, replace=False)
    out = torch.from_numpy(x[batch].astype(np.float64))
    for layer in layers[:-1]:
        out = getattr(torch, name)(layer(out))
    torch.nn.functional.cross_entropy(layers[-1](out), torch.from_numpy(labels[batch])).backward()
    theirs = [float(layer.weight.grad.square().mean().sqrt()) for layer in layers[:-1]]
    np.testing.assert_allclose(found.sizes, theirs, rtol=1e-3)


def test_the_gradient_vanishes_under_sigmoid_and_lives_under_relu():
    for seed in range(3):
        assert vanishing_gradients.flow(SIGMOID, 10, seed).shrinks > 1e4
        assert 0.1 < vanishing_gradients.flow(RELU, 10, seed).shrinks < 10
    assert vanishing_gradients.flow(SIGMOID, 2).shrinks < 100
    assert vanishing_gradients.flow(RELU, 10, 5) == vanishing_gradients.flow(RELU, 10, 5)


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_every_function_goes_through_the_chain(function):
    sizes = vanishing_gradients.flow(function, 3).sizes
    assert len(sizes) == 3
    assert all(math.isfinite(size) for size in sizes)


def test_positive_inputs_move_both_weights_the_same_way():
    for seed in range(4):
        raw, centred = (zig_zag.descend(SIGMOID, one, seed) for one in (False, True))
        assert raw.inputs.min() > 0
        assert raw.same_sign == 1
        assert 0.3 < centred.same_sign < 0.7
        assert raw.arrival > 2 * centred.arrival
        np.testing.assert_allclose(centred.inputs.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(raw.inputs - raw.inputs.mean(axis=0), centred.inputs, atol=1e-12)


def test_inputs_of_no_size_move_nothing():
    constant = Function("maxout", ((0.0, 1.0), (0.0, 1.0)))
    found = zig_zag.descend(constant, True, 1)
    assert (found.weights == zig_zag.START).all()
    assert (found.both, found.same_sign, found.arrival) == (0, 0.0, None)


def test_a_detour_is_measured_as_far_as_the_arrival():
    found = zig_zag.descend(RELU, False, 1)
    moves = np.diff(found.weights[: found.arrival + 1], axis=0)
    assert found.detour == pytest.approx(sum(map(math.hypot, *moves.T)) / math.hypot(2, 2))
    assert found.detour > 5
    assert found.both < zig_zag.STEPS / 2  # an input of 0 leaves its weight as it is


def test_every_step_goes_down_the_gradient_of_one_sample():
    found = zig_zag.descend(TANH, False, 2)
    assert found.weights[0].tolist() == list(zig_zag.START)
    for before, after in itertools.pairwise(found.weights[:30]):
        # The move is along one of the samples, towards a smaller error of that sample.
        move = after - before
        errors = (before - zig_zag.GOAL) @ found.inputs.T
        moves = -np.outer(errors, np.ones(2)) * found.inputs
        cosines = moves @ move / np.linalg.norm(moves, axis=1) / np.linalg.norm(move)
        assert cosines.max() == pytest.approx(1)
    away = np.linalg.norm(found.weights - zig_zag.GOAL, axis=1)
    assert (away[found.arrival :] <= zig_zag.NEAR).all()
    assert away[found.arrival - 1] > zig_zag.NEAR


def test_units_die_at_a_large_learning_rate_and_survive_with_a_leak():
    small, large, leaky = (
        list(dying_units.train(one, rate, 1, 60))
        for one, rate in ((RELU, 0.1), (RELU, 1.0), (LEAKY, 1.0))
    )
    assert [count.step for count in large] == list(range(0, 61, 5))
    assert math.isnan(large[0].loss)
    assert small[-1].dead <= 2
    assert large[-1].dead >= 10
    assert {count.dead for count in leaky} == {0}
    assert all(count.dead == count.negative for count in large)
    assert large == large[:1] + list(dying_units.train(RELU, 1.0, 1, 60))[1:]


@pytest.fixture
def taken(monkeypatch):
    """The steps of training that an experiment takes, one entry each."""
    steps = []

    def counted(*asked):
        steps.append(1)
        return training.step(*asked)

    for module in (dying_units, convergence):
        monkeypatch.setattr(module, "step", counted)
    return steps


def test_no_step_is_taken_that_nobody_sees(taken, monkeypatch):
    list(dying_units.train(RELU, 0.1, 1, 10))
    assert len(taken) == 10
    taken.clear()
    monkeypatch.setattr(convergence, "MOST", 10)
    found = list(convergence.races(TANH, RELU, 0.1, 1e-9, 1, 1))
    assert [one.step for one in found[:-1]] == [0, 0, 5, 5, 10, 10]
    assert len(taken) == 2 * 10


def test_trainings_side_by_side_are_those_alone_and_one_may_diverge():
    trained = ((RELU, 0.1), (LEAKY, 50.0), (LEAKY, 1.0))
    found = list(dying_units.compare(trained, 1, 40))
    for which, (function, rate) in enumerate(trained):
        alone = list(dying_units.train(function, rate, 1, 40))
        together = [count for place, count in found if place == which]
        assert together[1:] == alone[1:]
        assert together[0].dead == alone[0].dead
    assert [count.step for _, count in found] == sorted(count.step for _, count in found)
    places = [place for place, _ in found]
    assert places.count(1) < places.count(0) == places.count(2)


def test_a_training_that_diverges_ends():
    counts = list(dying_units.train(LEAKY, 50.0, 1))
    assert counts[-1].step < dying_units.STEPS


def test_a_race_is_the_same_for_the_same_seed_and_counts_the_steps_of_its_losses():
    first = list(convergence.races(TANH, RELU, 0.3, 0.5, 4, 2))
    assert first == list(convergence.races(TANH, RELU, 0.3, 0.5, 4, 2))
    found = [one for one in first if isinstance(one, convergence.Race)]
    assert [race.seed for race in found] == [4, 5]
    for race in found:
        for which, steps in enumerate((race.first, race.second)):
            losses = [
                one
                for one in first
                if isinstance(one, convergence.Loss) and (one.seed, one.which) == (race.seed, which)
            ]
            assert losses[-1].step == steps
            assert losses[-1].loss <= 0.5 < min(one.loss for one in losses[:-1])
        assert race.ratio == race.first / race.second


def test_who_does_not_arrive_gives_a_bound():
    assert convergence.Race(1, None, 50).ratio == convergence.MOST / 50
    assert convergence.Race(1, None, None).ratio is None
    assert convergence.Race(1, 50, None).ratio == 50 / convergence.MOST


def test_who_arrives_untrained_counts_as_one_step():
    assert convergence.Race(1, 0, 50).ratio == 1 / 50
    assert convergence.Race(1, 50, 0).ratio == 50
    assert convergence.Race(1, 0, 0).ratio == 1
    assert convergence.Race(1, None, 0).ratio == convergence.MOST


def test_a_training_that_diverges_arrives_nowhere():
    diverged = [
        one
        for one in convergence.races(RELU, RELU, 1e6, 0.1, 1, 1)
        if isinstance(one, convergence.Race)
    ]
    assert diverged == [convergence.Race(1, None, None)]


def test_costs_are_positive_times_of_each_function():
    found = list(activation_cost.rounds([RELU, SIGMOID], 3))
    assert [len(one) for one in found] == [2, 2, 2]
    assert min(map(min, found)) > 0
