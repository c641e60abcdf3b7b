"""The 1-D convolution of the lectures: both Jacobians, cell by cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain import jacobians

NUMBERS = st.floats(-100, 100)


@given(st.lists(NUMBERS, min_size=4, max_size=4), st.lists(NUMBERS, min_size=3, max_size=3))
def test_both_jacobians_are_those_of_the_lectures(i: list[float], w: list[float]) -> None:
    made = jacobians.run(i, w, [1, 3])
    np.testing.assert_allclose(made.outputs, [np.dot(i[:3], w), np.dot(i[1:], w)], atol=1e-9)
    np.testing.assert_array_equal(made.by_input, [[*w, 0], [0, *w]])
    np.testing.assert_array_equal(made.by_weight, [i[:3], i[1:]])
    np.testing.assert_allclose(made.grad_input, [1, 3] @ made.by_input, atol=1e-9)
    np.testing.assert_allclose(made.grad_weight, [1, 3] @ made.by_weight, atol=1e-9)


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ValueError, match="kernel"):
        jacobians.run([1, 2], [1, 2, 3], [1])
    with pytest.raises(ValueError, match="grad_out"):
        jacobians.run([1, 2, 3, 4], [1, 2, 3], [1, 2, 3])
    with pytest.raises(ValueError, match="grad_out"):
        jacobians.run([1, 2, 3, 4], [1, 2, 3], [1])
