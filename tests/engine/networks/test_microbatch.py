"""A step taken some samples at a time."""

import numpy as np
import pytest

from engine import networks
from engine.networks import SGD, Sequential
from engine.networks.microbatch import accumulate_step
from engine.networks.ready_made import lenet


def begun(dtype=np.float64) -> tuple[Sequential, SGD, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    network = Sequential((3, 16, 16), lenet((3, 16, 16), 4), dtype=dtype)
    x = rng.normal(size=(10, 3, 16, 16)).astype(dtype)
    return network, SGD(0.1, 0.9), x, rng.integers(0, 4, 10)


def taken(network, optimiser, x, target, samples, loss):
    steps = accumulate_step(network, optimiser, x, target, samples, loss)
    parts = 1
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, parts
        parts += 1


@pytest.mark.parametrize("loss", ["cross_entropy", "hinge_loss", "binary_cross_entropy"])
@pytest.mark.parametrize(("samples", "parts"), [(1, 10), (3, 4), (10, 1), (99, 1)])
def test_parts_come_to_the_same_as_a_whole_step(loss, samples, parts):
    network, optimiser, x, target = begun()
    judge, other, _, _ = begun()
    for _ in range(3):
        step = networks.step(judge, other, x, target, loss)
        outcome, count = taken(network, optimiser, x, target, samples, loss)
        assert count == parts
        assert outcome.loss == pytest.approx(step.loss, rel=1e-12)
        np.testing.assert_allclose(outcome.scores, step.scores, rtol=1e-9, atol=1e-12)
    for name, array in network.parameters.items():
        np.testing.assert_allclose(array, judge.parameters[name], rtol=1e-9, atol=1e-12)


def test_one_part_is_a_step_bit_for_bit():
    network, optimiser, x, target = begun(np.float32)
    judge, other, _, _ = begun(np.float32)
    networks.step(judge, other, x, target)
    taken(network, optimiser, x, target, 10, "cross_entropy")
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(array, judge.parameters[name])


def test_a_step_given_up_changes_nothing():
    network, optimiser, x, target = begun()
    before = {name: array.copy() for name, array in network.state.items()}
    steps = accumulate_step(network, optimiser, x, target, 4)
    next(steps)
    steps.close()
    for name, array in network.state.items():
        np.testing.assert_array_equal(array, before[name])
    with pytest.raises(ValueError, match="samples is 0"):
        next(accumulate_step(network, optimiser, x, target, 0))
