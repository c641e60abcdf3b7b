"""The networks that can be trained: what they are made of, and what is too large."""

import pytest

from app.training import networks
from engine.networks import graph_table

# Multiplied out by hand for 8×8 grey pictures of 10 classes; a batch normalisation has 2 numbers
# for each map.
PARAMETERS = {
    "small": (9 + 1) * 16 + 32 + (144 + 1) * 16 + 32 + (144 + 1) * 32 + 64 + (128 + 1) * 10,
    "plain": (9 + 1) * 8 + (72 + 1) * 16 + (2 * 2 * 16 + 1) * 32 + (32 + 1) * 10,
    # Blocks of 16, 32 and 64 filters; where these grow, a 1×1 convolution is in the shortcut.
    "residual": 9 * 16
    + 2 * 16
    + (2 * 9 * 16 * 16 + 2 * 2 * 16)
    + sum((9 + 9 * 2 + 1) * n * 2 * n + 3 * 2 * 2 * n for n in (16, 32))
    + (64 + 1) * 10,
    "dense": (64 + 1) * 64 + (64 + 1) * 10,
    "linear": (64 + 1) * 10,
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_network_has_the_numbers_that_its_title_promises(name: str) -> None:
    shape = (1, 8, 8)
    assert graph_table(shape, networks.nodes(name, shape, 10)).parameters == PARAMETERS[name]
