"""What NumPy draws until the kernels are compiled: the same numbers as theirs."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import activations, networks
from engine.images.reduction import block_mean, to_indices
from engine.images.summary import summarise
from engine.kernels import readiness
from engine.ops.in_numpy import convolution
from engine.ops.pooling import pool_image
from engine.planning.padding import MODES
from engine.runtime import threads
from tests.engine import registered


def in_numpy(call: Callable[[], Any]) -> Any:
    """What a call gives while another thread gets the kernels ready."""
    begun, done = threading.Event(), threading.Event()

    def get_ready() -> None:
        with readiness.getting_ready():
            begun.set()
            done.wait()

    other = threading.Thread(target=get_ready)
    other.start()
    begun.wait()
    try:
        assert readiness.lets_numpy_stand_in()
        assert threads.share(10**9) == (0, 1, 10**9)
        return call()
    finally:
        done.set()
        other.join()


def both(call: Callable[[], Any]) -> tuple[Any, Any]:
    return in_numpy(call), call()


def same(ours: np.ndarray, theirs: np.ndarray, size: float) -> None:
    """Check that both differ by the rounding of a few operations on numbers up to `size`."""
    assert ours.dtype == theirs.dtype
    eps = np.finfo(ours.dtype).eps
    np.testing.assert_allclose(ours, theirs, rtol=32 * eps, atol=32 * eps * size)


def random_array(rng: np.random.Generator, shape: tuple[int, ...], odd: bool = False) -> np.ndarray:
    """Numbers of very different sizes, some of them 0, perhaps some not finite."""
    values = rng.standard_normal(shape) * 10.0 ** rng.integers(-3, 4, shape)
    values[rng.random(shape) < 0.2] = 0
    if odd:
        values[rng.random(shape) < 0.05] = rng.choice([np.nan, np.inf, -np.inf])
    return values.astype(rng.choice([np.float32, np.float64]))


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from(MODES), st.booleans())
def test_a_filtered_picture_is_within_the_bound_of_the_kernels(seed, mode, flip) -> None:
    rng = np.random.default_rng(seed)
    shape = (*rng.integers(5, 20, 2), 3)[: rng.integers(2, 4)]
    picture = random_array(rng, shape)
    if rng.random() < 0.3:
        picture = rng.integers(0, 256, shape, dtype=np.uint8)
    kernel = random_array(rng, tuple(rng.integers(1, 5, 2)))
    options = {"mode": mode, "flip": flip}
    options |= {"stride": tuple(rng.integers(1, 4, 2)), "padding": rng.choice(["same", "valid"])}

    def sizes(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        wide = np.abs(picture.astype(float)), np.abs(kernel.astype(float))
        return engine.filter_image(*wide, **options)

    numpys, kernels = both(lambda: engine.filter_image(picture, kernel, **options))
    assert numpys.dtype == kernels.dtype
    bound = 64 * np.finfo(kernels.dtype).eps * sizes(picture, kernel)  # 32 eps for each of the two
    assert (np.abs(numpys.astype(float) - kernels) <= bound).all()


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from(["zeros", "reflect", "replicate", "circular"]))
def test_a_layer_is_within_the_bound_of_the_kernels(seed, mode) -> None:
    rng = np.random.default_rng(seed)
    groups, dilation = int(rng.integers(1, 3)), tuple(rng.integers(1, 3, 2))
    x = random_array(rng, (2, 2 * groups, *rng.integers(7, 12, 2)))
    weight = random_array(rng, (2 * groups, 2, *rng.integers(1, 4, 2))).astype(x.dtype)
    bias = random_array(rng, (2 * groups,)).astype(x.dtype)
    options = {"stride": tuple(rng.integers(1, 4, 2)), "padding": 2, "dilation": dilation}
    options |= {"groups": groups, "padding_mode": mode}
    numpys, kernels = both(lambda: engine.conv2d(x, weight, bias, **options))
    wide = [np.abs(one.astype(float)) for one in (x, weight, bias)]
    bound = 64 * np.finfo(x.dtype).eps * engine.conv2d(*wide, **options)
    assert numpys.dtype == kernels.dtype
    assert (np.abs(numpys - kernels) <= bound).all()
    back = x[:, :, :4, :4]
    turned = both(lambda: engine.conv_transpose2d(back, weight, groups=groups))
    wide = [np.abs(one.astype(float)) for one in (back, weight)]
    bound = 64 * np.finfo(x.dtype).eps * engine.conv_transpose2d(*wide, groups=groups)
    assert (np.abs(turned[0] - turned[1]) <= bound).all()


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_gradients_of_a_layer_are_within_the_bounds_of_the_kernels(seed) -> None:
    rng = np.random.default_rng(seed)
    groups = int(rng.integers(1, 3))
    x = random_array(rng, (2, 2 * groups, *rng.integers(7, 12, 2)))
    weight = random_array(rng, (2 * groups, 2, *rng.integers(1, 4, 2))).astype(x.dtype)
    options = {"stride": tuple(rng.integers(1, 4, 2)), "dilation": tuple(rng.integers(1, 3, 2))}
    options |= {"groups": groups, "padding": 2}
    grad = random_array(rng, engine.conv2d(x, weight, **options).shape).astype(x.dtype)
    given = grad, x, weight
    numpys, kernels = both(lambda: engine.conv2d_backward(*given, **options))
    sizes = engine.conv2d_backward(*(np.abs(one.astype(float)) for one in given), **options)
    for ours, theirs, size in zip(numpys, kernels, sizes, strict=True):
        assert ours.dtype == theirs.dtype
        assert (np.abs(ours - theirs) <= 64 * np.finfo(x.dtype).eps * size).all()


def test_a_layer_of_many_channels_and_a_window_in_a_large_picture_are_within_the_bounds(
    monkeypatch,
) -> None:
    monkeypatch.setattr(convolution, "_ROOM", 500)  # windows are gathered for a few taps only
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 40, 10, 10)), rng.standard_normal((6, 40, 3, 3))
    bound = 64 * np.finfo(float).eps * engine.conv2d(np.abs(x), np.abs(weight))
    numpys, kernels = both(lambda: engine.conv2d(x, weight))
    assert (np.abs(numpys - kernels) <= bound).all()
    np.testing.assert_allclose(
        *(made[1] for made in both(lambda: engine.conv2d_backward(kernels, x, weight))), rtol=1e-9
    )


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_keeps_to_its_windows(odd) -> None:
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((1, 2, 6, 6)), rng.standard_normal((3, 2, 3, 3))
    weight[0] = 0
    x[0, 1, 2, 3] = odd
    np.testing.assert_allclose(*both(lambda: engine.conv2d(x, weight, padding=1)), rtol=1e-9)
    grad = rng.standard_normal((1, 3, 6, 6))
    grad[0, 1, 4, 4] = odd
    for ours, theirs in zip(
        *both(lambda: engine.conv2d_backward(grad, x, weight, padding=1)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.booleans())
def test_pooling_is_the_same(seed, odd) -> None:
    rng = np.random.default_rng(seed)
    side, stride = tuple(rng.integers(1, 4, 2)), tuple(rng.integers(1, 4, 2))
    maps = random_array(rng, (2, 2, *rng.integers(4, 9, 2)), odd)
    padding = tuple(int(rng.integers(0, one // 2 + 1)) for one in side)
    for ours, theirs in zip(
        *both(lambda: engine.max_pool2d(maps, side, stride, padding)), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    out, winners = engine.max_pool2d(maps, side, stride, padding)
    grads = random_array(rng, out.shape).astype(maps.dtype)
    sums = both(lambda: engine.max_pool2d_backward(grads, winners, maps.shape))
    same(*sums, 9 * np.abs(grads).max())
    shares = both(lambda: engine.avg_pool2d_backward(grads, maps.shape, side, stride, padding))
    same(*shares, 9 * np.abs(grads).max())
    if odd:
        return
    means = both(lambda: engine.avg_pool2d(maps, side, stride, padding))
    np.testing.assert_allclose(*means, rtol=1e-5, atol=32 * 1.2e-7 * np.abs(maps).max())
    picture = random_array(rng, (*rng.integers(4, 9, 2), 3))
    np.testing.assert_array_equal(*both(lambda: pool_image(picture, "max", side, stride)))


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_means_of_windows_that_hang_over_are_handed_back_the_same(ceil_mode) -> None:
    rng = np.random.default_rng(0)
    options = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": ceil_mode}
    grads = rng.standard_normal(engine.avg_pool2d(np.zeros((2, 3, 8, 10)), **options).shape)
    same(*both(lambda: engine.avg_pool2d_backward(grads, (2, 3, 8, 10), **options)), 9.0)


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.booleans())
def test_activations_summaries_and_colours_are_the_same(seed, odd) -> None:
    rng = np.random.default_rng(seed)
    values = random_array(rng, (rng.integers(1, 9), 70, 3), odd)
    slopes = rng.standard_normal(70).astype(values.dtype)
    np.testing.assert_array_equal(*both(lambda: engine.relu(values)))
    np.testing.assert_array_equal(*both(lambda: engine.leaky_relu(values, 0.3)))
    np.testing.assert_array_equal(*both(lambda: engine.prelu(values, slopes)))
    for name in ("relu", "gelu"):
        same(*both(lambda name=name: activations.derivative(name, values)), 1.0)
    np.testing.assert_array_equal(*both(lambda: activations.derivative("prelu", values, slopes)))
    same(
        *both(lambda: activations.gelu(values)), np.abs(values[np.isfinite(values)]).max(initial=0)
    )
    np.testing.assert_array_equal(*both(lambda: activations.maxout(values, 7)))
    np.testing.assert_array_equal(*both(lambda: activations.derivative("maxout", values, 7)))
    for shown in (values, rng.integers(0, 256, (70, 9), dtype=np.uint8)):
        ours, theirs = both(lambda shown=shown: summarise(shown))
        for name in ("minimum", "maximum", "zero_share", "finite_count", "nan_count", "inf_count"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), nan_ok=True, rel=0)
        scale = float(np.abs(shown[np.isfinite(shown)]).max(initial=0))
        assert ours.mean == pytest.approx(theirs.mean, nan_ok=True, abs=1e-12 * scale)
        np.testing.assert_array_equal(ours.counts, theirs.counts)
        np.testing.assert_array_equal(ours.edges, theirs.edges)
    np.testing.assert_array_equal(*both(lambda: to_indices(values, -2.0, 3.0)))


@pytest.mark.parametrize("factor", [1, 2, 3, 50])
def test_reduced_pictures_are_the_same(factor) -> None:
    picture = np.random.default_rng(factor).integers(0, 256, (23, 31, 3), dtype=np.uint8)
    np.testing.assert_allclose(*both(lambda: block_mean(picture, factor)), rtol=1e-6)
    np.testing.assert_allclose(*both(lambda: block_mean(picture[:, :, 0], factor)), rtol=1e-6)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", registered.COMPUTED)
def test_layers_go_both_ways_the_same(name, training) -> None:
    shape, layers = registered.made(name)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((3, *shape), dtype=np.float32)
    x[:, :2] = np.round(x[:, :2])  # equal numbers under one window

    def both_ways() -> list[np.ndarray]:
        network = networks.Sequential(shape, layers)
        trace = network.trace(x, training, np.random.default_rng(0))
        grad = np.random.default_rng(2).standard_normal(trace.output.shape, dtype=np.float32)
        found = network.backward(trace, grad, needs_input_grad=True)
        return [trace.output, found.input, *found.parameters.values(), *network.buffers.values()]

    for ours, theirs in zip(*both(both_ways), strict=True):
        same(ours, theirs, np.abs(theirs).max())


@pytest.mark.parametrize("first", [in_numpy, lambda call: call()])
def test_the_way_back_does_not_ask_who_went_forward(first) -> None:
    rng = np.random.default_rng(0)
    layers = [networks.MaxPool2d(2), networks.BatchNorm2d(2), networks.Tanh()]
    network = networks.Sequential((2, 9, 8), layers)
    x = rng.standard_normal((3, 2, 9, 8), dtype=np.float32)
    trace = first(lambda: network.trace(x))
    numpys, kernels = both(lambda: network.backward(trace, trace.output, needs_input_grad=True))
    same(numpys.input, kernels.input, 1.0)
