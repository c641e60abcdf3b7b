"""The networks that can be trained: what they are made of, and what is too large."""

import pytest

from app.training import networks
from engine.networks import table

# Multiplied out by hand for 8×8 grey pictures of 10 classes; a batch normalisation has 2 numbers
# for each map.
PARAMETERS = {
    "small": (9 + 1) * 16 + 32 + (144 + 1) * 16 + 32 + (144 + 1) * 32 + 64 + (128 + 1) * 10,
    "plain": (9 + 1) * 8 + (72 + 1) * 16 + (2 * 2 * 16 + 1) * 32 + (32 + 1) * 10,
    "dense": (64 + 1) * 64 + (64 + 1) * 10,
    "linear": (64 + 1) * 10,
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_network_has_the_numbers_that_its_title_promises(name: str) -> None:
    shape = (1, 8, 8)
    assert table(shape, networks.layers(name, shape, 10)).parameters == PARAMETERS[name]
