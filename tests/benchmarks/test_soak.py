"""A few seconds of the soak, under each threading layer; and that it calls everything."""

import pytest

import engine
from tests.benchmarks.every_operation import NO_OPERATIONS, operations
from tests.benchmarks.soak import LAYERS, soak_in_a_process
from tests.conftest import IN_CI


def test_every_public_operation_is_called():
    called = {name.split(" ")[0] for name in operations()}
    assert set(engine.__all__) - NO_OPERATIONS <= called
    assert {"activations.derivative", "filters.get", "geometry.fit"} <= called
    assert {f"explain.{name}" for name in engine.explain.CALLS} <= called


@pytest.mark.parametrize("layer", LAYERS)
def test_many_callers_get_their_own_results(layer):
    outcome = soak_in_a_process(layer, seconds=2)
    if outcome.missing and not IN_CI:
        pytest.skip(outcome.first)
    assert outcome.passed, outcome
