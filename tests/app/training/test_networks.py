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


@pytest.mark.parametrize(
    ("layers", "is_refused"),
    [
        ("residual_3_16_relu", False),
        ("residual_5_48_relu_1", True),  # few multiply-adds, and 12 million numbers in its maps
        # Too much for 32 pictures at a time, but without batch normalisation.
        ("conv_1_1_1_48~relu~" * 15 + "mean~flatten~fc_10", False),
    ],
)
def test_what_would_keep_the_others_waiting_is_refused(layers: str, is_refused: bool) -> None:
    said = networks.problem(networks.BUILT, (3, 64, 64), 10, layers)
    assert ("with batch normalisation, which needs 32 pictures" in said) == is_refused, said
    assert bool(said) == is_refused
