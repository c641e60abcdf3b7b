"""Every sum keeps to its own window: |error| ≤ 32 eps · Σ|w·x|, and exactly 0 where all are 0.

A cheap part of `tests.benchmarks.exactness`, and the cases in which transforms, tiles or long sums
once let one place spoil another.
"""

import math

import numba
import numpy as np
import pytest
from scipy import ndimage

import engine
from engine.explain import pipeline
from engine.filters import families
from engine.images import gallery
from engine.ops.separable import factors
from tests.benchmarks.exactness import PROMISED, case_of
from tests.benchmarks.exactness_cases import windows_of
from tests.benchmarks.exactness_gradients import gradients

TYPES = [np.float32, np.float64]
at_full_size = pytest.mark.skipif(
    numba.config.DISABLE_JIT, reason="would take plain Python far too long"
)


@pytest.mark.parametrize("number", range(32))
def test_random_pictures_and_layers(number):
    _, case = case_of(12, number)
    assert case.ratio() <= PROMISED, case.name


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("seed", range(3))
def test_gradients_with_respect_to_the_input_and_transposed_convolutions(seed, dtype):
    found = dict(gradients(np.random.default_rng(seed), dtype))
    assert max(found["grad_x"], found["conv_transpose2d"]) <= PROMISED


def worst_ratio(result, padded, weight, bias=None):
    """The largest error of a layer at stride 1, in eps · (Σ|w·x| + |bias|)."""
    offset = np.zeros(len(weight)) if bias is None else bias
    exact, scale, _ = windows_of(padded.astype(float), weight, offset, (1, 1), (1, 1))
    error = np.abs(result - exact)
    assert not error[scale == 0].any()
    return float((error / np.maximum(scale, 1e-300)).max() / np.finfo(result.dtype).eps)


def made(text):
    return families.read(text).kernel


@at_full_size
@pytest.mark.parametrize("picture", gallery.names())
def test_a_blur_of_a_picture_is_nowhere_negative(picture):
    pixels = gallery.load(picture).pixels
    kernel = made("motion-15-45")
    settings = pipeline.Settings(kernel=tuple(map(tuple, kernel.tolist())))
    (stage, *_) = pipeline.run(pixels, settings).stages
    assert stage.values.min() >= 0
    assert stage.summary.minimum >= 0


@at_full_size
def test_what_is_black_under_the_whole_kernel_is_0():
    """As the page tells it: 23% of the horse are 0, as many as have no light below the kernel."""
    pixels = gallery.load("horse").pixels
    kernel = made("motion-15-45")
    settings = pipeline.Settings(kernel=tuple(map(tuple, kernel.tolist())))
    (stage, *_) = pipeline.run(pixels, settings).stages
    footprint = (kernel > 0)[::-1, ::-1, None]
    light = ndimage.grey_dilation(pixels, footprint=footprint, mode="constant")
    np.testing.assert_array_equal(stage.values == 0, light == 0)
    assert math.floor(100 * stage.summary.zero_share) == 23


@at_full_size
@pytest.mark.parametrize("factor", [1e4, 1e7])
@pytest.mark.parametrize("side", [13, 15, 31])
def test_small_values_beside_a_bright_band(side, factor):
    rng = np.random.default_rng(0)
    kernel, image = rng.random((side, side)), rng.random((256, 256)).astype(np.float32)
    image[100:140] *= np.float32(factor)
    result = engine.filter_image(image, kernel)
    before, after = (side - 1) // 2, side // 2
    padded = np.pad(image, (before, after))
    assert worst_ratio(result[None, None], padded[None, None], kernel[None, None]) <= PROMISED


@at_full_size
@pytest.mark.parametrize("draw", [np.ones, np.random.default_rng(1).standard_normal])
def test_a_bright_cell_stays_in_its_windows(draw):
    rng = np.random.default_rng(2)
    x = rng.standard_normal((1, 64, 56, 56)).astype(np.float32)
    weight = np.asarray(draw((64, 64, 3, 3)), np.float32)
    x[0, 5, 30, 30] = 1e4
    result = engine.conv2d(x, weight, padding=1)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    assert worst_ratio(result, padded, weight) <= PROMISED


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7])
def test_long_sums_of_one_number_do_not_drift(value, dtype):
    """Added one by one, 4608 equal products would be rounded the same way all along."""
    shape = (8, 512, 3, 3)
    for size in (5, 14):  # neighbouring outputs in the vectors, or filters
        x, weight = (np.full(one, value, dtype) for one in ((1, 512, size, size), shape))
        product = np.longdouble(x.flat[0]) * np.longdouble(weight.flat[0]) * weight[0].size
        error = np.abs(engine.conv2d(x, weight).astype(np.longdouble) - product).max()
        assert error <= PROMISED * np.finfo(dtype).eps * product


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", [(31, 31), (61, 61), (1, 700), (700, 1), (90, 40)])
@pytest.mark.parametrize("cut", [False, True])
def test_nor_do_those_of_large_filters(shape, cut, dtype):
    kernel = np.full(shape, 1 / 3)
    if cut:  # no product of a column and a row
        kernel[0, 0] = kernel[-1, -1] = 0
    value = dtype(0.7)
    image = np.full((shape[0] + 2, shape[1] + 40), value, dtype)
    result = engine.filter_image(image, kernel, padding="valid").astype(np.longdouble)
    exact = np.longdouble(value) * np.count_nonzero(kernel) * np.longdouble(1 / 3)
    assert np.abs(result - exact).max() <= PROMISED * np.finfo(dtype).eps * exact


def test_two_passes_take_no_kernel_whose_factors_lose_a_weight():
    """A factor of 1e-42 has no precision left in float32, though the weights 1e-37 have."""
    kernel = np.outer([1e-42, 1.0, 1e-3, 1.0], [1e5, 2e5, 1e6])
    assert factors(kernel, np.dtype(np.float64)) is not None
    assert factors(kernel, np.dtype(np.float32)) is None
    image = np.zeros((9, 9), np.float32)
    image[4, 4] = 1e30
    result = engine.filter_image(image, kernel, flip=True)
    np.testing.assert_allclose(result[2:6, 3:6], kernel * 1e30, rtol=1e-6)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("separable", [False, True])
def test_what_is_not_finite_stays_in_its_windows(separable, strange):
    rng = np.random.default_rng(3)
    kernel = np.outer(rng.random(15), rng.random(15)) if separable else rng.random((15, 15))
    image = rng.random((60, 80)).astype(np.float32)
    clean = engine.filter_image(image, kernel)
    image[30, 40] = strange
    result = engine.filter_image(image, kernel)
    near = np.zeros(image.shape, bool)
    near[23:38, 33:48] = True
    np.testing.assert_array_equal(result[~near], clean[~near])
    np.testing.assert_array_equal(result[near], np.full(225, strange, np.float32))


def test_a_bias_alone_comes_out_as_it_is():
    bias = np.array([0.1, -1e7, 3e-30], np.float32)
    x, weight = np.zeros((1, 200, 9, 9), np.float32), np.ones((3, 200, 3, 3), np.float32)
    result = engine.conv2d(x, weight, bias)
    np.testing.assert_array_equal(result, np.broadcast_to(bias[:, None, None], (1, 3, 7, 7)))


# --- the algorithm --------------------------------------------------------------------------------


def large_layer():
    rng = np.random.default_rng(4)
    x, weight = (rng.standard_normal(s).astype("f4") for s in ((4, 64, 28, 28), (64, 64, 3, 3)))
    return x, weight


@at_full_size
def test_winograd_is_taken_where_it_is_asked_for():
    x, weight = large_layer()
    direct = engine.conv2d(x, weight, padding=1)
    np.testing.assert_array_equal(direct, engine.conv2d(x, weight, padding=1, algorithm="direct"))
    tiled = engine.conv2d(x, weight, padding=1, algorithm="winograd")
    assert (tiled != direct).any()
    np.testing.assert_allclose(tiled, direct, rtol=0, atol=1e-3)
    gradients = engine.conv2d_backward(direct, x, weight, padding=1)
    others = engine.conv2d_backward(direct, x, weight, padding=1, algorithm="winograd")
    for ours, other in zip(gradients[:2], others[:2], strict=True):
        assert (ours != other).any()
        np.testing.assert_allclose(other, ours, rtol=0, atol=2e-5 * np.abs(ours).max())


@pytest.mark.parametrize("name", ["fft", "Direct", None, 1])
def test_another_name_gets_a_sentence(name):
    x, weight = np.zeros((1, 1, 5, 5)), np.zeros((1, 1, 3, 3))
    sentence = f"algorithm is {name!r}; it must be one of direct, winograd"
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        engine.conv2d(x, weight, algorithm=name)
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        engine.conv2d_backward(np.zeros((1, 1, 3, 3)), x, weight, algorithm=name)


@at_full_size
def test_a_network_asks_for_winograd_in_training_only():
    x, weight = large_layer()
    network = engine.networks.Sequential((64, 28, 28), [engine.networks.Conv2d(64, 64, 3)])
    network.set_state({"0.weight": weight, "0.bias": np.zeros(64)})
    np.testing.assert_array_equal(network(x), engine.conv2d(x, weight))
    tiled = engine.conv2d(x, weight, algorithm="winograd")
    np.testing.assert_array_equal(network.trace(x, training=True).output, tiled)
    for training, algorithm in ((False, "direct"), (True, "winograd")):
        trace = network.trace(x, training=training)
        found = network.backward(trace, trace.output, needs_input_grad=True)
        expected = engine.conv2d_backward(trace.output, x, weight, algorithm=algorithm)
        np.testing.assert_array_equal(found.input, expected[0])
        np.testing.assert_array_equal(found.parameters["0.weight"], expected[1])
