"""How channels are connected: which weights there are, seen by what changes an output."""

import numpy as np
import pytest

import engine
from engine.explain.channel_groups import KINDS, part, possible_groups, wiring

RNG = np.random.default_rng(11)


@pytest.mark.parametrize("_", range(10))
def test_what_a_filter_sees_is_what_changes_its_map(_):
    groups = int(RNG.integers(1, 5))
    inputs, outputs = (groups * int(n) for n in RNG.integers(1, 4, 2))
    kernel = int(RNG.integers(1, 4))
    found = part(kernel, inputs, outputs, groups)
    weight = RNG.uniform(0.5, 1, (outputs, inputs // groups, kernel, kernel))
    assert found.parameters == weight.size + outputs
    x = np.ones((1, inputs, kernel, kernel))
    before = engine.conv2d(x, weight, None, groups=groups)
    assert found.multiply_adds == weight.size
    for channel in range(inputs):
        changed = x.copy()
        changed[0, channel] += 1
        after = engine.conv2d(changed, weight, None, groups=groups)
        moved = (before != after)[0, :, 0, 0]
        assert [found.sees(output, channel) for output in range(outputs)] == moved.tolist()


def test_the_kinds_cost_what_their_formulas_say():
    d, k, f = 6, 9, 3
    found = {kind: wiring(kind, d, k, f, 3) for kind in KINDS}
    assert {kind: one.parameters for kind, one in found.items()} == {
        "standard": (f * f * d + 1) * k,
        "groups": (f * f * d // 3 + 1) * k,
        "depthwise": (f * f + 1) * d,
        "separable": (f * f + 1) * d + (d + 1) * k,
        "pointwise": (d + 1) * k,
    }
    assert found["separable"].multiply_adds == f * f * d + d * k


def test_possible_groups_divide_both():
    assert possible_groups(12, 8) == (2, 4)
    assert possible_groups(5, 8) == ()
    for groups in possible_groups(12, 12):
        wiring("groups", 12, 12, 3, groups)
    with pytest.raises(ValueError, match="groups"):
        wiring("groups", 5, 8, 3, 2)
    with pytest.raises(ValueError, match="no kind"):
        wiring("x", 5, 8, 3)
