"""What NumPy draws until the kernels are compiled: the same numbers as theirs."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.images.reduction import block_mean, to_indices
from engine.images.summary import summarise
from engine.kernels import readiness
from engine.ops.pooling import pool_image
from engine.planning.padding import MODES
from engine.runtime import threads


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
    turned, turned_by_kernels = both(lambda: engine.conv_transpose2d(back, weight, groups=groups))
    np.testing.assert_allclose(turned, turned_by_kernels, rtol=1e-3, atol=1e-3 * np.abs(x).max())


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
    if odd:
        return
    means = both(lambda: engine.avg_pool2d(maps, side, stride, padding))
    np.testing.assert_allclose(*means, rtol=1e-5, atol=32 * 1.2e-7 * np.abs(maps).max())
    picture = random_array(rng, (*rng.integers(4, 9, 2), 3))
    np.testing.assert_array_equal(*both(lambda: pool_image(picture, "max", side, stride)))


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.booleans())
def test_activations_summaries_and_colours_are_the_same(seed, odd) -> None:
    rng = np.random.default_rng(seed)
    values = random_array(rng, (rng.integers(1, 9), 70, 3), odd)
    slopes = rng.standard_normal(70).astype(values.dtype)
    np.testing.assert_array_equal(*both(lambda: engine.relu(values)))
    np.testing.assert_array_equal(*both(lambda: engine.leaky_relu(values, 0.3)))
    np.testing.assert_array_equal(*both(lambda: engine.prelu(values, slopes)))
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
