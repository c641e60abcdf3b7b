"""Winograd's tiles: the identity they rest on, each tile, and layers beside the direct sums."""

import itertools
import math
from functools import partial

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from engine import geometry
from engine.kernels import winograd_tiles as tiles
from engine.kernels.compiled import compiled
from engine.kernels.winograd import FEW, MANY
from engine.kernels.winograd_tiles import OF_CELLS, OF_GRADIENTS, OF_OUTPUTS, OF_TAPS, OF_WEIGHTS
from engine.ops import convolution, winograd_driver
from engine.planning import conv_plan, winograd_plan
from engine.planning.padding import TORCH_MODES
from engine.runtime import threads

conv2d, conv2d_backward = (
    partial(function, algorithm="winograd")
    for function in (convolution.conv2d, convolution.conv2d_backward)
)
TYPES = [np.float32, np.float64]
# Relative to the largest sum: what float32 costs here, with room for chance.
TOLERANCE = {np.float32: 1e-5, np.float64: 1e-13}


def test_the_three_transforms_give_the_correlation_exactly():
    cells, weights, outputs, gradients, taps = (np.array(m, object) for m in tiles.MATRICES)
    rng = np.random.default_rng(0)
    d, g = rng.integers(-9, 10, (6, 6)), rng.integers(-9, 10, (3, 3))
    points = (weights @ g @ weights.T) * (cells @ d @ cells.T)
    windows = sliding_window_view(d, (3, 3))
    assert (outputs @ points @ outputs.T == (windows * g).sum(axis=(2, 3))).all()
    e = rng.integers(-9, 10, (4, 4))
    points = (gradients @ e @ gradients.T) * (cells @ d @ cells.T)
    windows = sliding_window_view(d, (4, 4))
    assert (taps @ points @ taps.T == (windows * e).sum(axis=(2, 3))).all()


@compiled
def call_combine(out, cells, bias):
    tiles.combine(out, 3, 70, 20, cells, 2, 30, 17, 3, bias, 1, OF_CELLS, 0)
    tiles.combine(out, 503, 70, 20, cells, 122, -40, 17, 3, bias, 1, OF_WEIGHTS, 0)
    tiles.combine(out, 1003, 70, 20, cells, 2, 30, 17, 3, bias, 1, OF_OUTPUTS, 1)
    tiles.combine(out, 1503, 70, 20, cells, 2, 30, 17, 3, bias, 1, OF_GRADIENTS, 0)
    tiles.combine(out, 2003, 70, 20, cells, 2, 30, 17, 3, bias, 1, OF_TAPS, 0)


@compiled
def call_add_products(out, left, right, count):
    tiles.add_products(out, 3, left, 2, 21, 3, right, 5, count, MANY, 4)
    tiles.add_products(out, 503, left, 2, 1, 9, right, 5, count, FEW, 2)


@pytest.mark.parametrize("dtype", TYPES)
def test_a_transform_of_vectors(dtype):
    rng = np.random.default_rng(0)
    cells, bias = rng.normal(size=300).astype(dtype), rng.normal(size=20).astype(dtype)
    out, expected = np.zeros((2, 2500), dtype)
    call_combine(out, cells, bias)
    for at, here, hop, which, add in (
        (3, 2, 30, OF_CELLS, 0),
        (503, 122, -40, OF_WEIGHTS, 0),
        (1003, 2, 30, OF_OUTPUTS, 1),
        (1503, 2, 30, OF_GRADIENTS, 0),
        (2003, 2, 30, OF_TAPS, 0),
    ):
        tiles.plain_combine(expected, at, 70, 20, cells, here, hop, 17, 3, bias, 1, which, add)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("count", [0, 1, 7])
def test_products_of_matrices(dtype, count):
    rng = np.random.default_rng(count)
    left, right = (rng.normal(size=n).astype(dtype) for n in (300, 5 + 7 * 32))
    out = rng.normal(size=1000).astype(dtype)
    expected = out.copy()
    call_add_products(out, left, right, count)
    tiles.plain_add_products(expected, 3, left, 2, 21, 3, right, 5, count, MANY, 4)
    tiles.plain_add_products(expected, 503, left, 2, 1, 9, right, 5, count, FEW, 2)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.fixture
def always(monkeypatch):
    """Winograd's tiles wherever they serve, whether they pay or not; how often they were used."""
    cost, used = winograd_plan.cost, []

    def told(driver):
        def run(*arguments):
            result = driver(*arguments)
            used.append(result if isinstance(result, bool) else result is not None)
            return result

        return run

    monkeypatch.setattr(
        winograd_plan, "cost", lambda *layer: 0.0 if math.isfinite(cost(*layer)) else math.inf
    )
    monkeypatch.setattr(winograd_driver, "convolve", told(winograd_driver.convolve))
    monkeypatch.setattr(winograd_driver, "weight_gradient", told(winograd_driver.weight_gradient))
    forget_tables()
    yield used
    forget_tables()


def forget_tables():
    for tables in (conv_plan.forward, conv_plan.input_gradient, conv_plan.weight_gradient):
        tables.cache_clear()


def correlate(x, weight, bias, sides, dilation, mode):
    """The definition, in float64: `sides` as `numpy.pad` takes them for rows and columns."""
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), *sides), mode=mode)
    down, across = dilation
    windows = sliding_window_view(padded, (2 * down + 1, 2 * across + 1), (2, 3))
    windows = windows[..., ::down, ::across]
    sums = np.einsum("nchwij,kcij->nkhw", windows, weight.astype(float), optimize=True)
    return sums + bias.astype(float)[:, None, None]


def assert_close(result, expected):
    assert result.shape == expected.shape
    error = np.abs(result - expected).max() / np.abs(expected).max()
    assert error < TOLERANCE[result.dtype.type]


def layer(shape, filters, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    shapes = shape, (filters, shape[1], 3, 3), (filters,)
    return [rng.normal(size=size).astype(dtype) for size in shapes]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    ("shape", "filters", "padding", "dilation"),
    [
        ((2, 1, 6, 6), 1, (0, 0), (1, 1)),  # one tile
        ((3, 17, 7, 11), 20, (1, 1), (1, 1)),  # the last tiles overlap and stand over
        ((1, 16, 4, 9), 16, (1, 0), (1, 1)),
        ((5, 9, 5, 5), 40, (3, 2), (1, 1)),  # tiles wholly of padding
        ((2, 20, 13, 14), 33, (2, 2), (2, 2)),
        ((1, 8, 30, 9), 8, (0, 0), (3, 1)),
        ((1, 3, 9, 45), 50, (4, 1), (1, 4)),
        ((1, 4, 150, 23), 7, (1, 1), (1, 1)),  # several bands
    ],
)
def test_layers_of_any_size_agree_with_the_definition(
    always, shape, filters, padding, dilation, dtype
):
    x, weight, bias = layer(shape, filters, dtype)
    sides = [(side, side) for side in padding]
    expected = correlate(x, weight, bias, sides, dilation, "constant")
    assert_close(conv2d(x, weight, bias, 1, padding, dilation), expected)
    grad = np.random.default_rng(1).normal(size=expected.shape).astype(dtype)
    turned = weight.swapaxes(0, 1)[:, :, ::-1, ::-1]
    full = [(2 * step - side,) * 2 for step, side in zip(dilation, padding, strict=True)]
    cut = [max(0, -before) for before, _ in full]
    inner = grad[:, :, cut[0] : grad.shape[2] - cut[0], cut[1] : grad.shape[3] - cut[1]]
    rest = [(max(0, before),) * 2 for before, _ in full]
    back = correlate(inner, turned, np.zeros(shape[1]), rest, dilation, "constant")
    grad_x, grad_weight, grad_bias = conv2d_backward(grad, x, weight, 1, padding, dilation)
    assert_close(grad_x, back)
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), *sides))
    height, width = grad.shape[2:]
    for i, j in np.ndindex(3, 3):
        seen = padded[:, :, i * dilation[0] :, j * dilation[1] :][:, :, :height, :width]
        taps = np.einsum("nchw,nkhw->kc", seen, grad.astype(float), optimize=True)
        assert_close(grad_weight[:, :, i, j], taps)
    assert_close(grad_bias, grad.astype(float).sum(axis=(0, 2, 3)))
    assert len(always) >= 2
    assert all(always)


@pytest.mark.parametrize("mode", TORCH_MODES)
def test_every_padding_agrees_with_the_definition(always, mode):
    x, weight, bias = layer((2, 16, 9, 10), 16)
    expected = correlate(x, weight, bias, [(3, 3), (2, 2)], (1, 1), TORCH_MODES[mode])
    assert_close(conv2d(x, weight, bias, 1, (3, 2), 1, 1, mode), expected)
    assert always == [True]


def test_what_does_not_fit_is_summed_directly(always):
    x, weight, bias = layer((1, 16, 12, 12), 16)
    conv2d(x, weight, bias, stride=2)
    conv2d(x, weight[:, :8], bias, groups=2)
    conv2d(x, weight[:, :, :2], bias)
    conv2d(x[:, :, :5], weight, bias)
    conv2d(x[..., :5], weight, bias)
    conv2d(x, weight, bias, dilation=(1, 5))
    conv2d_backward(np.ones((1, 16, 4, 4)), x[..., :9, :9], weight, stride=2, dilation=2, padding=1)
    assert always == []


def test_many_channels_take_the_tiles_and_few_do_not():
    def tiled(channels, filters, size, dtype=np.float32):
        plan = geometry.plan((size, size), (3, 3), 1, 1, 1)
        shape, bytes_of_one = (filters, channels, 3, 3), np.dtype(dtype).itemsize
        return conv_plan.forward(plan, "constant", 32, shape, 1, bytes_of_one, 2).tiles is not None

    assert tiled(64, 64, 56)
    assert tiled(128, 128, 16)
    assert tiled(64, 64, 56, np.float64)
    assert not tiled(3, 64, 56)
    assert not tiled(64, 3, 56)
    assert not tiled(10, 10, 64)
    assert not tiled(64, 64, 3)


@pytest.mark.parametrize(
    ("where", "strange"),
    [*itertools.product([0, 1, 2], [np.nan, np.inf, -np.inf]), (0, 3e38), (1, -3e38)],
)
def test_nan_infinity_and_overflow_are_those_of_direct_sums(always, monkeypatch, where, strange):
    x, weight, bias = arrays = layer((2, 16, 9, 10), 16)
    arrays[where].flat[arrays[where].size // 3] = strange
    result = conv2d(x, weight, bias, padding=1)
    assert always == [False]
    monkeypatch.setattr(winograd_driver, "convolve", lambda *_: False)
    direct = conv2d(x, weight, bias, padding=1)
    assert not np.isfinite(direct).all()
    np.testing.assert_array_equal(result, direct)


@pytest.mark.parametrize("where", [0, 1])
@pytest.mark.parametrize("strange", [np.nan, np.inf, -3e38])
def test_so_are_those_of_gradients(always, monkeypatch, where, strange):
    x, weight, _ = layer((2, 16, 9, 10), 16)
    grad = layer((2, 16, 9, 10), 16, seed=1)[0]
    (x, grad)[where][1, 9, 8, 9] = strange
    results = conv2d_backward(grad, x, weight, padding=1)
    assert always == [where == 0, False]
    monkeypatch.setattr(winograd_driver, "convolve", lambda *_: False)
    monkeypatch.setattr(winograd_driver, "weight_gradient", lambda *_: None)
    direct = conv2d_backward(grad, x, weight, padding=1)
    assert not np.isfinite(direct[1]).all()
    np.testing.assert_array_equal(results[1], direct[1])
    if where == 1:
        np.testing.assert_array_equal(results[0], direct[0])


@pytest.mark.parametrize(("samples", "size"), [(3, 18), (1, 18), (1, 30)])
def test_the_number_of_threads_changes_no_bit(always, samples, size):
    x, weight, bias = layer((samples, 40, size, size), 72)
    before, results = threads.get_num_threads(), []
    try:
        for number in (1, 2, 3, 7):
            threads.set_num_threads(number)
            out = conv2d(x, weight, bias, padding=1)
            results.append([out, *conv2d_backward(out, x, weight, padding=1)])
    finally:
        threads.set_num_threads(before)
    for found in results[1:]:
        for result, expected in zip(found, results[0], strict=True):
            np.testing.assert_array_equal(result, expected)
    assert always == [True] * 12
