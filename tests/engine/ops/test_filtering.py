"""Filtering pictures: against the plain definition, NumPy's padding, SciPy and PyTorch."""

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from engine import filters
from engine.ops.filtering import filter_image
from engine.planning.padding import MODES, source_index
from engine.runtime import threads
from tests.engine.reference import convolution as reference

SETTINGS = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))
SIDE = st.integers(1, 9)


@st.composite
def cases(draw):
    """Arguments of `filter_image` for which the padded picture has room for the kernel."""
    size = draw(st.tuples(SIDE, SIDE))
    channels = draw(st.sampled_from([(), (1,), (3,)]))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation = draw(PAIR)
    padding = draw(st.one_of(st.just("same"), st.just("valid"), st.tuples(SIDE, SIDE)))
    extra = {"same": dilation, "valid": (0, 0)}.get(padding, padding)
    if padding != "same":
        window = [d * (f - 1) + 1 for d, f in zip(dilation, kernel, strict=True)]
        size = tuple(max(s, w - 2 * e) for s, w, e in zip(size, window, extra, strict=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = draw(st.sampled_from([np.uint8, np.float32, np.float64, np.int16, np.int64, np.bool_]))
    image = (rng.normal(size=(*size, *channels)) * 50 + 100).astype(dtype)
    weights = rng.normal(size=kernel) * (rng.random(kernel) > 0.3)
    return image, weights, draw(PAIR), padding, draw(st.sampled_from(MODES)), dilation


@SETTINGS
@given(case=cases(), flip=st.booleans(), number=st.sampled_from([1, 2, 3]))
def test_agrees_with_the_definition(case, flip, number):
    image, kernel, stride, padding, mode, dilation = case
    before = image.copy()
    result = filter_image(image, kernel, stride, padding, mode, dilation, flip)
    expected = reference.filter_image(image, kernel, stride, padding, mode, dilation, flip)
    double = image.dtype == np.float64
    assert result.dtype == (np.float64 if double else np.float32)
    assert result.flags.c_contiguous
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-12 if double else 3e-4)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_padding_is_that_of_numpy_however_wide(mode, size):
    for before in range(4 * size + 2):
        for after in (0, 1, size, 3 * size + 1):
            cells = np.arange(1, size + 1)
            index = source_index(size, before, after, mode)
            padded = np.where(index < 0, 0, cells[index])
            np.testing.assert_array_equal(padded, np.pad(cells, (before, after), mode=mode))
            named = [reference.source(p, size, mode) for p in range(-before, size + after)]
            np.testing.assert_array_equal(index, [-1 if p is None else p for p in named])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [(1, 1), (2, 7), (6, 1), (4, 5)])
def test_a_padding_wider_than_the_picture(mode, shape):
    image = np.random.default_rng(0).normal(size=shape)
    kernel = np.random.default_rng(1).normal(size=(3, 2))
    padded = np.pad(image, ((11, 11), (13, 13)), mode=mode)
    result = filter_image(image, kernel, padding=(11, 13), mode=mode)
    np.testing.assert_allclose(result, signal.correlate2d(padded, kernel, "valid"), atol=1e-12)


@pytest.mark.parametrize(
    ("mode", "theirs"),
    [
        ("constant", "constant"),
        ("edge", "nearest"),
        ("reflect", "mirror"),
        ("symmetric", "reflect"),
        ("wrap", "wrap"),
    ],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_agrees_with_scipy(mode, theirs, dtype):
    rng = np.random.default_rng(2)
    image = (rng.random((47, 31)) * 255).astype(dtype)
    kernel = rng.normal(size=(5, 7))
    expected = ndimage.correlate(image.astype(np.float64), kernel, mode=theirs)
    result = filter_image(image, kernel, mode=mode)
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-3)
    flipped = ndimage.convolve(image.astype(np.float64), kernel, mode=theirs)
    result = filter_image(image, kernel, mode=mode, flip=True)
    np.testing.assert_allclose(result, flipped, rtol=1e-5, atol=1e-3)


@pytest.mark.torch
@settings(SETTINGS, max_examples=100)
@given(case=cases())
def test_agrees_with_pytorch(case):
    torch = pytest.importorskip("torch")
    image, kernel, stride, padding, mode, dilation = case
    if padding == "same":
        sides = [reference.same(f, d) for f, d in zip(kernel.shape, dilation, strict=True)]
    else:
        sides = [(p, p) for p in ((0, 0) if padding == "valid" else padding)]
    planes = image.reshape(*image.shape[:2], -1).astype(np.float64)
    padded = np.pad(planes, [*sides, (0, 0)], mode=mode)
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(padded).permute(2, 0, 1)[:, None],
        torch.from_numpy(kernel)[None, None],
        stride=stride,
        dilation=dilation,
    )
    expected = expected[:, 0].permute(1, 2, 0).numpy()
    result = filter_image(image, kernel, stride, padding, mode, dilation)
    np.testing.assert_allclose(result.reshape(expected.shape), expected, rtol=1e-5, atol=3e-4)


@pytest.mark.parametrize("name", filters.names())
def test_the_whole_bank_on_a_large_picture(name):
    """Large enough for several threads and several strips of a row."""
    picture = np.random.default_rng(3).integers(0, 256, (260, 1100, 3), dtype=np.uint8)
    kernel = filters.get(name)
    result = filter_image(picture, kernel, mode="edge")
    sides = [reference.same(f, 1) for f in kernel.shape]
    padded = np.pad(picture, [*sides, (0, 0)], mode="edge").astype(np.float64)
    expected = sum(
        kernel[i, j] * padded[i : i + 260, j : j + 1100]
        for i in range(kernel.shape[0])
        for j in range(kernel.shape[1])
    )
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=2e-3)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="in plain Python the caller does it all")
@pytest.mark.parametrize(
    ("shape", "kernel", "options"),
    [
        ((700, 900), (5, 5), {"stride": (2, 1), "mode": "wrap"}),
        # Sums so long that they are cut into blocks, at another tap in each row of a tile.
        ((281, 297), (31, 25), {}),
        ((154, 170, 3), (12, 31), {"dilation": (2, 1)}),
        ((269, 141, 3), (15, 14), {"dilation": 3, "padding": "same"}),
        ((100, 3000), (17, 9), {"stride": (1, 3)}),
        ((331, 400), (41, 1), {}),
    ],
)
def test_threads_do_not_change_the_result(shape, kernel, options):
    picture = np.random.default_rng(4).normal(size=shape).astype(np.float32)
    weights = np.random.default_rng(5).normal(size=kernel)
    before = threads.get_num_threads()
    try:
        results = []
        for number in (1, 2, 3, 5):
            threads.set_num_threads(number)
            results.append(filter_image(picture, weights, **options))
    finally:
        threads.set_num_threads(before)
    for result in results[1:]:
        np.testing.assert_array_equal(results[0], result)


def test_views_and_foreign_byte_orders():
    rng = np.random.default_rng(6)
    image = rng.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    kernel = rng.normal(size=(3, 3))
    expected = filter_image(image[:, :, 1].copy(), kernel)
    frozen = image[:, :, 1].copy()
    frozen.flags.writeable = False
    for view in (image[:, :, 1], np.asfortranarray(image[:, :, 1]), frozen):
        np.testing.assert_array_equal(filter_image(view, kernel), expected)
    turned = filter_image(image[::-1, ::-2].transpose(1, 0, 2), kernel.T)
    copied = filter_image(image[::-1, ::-2].transpose(1, 0, 2).copy(), kernel.T.copy())
    np.testing.assert_array_equal(turned, copied)
    for dtype in (">u2", ">f4", ">f8", np.float16):
        foreign = image[:, :, 1].astype(dtype)
        np.testing.assert_allclose(filter_image(foreign, kernel), expected, rtol=1e-5, atol=1e-3)
    assert filter_image(image.tolist(), kernel.tolist()).shape == (20, 30, 3)


def test_integers_that_float32_cannot_hold():
    image = np.array([[2**24 + 1, 2**24]], dtype=np.int64)
    result = filter_image(image, [[1, -1]], padding="valid")
    assert result.dtype == np.float32
    assert result.item() == 1


def test_weights_that_float32_cannot_hold():
    image = np.array([[0, 1], [0, 0]], dtype=np.uint8)
    with np.errstate(all="raise"):
        result = filter_image(image, [[1e300]])
    np.testing.assert_array_equal(result, np.array([[0, np.inf], [0, 0]], np.float32))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
@example(kernel=None)
@given(kernel=st.sampled_from(["sobel_x", "mean_3x3", "laplacian", "identity", "motion_blur"]))
@settings(max_examples=5, deadline=None)
def test_nan_and_infinity_spread_as_in_numpy(dtype, strange, kernel):
    """Also under a weight of 0: 0 · ∞ and 0 · NaN are NaN."""
    weights = np.zeros((3, 3)) if kernel is None else filters.get(kernel)
    image = np.ones((12, 15), dtype)
    image[5, 6] = strange
    image[9, 14] = -strange
    result = filter_image(image, weights, mode="edge")
    with np.errstate(invalid="ignore"):
        expected = reference.filter_image(image, weights, mode="edge")
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-5)


def test_nan_in_the_kernel_reaches_every_output():
    assert np.isnan(filter_image(np.zeros((4, 4), np.uint8), [[np.nan]])).all()


def test_a_wide_dilation_on_a_small_picture():
    image = np.random.default_rng(7).normal(size=(9, 11))
    kernel = np.random.default_rng(8).normal(size=(3, 3))
    result = filter_image(image, kernel, dilation=(50, 7))
    expected = reference.filter_image(image, kernel, dilation=(50, 7))
    np.testing.assert_allclose(result, expected, atol=1e-12)


IMAGE, KERNEL = np.zeros((3, 3)), np.ones((3, 3))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: filter_image(IMAGE, np.ones((5, 5)), padding="valid"), ValueError,
         "kernel 5×5 is larger than the padded input 3×3"),
        (lambda: filter_image(np.zeros(3), KERNEL), ValueError,
         "image has the shape 3; it must be H×W or H×W×C, none of them 0"),
        (lambda: filter_image(np.zeros((0, 3)), KERNEL), ValueError,
         "image has the shape 0×3; it must be H×W or H×W×C, none of them 0"),
        (lambda: filter_image(IMAGE, np.ones((1, 3, 3))), ValueError,
         "kernel has the shape 1×3×3; it must be height×width"),
        (lambda: filter_image(IMAGE, np.ones((0, 3))), ValueError,
         "kernel is 0×3; it must have at least one entry"),
        (lambda: filter_image(IMAGE, [[1, 2], [3]]), ValueError,
         "the rows of kernel have different lengths; all must be equal"),
        (lambda: filter_image(IMAGE + 1j, KERNEL), TypeError,
         "image holds complex128; it must hold real numbers"),
        (lambda: filter_image(IMAGE, [["a"]]), TypeError,
         "kernel holds <U1; it must hold real numbers"),
        (lambda: filter_image(IMAGE, KERNEL, mode="zero"), ValueError,
         "mode is 'zero'; it must be one of constant, edge, reflect, symmetric, wrap"),
        (lambda: filter_image(IMAGE, KERNEL, stride=0), ValueError,
         "stride is 0; it must be at least 1"),
        (lambda: filter_image(IMAGE, KERNEL, stride=(1, -1)), ValueError,
         "stride is -1; it must be at least 1"),
        (lambda: filter_image(IMAGE, KERNEL, padding="full"), ValueError,
         "padding is 'full'; it must be valid, same or a whole number"),
        (lambda: filter_image(IMAGE, KERNEL, padding=0.5), TypeError,
         "padding is 0.5; it must be a whole number"),
        (lambda: filter_image(IMAGE, KERNEL, padding=10**9), ValueError,
         "the padded picture would be 2000000003×2000000003"),
    ],
)  # fmt: skip
def test_sentences(call, error, sentence):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(sentence)
