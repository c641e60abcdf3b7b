"""Parameters from a fully connected layer to a convolution: held to networks, and the lectures'."""

import numpy as np
import pytest

from engine.explain.weight_sharing import sharing
from engine.networks import Conv2d, Linear, table

RNG = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("size", "neuron"), [(32, 3_072), (64, 12_288), (200, 120_000), (1000, 3_000_000)]
)
def test_one_neuron_has_as_many_weights_as_the_lectures_say(size, neuron):
    found = sharing(size, 5)
    assert (found.neuron, found.filter, found.shared) == (neuron, 75, 76)


@pytest.mark.parametrize("_", range(8))
def test_the_counts_are_those_of_layers(_):
    size, depth = (int(n) for n in RNG.integers(1, 13, 2))
    kernel = int(RNG.choice([1, 3, 5, 7]))
    found = sharing(size, kernel, depth)
    assert found.neurons == size * size
    dense = table((size * size * depth,), [Linear(size * size * depth, size * size)])
    assert found.full == dense.parameters
    convolution = Conv2d(depth, 1, kernel, padding=(kernel - 1) // 2)
    made = table((depth, size, size), [convolution])
    assert made.output == (1, size, size)
    assert found.shared == made.parameters
    # One filter for each position, as a layer that is connected locally has it.
    assert found.local == sum(made.parameters for _ in range(size * size))


@pytest.mark.parametrize(("size", "kernel", "depth"), [(0, 3, 3), (8, 4, 3), (8, 3, 0), (8, 0, 1)])
def test_numbers_that_cannot_be_are_refused(size, kernel, depth):
    with pytest.raises(ValueError, match="must be"):
        sharing(size, kernel, depth)
