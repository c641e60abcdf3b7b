""" "Show me the code": the programs are run, and must compute what the screen shows."""

from random import Random

import numpy as np
import pytest

from app.back_propagation import code, network
from app.back_propagation.examples import EXAMPLES
from app.back_propagation.schema import BackState
from engine.explain import back_propagation
from engine.explain.back_propagation import Chain
from tests.app.programs import run
from tests.engine.explain.test_back_propagation import random_chain

NAMES = {"x": "X", "kernels": "K", "bias": "B", "dense": "W", "dense_bias": "b"}


CHAINS = [
    *(network.build(BackState(example=name).start()) for name in EXAMPLES),
    *(
        random_chain(Random(seed), stride=(2, 2), padding=(1, 1), pooling="none")
        for seed in range(10)
    ),
    *(
        random_chain(
            Random(f"{seed} {ties}"),
            whole=True,
            stride=(1, 1),
            padding=(1, 1),
            window=(2, 2),
            pool_stride=(2, 2),
            ties=ties,
        )
        for seed in range(10)
        for ties in ("first", "even", "every")
    ),
]


def check(program: str, chain: Chain) -> None:
    passes = back_propagation.run(chain)
    after = back_propagation.descend(chain, passes, 0.1)
    found = run(program)
    assert float(detached(found["C"])) == pytest.approx(passes.loss)
    for name, letter in NAMES.items():
        if name in passes.values:
            gradient, weight = (np.asarray(detached(found[one])) for one in (f"d{letter}", letter))
            np.testing.assert_allclose(gradient, passes.gradients[name], atol=1e-9)
            if name != "x":
                np.testing.assert_allclose(weight, getattr(after, name), atol=1e-9)
    drawn = found["axes"].flat[1].images[0].get_array()
    np.testing.assert_allclose(drawn, passes.gradients["y"][0], atol=1e-9)


def detached(values: object) -> object:
    return values.detach() if hasattr(values, "detach") else values


@pytest.mark.parametrize("chain", CHAINS, ids=range(len(CHAINS)))
def test_the_numpy_program_computes_what_the_page_shows(chain: Chain) -> None:
    check(code.numpy_code(chain, 0.1), chain)


@pytest.mark.torch
@pytest.mark.parametrize("chain", CHAINS, ids=range(len(CHAINS)))
def test_the_pytorch_program_computes_what_the_page_shows(chain: Chain) -> None:
    pytest.importorskip("torch")
    check(code.torch_code(chain, 0.1), chain)


def test_there_are_networks_of_every_kind() -> None:
    assert {chain.ties for chain in CHAINS if chain.pooling == "max"} == {"first", "even", "every"}
    assert {chain.pooling for chain in CHAINS} == {"none", "max", "average"}
    assert {chain.loss for chain in CHAINS} == {"sum", "squared", "cross_entropy"}
    assert {chain.has_bias_per_position for chain in CHAINS} == {False, True}
    assert len(CHAINS) > 35
