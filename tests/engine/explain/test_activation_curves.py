"""Curves of activation functions: the values of the curriculum, closed forms, short chords."""

import math

import numpy as np
import pytest

from engine.explain import activation_curves
from engine.explain.activation_curves import FLAT, Function, draw, grid

E = math.e
# At −10, 0 and 10, by the formulas of the lectures.
CURRICULUM = {
    Function("sigmoid"): (1 / (1 + E**10), 0.5, 1 / (1 + E**-10)),
    Function("tanh"): (-math.tanh(10), 0, math.tanh(10)),
    Function("relu"): (0, 0, 10),
    Function("leaky_relu", (0.1,)): (-1, 0, 10),
    Function("leaky_relu", (0.01,)): (-0.1, 0, 10),
    Function("prelu", (0.25,)): (-2.5, 0, 10),
    Function("maxout", ((0.0, 0.0), (1.0, 0.0))): (0, 0, 10),
    Function("maxout", ((-1.0, 1.0), (0.5, 2.0))): (11, 2, 7),
    Function("elu", (1.0,)): (E**-10 - 1, 0, 10),
    Function("elu", (2.0,)): (2 * (E**-10 - 1), 0, 10),
    Function("gelu"): (-10 * math.erfc(10 / math.sqrt(2)) / 2, 0, 10),
    Function("silu"): (-10 / (1 + E**10), 0, 10 / (1 + E**-10)),
    Function("softplus"): (math.log1p(E**-10), math.log(2), 10 + math.log1p(E**-10)),
}


@pytest.mark.parametrize("function", CURRICULUM, ids=str)
def test_the_values_of_the_curriculum(function):
    curve = draw(function)
    places = np.searchsorted(curve.x, [-10, 0, 10])
    assert curve.x[places].tolist() == [-10, 0, 10]
    np.testing.assert_allclose(curve.values[places], CURRICULUM[function], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("function", CURRICULUM, ids=str)
def test_a_slope_is_that_of_a_short_chord(function):
    x = np.linspace(-9.7, 9.3, 400)
    x = x[(np.abs(x) > 0.01) & (np.abs(x + 2 / 3) > 0.01)]  # no chord across a bend
    chord = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
    np.testing.assert_allclose(function.slope(x), chord, atol=1e-8)


def test_the_grid_holds_hundredths():
    assert len(grid()) == 2001
    assert 0.07 in grid()
    assert -3.14 in grid()


def test_sigmoid_and_tanh_are_saturated_where_their_slope_says():
    # σ(1 − σ) = 1/12 where σ = 1/2 ± √(1/4 − 1/12), and 1 − tanh² = 1/12 where tanh = √(11/12).
    share = 0.5 + math.sqrt(1 / 4 - FLAT)
    far = {"sigmoid": math.log(share / (1 - share)), "tanh": math.atanh(math.sqrt(1 - FLAT))}
    for name, place in far.items():
        (_, left), (right, _) = draw(Function(name)).saturated
        assert (left, right) == (-right, right)
        assert right == pytest.approx(place, abs=0.01)


def test_rectifiers_are_flat_below_zero_and_leaks_are_not():
    assert draw(Function("relu")).saturated == ((-math.inf, 0.0),)
    assert draw(Function("relu")).ends_in_zero_slope
    assert draw(Function("maxout", ((0.0, 0.0), (1.0, 0.0)))).saturated[0][0] == -math.inf
    for small in (Function("leaky_relu", (0.01,)), Function("prelu", (0.5,))):
        assert draw(small).saturated == ()
    (elu,) = draw(Function("elu", (1.0,))).saturated
    assert elu == (-math.inf, pytest.approx(math.log(FLAT), abs=0.01))
    assert not draw(Function("elu", (1.0,))).ends_in_zero_slope
    assert draw(Function("prelu", (0.0,))).saturated == draw(Function("relu")).saturated


@pytest.mark.parametrize(
    ("function", "lowest", "highest", "mean"),
    [
        (Function("sigmoid"), 0, 1, 0.5),
        (Function("tanh"), -1, 1, 0),
        (Function("relu"), 0, math.inf, 1 / math.sqrt(2 * math.pi)),
        (Function("leaky_relu", (0.1,)), -math.inf, math.inf, 0.9 / math.sqrt(2 * math.pi)),
        (Function("elu", (2.0,)), -2, math.inf, 0.398942 - 2 * (0.5 - 0.261570)),
        (Function("silu"), -0.278464, math.inf, 0.206621),
        (Function("gelu"), -0.169971, math.inf, 1 / math.sqrt(4 * math.pi)),
        (Function("maxout", ((-1.0, 0.0), (1.0, 0.0))), 0, math.inf, math.sqrt(2 / math.pi)),
    ],
    ids=str,
)
def test_range_and_mean(function, lowest, highest, mean):
    curve = draw(function)
    assert curve.lowest == pytest.approx(lowest, abs=1e-4)
    assert curve.highest == pytest.approx(highest, abs=1e-4)
    assert curve.mean == pytest.approx(mean, abs=1e-4)
    assert curve.is_zero_centred == (abs(mean) < 0.01)


def test_maxout_of_two_lines_is_relu_and_leaky_relu():
    x = grid()
    for slope in (0.0, 0.1):
        lines = Function("maxout", ((slope, 0.0), (1.0, 0.0)))
        leaky = Function("leaky_relu", (slope,))
        np.testing.assert_array_equal(lines(x), leaky(x))
        np.testing.assert_array_equal(lines.slope(x)[x != 0], leaky.slope(x)[x != 0])
        np.testing.assert_array_equal(lines.lines(x), [slope * x, x])


def test_a_function_that_is_none_is_refused():
    with pytest.raises(ValueError, match="name is 'swish'; it must be one of sigmoid, "):
        Function("swish")
    assert set(activation_curves.NAMES) >= {function.name for function in CURRICULUM}
