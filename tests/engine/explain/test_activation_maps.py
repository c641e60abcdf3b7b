"""Activations of a real response map: the map is the filter's, the shares are counted."""

import numpy as np
import pytest

from engine import filters
from engine.explain import activation_maps
from engine.explain.activation_curves import FLAT, Function, draw
from engine.ops.filtering import filter_image

SOBEL = np.array(filters.get("sobel_x"), float)


def picture():
    return np.random.default_rng(3).integers(0, 256, (40, 50)).astype(np.uint8)


@pytest.mark.parametrize("name", ["sigmoid", "relu", "elu", "gelu"])
@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_the_maps_are_of_the_response(name, gain):
    function = Function(name)
    found = activation_maps.apply(picture(), SOBEL, function, draw(function), gain)
    response = gain * filter_image(picture() / 255, SOBEL, padding="same", mode="edge")
    np.testing.assert_allclose(found.response, response, atol=1e-4)
    np.testing.assert_array_equal(found.output, function(found.response))
    np.testing.assert_array_equal(found.slope, function.slope(found.response))
    assert found.mean == pytest.approx(found.output.mean(), abs=1e-5)


def test_more_values_are_saturated_under_larger_weights():
    sigmoid = Function("sigmoid")
    shares = [
        activation_maps.apply(picture(), SOBEL, sigmoid, draw(sigmoid), gain).saturated
        for gain in (0.5, 1, 4, 16)
    ]
    assert shares == sorted(shares)
    assert shares[0] < 0.2 < 0.85 < shares[-1]


def test_relu_is_saturated_where_it_is_zero_and_a_leak_nowhere():
    relu, leaky = Function("relu"), Function("leaky_relu", (0.01,))
    found = activation_maps.apply(picture(), SOBEL, relu, draw(relu), 1)
    assert found.saturated == found.zero == pytest.approx((found.response <= 0).mean())
    assert activation_maps.apply(picture(), SOBEL, leaky, draw(leaky), 1).saturated == 0
    gelu = Function("gelu")  # its slope is small near its lowest place too, which is no end
    found = activation_maps.apply(picture(), SOBEL, gelu, draw(gelu), 1)
    low = found.response <= draw(gelu).saturated[0][1]
    assert found.saturated == pytest.approx((low & (np.abs(found.slope) < FLAT)).mean())
