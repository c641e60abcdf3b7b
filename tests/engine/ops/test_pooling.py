"""Pooling against its plain definition and against PyTorch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ops.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pool_image,
)
from engine.runtime import caches, threads
from tests.engine.reference import pooling as reference


@st.composite
def windows(draw, padded=True):
    """(size, kernel, stride, padding), every one (vertical, horizontal), with room for one."""
    axes = []
    for _ in range(2):
        kernel = draw(st.integers(1, 5))
        padding = draw(st.integers(0, kernel // 2)) if padded else 0
        size = draw(st.integers(max(1, kernel - 2 * padding), 13))
        axes.append((size, kernel, draw(st.integers(1, 6)), padding))
    return tuple(zip(*axes, strict=True))


def maps(size, dtype=np.float32, seed=0, planes=(2, 3)):
    """Few different values, so that there are ties, and a NaN and infinities among them."""
    rng = np.random.default_rng(seed)
    values = rng.integers(-3, 4, (*planes, *size)).astype(dtype)
    values[rng.random(values.shape) < 0.03] = np.nan
    values[rng.random(values.shape) < 0.05] = -np.inf
    return values


def each_plane(function, *arrays):
    """Run a definition on every plane of N×C×H×W."""
    first = arrays[0]
    results = [
        [function(*(array[n, c] for array in arrays)) for c in range(first.shape[1])]
        for n in range(first.shape[0])
    ]
    if isinstance(results[0][0], tuple):
        return tuple(np.array([[pair[i] for pair in row] for row in results]) for i in (0, 1))
    return np.array(results)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=60)
@given(windows(), st.booleans(), st.integers(0, 1000))
def test_max_pool_is_its_definition(dtype, sizes, ceil, seed):
    size, kernel, stride, padding = sizes
    x = maps(size, dtype, seed)
    before = x.copy()
    out, argmax = max_pool2d(x, kernel, stride, padding, ceil_mode=ceil)
    expected, where = each_plane(
        lambda plane: reference.max_pool(plane, kernel, stride, padding, ceil), x
    )
    assert out.dtype == dtype
    assert argmax.dtype == np.int64
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(argmax, where)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=60)
@given(windows(), st.booleans(), st.booleans(), st.integers(0, 1000))
def test_mean_pool_is_its_definition(dtype, sizes, ceil, include_pad, seed):
    size, kernel, stride, padding = sizes
    how = stride, padding, ceil, include_pad
    x = maps(size, dtype, seed)
    out = avg_pool2d(x, kernel, *how)
    expected = each_plane(lambda plane: reference.mean_pool(plane, kernel, *how), x)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, expected, rtol=1e-6, atol=1e-6)


@settings(max_examples=60)
@given(windows(), st.booleans(), st.booleans(), st.integers(0, 1000))
def test_backward_is_its_definition(sizes, ceil, include_pad, seed):
    size, kernel, stride, padding = sizes
    x = maps(size, np.float64, seed)
    out, argmax = max_pool2d(x, kernel, stride, padding, ceil_mode=ceil)
    grad = np.random.default_rng(seed).standard_normal(out.shape)
    np.testing.assert_allclose(
        max_pool2d_backward(grad, argmax, x.shape),
        each_plane(lambda g, a: reference.max_pool_backward(g, a, size), grad, argmax),
        atol=1e-12,
    )
    how = kernel, stride, padding, ceil, include_pad
    before = grad.copy()
    np.testing.assert_allclose(
        avg_pool2d_backward(grad, x.shape, *how),
        each_plane(lambda g: reference.mean_pool_backward(g, size, *how), grad),
        atol=1e-12,
    )
    np.testing.assert_array_equal(grad, before)


@settings(max_examples=40)
@given(windows(), st.booleans(), st.booleans(), st.integers(0, 1000))
def test_backward_of_the_mean_is_its_transpose(sizes, ceil, include_pad, seed):
    """⟨pool x, y⟩ = ⟨x, poolᵀ y⟩: what makes it the gradient of a linear map."""
    size, *how = sizes
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1, 2, *size))
    out = avg_pool2d(x, *how, ceil, include_pad)
    y = rng.standard_normal(out.shape)
    back = avg_pool2d_backward(y, x.shape, *how, ceil, include_pad)
    assert np.sum(out * y) == pytest.approx(np.sum(x * back), abs=1e-9)


@pytest.mark.torch
@settings(max_examples=60)
@given(windows(), st.booleans(), st.booleans(), st.integers(0, 1000))
def test_pooling_agrees_with_torch(sizes, ceil, include_pad, seed):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    size, kernel, stride, padding = sizes
    x = maps(size, np.float32, seed)
    given_ = torch.from_numpy(x).requires_grad_()

    expected, where = functional.max_pool2d(
        given_, kernel, stride, padding, ceil_mode=ceil, return_indices=True
    )
    out, argmax = max_pool2d(x, kernel, stride, padding, ceil_mode=ceil)
    np.testing.assert_array_equal(out, expected.detach().numpy())
    np.testing.assert_array_equal(argmax, where.numpy())
    grad = np.random.default_rng(seed).standard_normal(out.shape).astype(np.float32)
    expected.backward(torch.from_numpy(grad))
    back = max_pool2d_backward(grad, argmax, x.shape)
    np.testing.assert_allclose(back, given_.grad.numpy(), rtol=1e-5, atol=1e-6)

    given_.grad = None
    how = kernel, stride, padding, ceil, include_pad
    mean = functional.avg_pool2d(given_, *how)
    np.testing.assert_allclose(avg_pool2d(x, *how), mean.detach().numpy(), rtol=1e-5, atol=1e-6)
    mean.backward(torch.from_numpy(grad))
    back = avg_pool2d_backward(grad, x.shape, *how)
    np.testing.assert_allclose(back, given_.grad.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [(2, 2), (7, 33), (9, 70), (4, 128), (6, 64)])
def test_windows_of_two_by_two_are_the_definition(monkeypatch, size, dtype, past):
    """They have kernels of their own, which write past the caches what is larger than these."""
    monkeypatch.setattr(caches, "_LAST", 0 if past else 1 << 40)
    monkeypatch.setattr(threads, "FEW_NUMBERS", 1e-3)  # to be shared among the threads
    x = maps(size, dtype, sum(size))
    out, argmax = max_pool2d(x, 2)
    expected, where = each_plane(lambda plane: reference.max_pool(plane, (2, 2), (2, 2), (0, 0)), x)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(argmax, where)
    means = each_plane(lambda plane: reference.mean_pool(plane, (2, 2), (2, 2), (0, 0)), x)
    np.testing.assert_allclose(avg_pool2d(x, 2), means, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("window", [(2, 2), (3, 1)])
def test_results_are_written_into_existing_arrays(window):
    x = maps((8, 10), np.float32)
    expected, where = max_pool2d(x, *window)
    means = avg_pool2d(x, *window)
    for step in (1, 2):  # the second: arrays that are not contiguous
        out, argmax, mean = (
            np.zeros((*array.shape[:3], array.shape[3] * step), array.dtype)[..., ::step]
            for array in (expected, where, means)
        )
        results = max_pool2d(x, *window, out=out, argmax=argmax)
        assert results[0] is out
        assert results[1] is argmax
        np.testing.assert_array_equal(out, expected)
        np.testing.assert_array_equal(argmax, where)
        assert avg_pool2d(x, *window, out=mean) is mean
        np.testing.assert_array_equal(mean, means)


def test_the_result_may_lie_in_the_input():
    x = maps((8, 10), np.float32)
    expected, where = max_pool2d(x, 2)
    over = x.copy()
    out, argmax = max_pool2d(over, 2, out=over[:, :, 1:5, 2:7])
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(argmax, where)


@pytest.mark.torch
def test_a_window_of_nothing_but_minus_infinity_points_into_the_plane():
    torch = pytest.importorskip("torch")
    x = np.full((1, 1, 5, 5), -np.inf, np.float32)
    expected = torch.nn.functional.max_pool2d(torch.from_numpy(x), 3, 2, 1, return_indices=True)
    out, argmax = max_pool2d(x, 3, 2, 1)
    np.testing.assert_array_equal(out, expected[0].numpy())
    np.testing.assert_array_equal(argmax, expected[1].numpy())


@pytest.mark.parametrize("channels", [None, 1, 3, 4])
@settings(max_examples=40)
@given(windows(padded=False), st.integers(0, 1000))
def test_a_picture_is_pooled_channel_by_channel(channels, sizes, seed):
    size, kernel, stride, _ = sizes
    x = maps(size, np.float32, seed, planes=(1, channels or 1))
    picture = x[0, 0] if channels is None else np.moveaxis(x[0], 0, -1)  # not contiguous
    for kind, pooled in (
        ("max", max_pool2d(x, kernel, stride)[0]),
        ("average", avg_pool2d(x, kernel, stride)),
    ):
        expected = pooled[0, 0] if channels is None else np.moveaxis(pooled[0], 0, -1)
        out = pool_image(picture, kind, kernel, stride)
        assert out.dtype == np.float32
        np.testing.assert_array_equal(out, expected)


def test_the_stride_is_the_kernel_by_default():
    x = np.arange(2 * 35, dtype=np.float64).reshape(1, 2, 5, 7)
    np.testing.assert_array_equal(max_pool2d(x, (2, 3))[0], max_pool2d(x, (2, 3), (2, 3))[0])
    np.testing.assert_array_equal(pool_image(x[0, 0], "max", 2), max_pool2d(x, 2)[0][0, 0])


def test_large_input_is_split_over_threads_without_a_seam():
    rng = np.random.default_rng(1)
    picture = rng.standard_normal((700, 500, 3), dtype=np.float32)
    planes = np.ascontiguousarray(np.moveaxis(picture, -1, 0))[None]
    before = threads.get_num_threads()
    try:
        threads.set_num_threads(1)
        alone = pool_image(picture, "average", 3, 2), *max_pool2d(planes, 3, 2, 1)
        threads.set_num_threads(3)
        together = pool_image(picture, "average", 3, 2), *max_pool2d(planes, 3, 2, 1)
    finally:
        threads.set_num_threads(before)
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_views_and_read_only_arrays_work():
    base = np.random.default_rng(2).standard_normal((2, 3, 8, 10))
    base.flags.writeable = False
    view = base[:, ::2, ::-1, 1:9:2]
    copy = view.copy()
    np.testing.assert_array_equal(max_pool2d(view, 2)[0], max_pool2d(copy, 2)[0])
    np.testing.assert_array_equal(avg_pool2d(view, 2), avg_pool2d(copy, 2))


def test_other_numbers_are_converted():
    x = np.arange(16).reshape(1, 1, 4, 4)
    assert max_pool2d(x.astype(np.uint8), 2)[0].dtype == np.float32
    assert pool_image(x[0, 0].astype(np.int16), "average", 2).dtype == np.float32


def test_a_stride_beyond_machine_integers_is_one_window():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    assert max_pool2d(x, 2, 10**30)[0].ravel() == [5.0]


IMAGE = np.zeros((1, 2, 4, 5), np.float32)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: max_pool2d(IMAGE[0], 2), "x has the shape 2×4×5; it must be N×C×H×W"),
        (lambda: max_pool2d(IMAGE, 6), "kernel 6×6 is larger than the padded input 4×5"),
        (lambda: max_pool2d(IMAGE, 0), "kernel_size is 0; it must be at least 1"),
        (lambda: avg_pool2d(IMAGE, 2, 0), "stride is 0; it must be at least 1"),
        (lambda: avg_pool2d(IMAGE, 2, -1), "stride is -1; it must be at least 1"),
        (lambda: avg_pool2d(IMAGE, 2, 1, -1), "padding is -1; it must be at least 0"),
        (
            lambda: max_pool2d(IMAGE, 3, 1, 2),
            "padding 2 is more than half of the kernel's size, 3; a window must see some of the"
            " input",
        ),
        (
            lambda: avg_pool2d(IMAGE, (3, 1), 1, 1),
            "padding 1 is more than half of the kernel's size, 1; a window must see some of the"
            " input",
        ),
        (
            lambda: max_pool2d(IMAGE, 2 * 10**9, 1, 10**9),
            "the padded input would be 2000000004×2000000005, 4,000,000,018,000,000,020 numbers;"
            " at most 536,870,912 are computed",
        ),
        (lambda: max_pool2d(IMAGE, 2, out=IMAGE), "out is 1×2×4×5; it must be 1×2×2×2"),
        (
            lambda: max_pool2d(IMAGE, 2, argmax=np.zeros((1, 2, 2, 3), np.int64)),
            "argmax is 1×2×2×3; it must be 1×2×2×2",
        ),
        (lambda: max_pool2d(IMAGE[:0], 2), "x is 0×2×4×5, which holds no number to pool"),
        (lambda: pool_image(IMAGE[0, :0], "max", 2), "size is 0; it must be at least 1"),
        (
            lambda: pool_image(np.zeros((4, 4, 0)), "max", 2),
            "image is 4×4×0, which holds no number to pool",
        ),
        (lambda: pool_image(IMAGE, "max", 2), "image has the shape 1×2×4×5; it must be H×W×C"),
        (
            lambda: pool_image(IMAGE[0, 0], "median", 2),
            "kind is 'median'; it must be one of max, average",
        ),
        (
            lambda: avg_pool2d_backward(IMAGE, (1, 2, 4, 5), 2),
            "grad_out has maps of 4×5; pooling 4×5 with these settings gives 2×2",
        ),
        (
            lambda: avg_pool2d_backward(IMAGE, (4, 5), 2),
            "input_shape is (4, 5); it must be (N, C, H, W)",
        ),
        (
            lambda: avg_pool2d_backward(IMAGE, (3, 2, 8, 10), 2),
            "grad_out is 1×2×4×5 and input_shape 3×2×8×10; they must have the same N and C",
        ),
        (
            lambda: max_pool2d_backward(IMAGE, np.zeros((1, 2, 4, 4), int), (1, 2, 8, 8)),
            "argmax is 1×2×4×4; it must be 1×2×4×5, like grad_out",
        ),
        (
            lambda: max_pool2d_backward(IMAGE, np.full(IMAGE.shape, 80), (1, 2, 8, 10)),
            "argmax holds 80; a plane of 8×10 has the positions 0 to 79",
        ),
        (
            lambda: max_pool2d_backward(IMAGE, np.full(IMAGE.shape, -1), (1, 2, 8, 10)),
            "argmax holds -1; a plane of 8×10 has the positions 0 to 79",
        ),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (the whole sentence is compared)
        call()
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: max_pool2d(IMAGE.astype(complex), 2),
            "x holds complex128; it must hold real numbers",
        ),
        (
            lambda: max_pool2d(IMAGE, 2, argmax=np.zeros((1, 2, 2, 2), np.int32)),
            "argmax is int32; it must be an array of int64",
        ),
        (lambda: avg_pool2d(IMAGE, 2, out=0), "out is int; it must be an array of float32"),
        (lambda: max_pool2d(IMAGE, 2.5), "kernel_size is 2.5; it must be a whole number"),
        (lambda: max_pool2d(IMAGE, 2, 1, "same"), "padding is 'same'; it must be a whole number"),
        (
            lambda: max_pool2d_backward(IMAGE, np.zeros(IMAGE.shape), (1, 2, 8, 10)),
            "argmax holds float64; it must hold whole numbers",
        ),
    ],
)
def test_what_is_no_number_is_refused_in_one_sentence(call, sentence):
    with pytest.raises(TypeError) as refused:
        call()
    assert str(refused.value) == sentence
