"""Convolution layers: against the plain definition, SciPy and PyTorch."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import signal

from engine.ops.convolution import conv2d
from engine.planning.padding import TORCH_MODES
from tests.engine.reference import convolution as reference

SETTINGS = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def cases(draw):
    """Arguments of `conv2d` that fit together and that PyTorch accepts too."""
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    share, per_group = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation = draw(PAIR)
    padding = draw(
        st.one_of(
            st.just("same"), st.just("valid"), st.tuples(st.integers(0, 4), st.integers(0, 4))
        )
    )
    sides = {"valid": (0, 0)}.get(padding, padding)
    window = [d * (f - 1) + 1 for d, f in zip(dilation, kernel, strict=True)]
    if padding == "same":
        sides = [w // 2 for w in window]
    lowest = [max(w - 2 * p, p + 1, 1) for w, p in zip(window, sides, strict=True)]
    size = [low + draw(st.integers(0, 6)) for low in lowest]
    samples = draw(st.integers(0, 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    x = rng.normal(size=(samples, groups * share, *size)).astype(dtype)
    weight = rng.normal(size=(groups * per_group, share, *kernel)).astype(dtype)
    bias = draw(st.sampled_from([None, rng.normal(size=groups * per_group).astype(dtype)]))
    mode = draw(st.sampled_from(list(TORCH_MODES)))
    return x, weight, bias, draw(PAIR), padding, dilation, groups, mode


def tolerance(dtype):
    return {"rtol": 1e-4, "atol": 1e-4} if dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-11}


@SETTINGS
@given(cases())
def test_agrees_with_the_definition(case):
    x, weight, *_ = case
    before = x.copy(), weight.copy()
    result = conv2d(*case)
    assert result.dtype == x.dtype
    assert result.flags.c_contiguous
    if x.shape[0]:
        expected = reference.conv2d(*case)
        assert result.shape == expected.shape
        np.testing.assert_allclose(result, expected, **tolerance(x.dtype))
    else:
        assert result.shape[:2] == (0, weight.shape[0])
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(weight, before[1])


@pytest.mark.parametrize("wide", [6, 8, 10, 14, 18, 55])
@pytest.mark.parametrize("filters", [16, 20, 32, 56])
@pytest.mark.parametrize("stride", [1, 3])
def test_many_filters_on_narrow_maps_agree_with_the_definition(wide, filters, stride):
    rng = np.random.default_rng(wide)
    x = rng.normal(size=(2, 3, 9, (wide - 1) * stride + 3)).astype(np.float32)
    weight, bias = rng.normal(size=(filters, 3, 2, 3)), rng.normal(size=filters)
    settings = {"stride": (1, stride), "padding": (stride - 1, 0)}
    expected = reference.conv2d(x, weight.astype(np.float32), bias.astype(np.float32), **settings)
    np.testing.assert_allclose(conv2d(x, weight, bias, **settings), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.torch
@settings(SETTINGS, max_examples=100)
@given(cases())
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_agrees_with_pytorch(case):
    torch = pytest.importorskip("torch")
    x, weight, bias, stride, padding, dilation, groups, mode = case
    if padding == "same" and stride != (1, 1):
        stride = (1, 1)  # the only one for which PyTorch knows "same"
    layer = torch.nn.Conv2d(
        x.shape[1],
        weight.shape[0],
        weight.shape[2:],
        stride,
        padding,
        dilation,
        groups,
        bias is not None,
        mode,
    )
    layer = layer.to(torch.float64 if x.dtype == np.float64 else torch.float32)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        if bias is not None:
            layer.bias.copy_(torch.from_numpy(bias))
        if not x.shape[0]:
            return
        expected = layer(torch.from_numpy(x)).numpy()
    result = conv2d(x, weight, bias, stride, padding, dilation, groups, mode)
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, **tolerance(x.dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_agrees_with_scipy_on_rows_longer_than_a_strip(dtype, stride):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 40, 3300)).astype(dtype)
    weight = rng.normal(size=(4, 3, 3, 5)).astype(dtype)
    result = conv2d(x, weight, stride=stride)
    for n in range(2):
        for k in range(4):
            expected = sum(signal.correlate2d(x[n, c], weight[k, c], "valid") for c in range(3))
            np.testing.assert_allclose(
                result[n, k], expected[::stride, ::stride], rtol=1e-4, atol=1e-4
            )


@pytest.mark.parametrize("stride", [1, 2, 5])
def test_a_1x1_convolution_mixes_the_channels(stride):
    rng = np.random.default_rng(1)
    x, weight = rng.normal(size=(2, 7, 11, 13)), rng.normal(size=(3, 7, 1, 1))
    expected = np.einsum("nchw,kc->nkhw", x[:, :, ::stride, ::stride], weight[:, :, 0, 0])
    np.testing.assert_allclose(conv2d(x, weight, stride=stride), expected, atol=1e-12)


def test_a_kernel_as_large_as_the_input_is_a_dense_layer():
    rng = np.random.default_rng(2)
    x, weight, bias = rng.normal(size=(3, 8, 7, 7)), rng.normal(size=(5, 8, 7, 7)), np.arange(5.0)
    expected = x.reshape(3, -1) @ weight.reshape(5, -1).T + bias
    np.testing.assert_allclose(conv2d(x, weight, bias)[:, :, 0, 0], expected, atol=1e-12)


def test_depthwise_filters_see_only_their_channel():
    x = np.arange(2 * 3 * 4 * 4, dtype=np.float32).reshape(2, 3, 4, 4)
    weight = np.array([1, 10, 100], np.float32).reshape(3, 1, 1, 1)
    np.testing.assert_array_equal(conv2d(x, weight, groups=3), x * weight[:, 0])


def test_same_with_a_stride():
    x = np.arange(6.0).reshape(1, 1, 1, 6)
    weight = np.ones((1, 1, 1, 4))
    result = conv2d(x, weight, stride=(1, 2), padding="same")  # 1 cell before, 2 after
    np.testing.assert_array_equal(result, [[[[0 + 1 + 2, 1 + 2 + 3 + 4, 3 + 4 + 5]]]])


def test_a_shift_of_the_input_is_a_shift_of_the_output():
    rng = np.random.default_rng(3)
    x, weight = rng.normal(size=(1, 2, 12, 12)), rng.normal(size=(3, 2, 3, 3))
    out = conv2d(x, weight, padding="same", padding_mode="circular")
    moved = conv2d(np.roll(x, (2, 5), (2, 3)), weight, padding="same", padding_mode="circular")
    np.testing.assert_allclose(moved, np.roll(out, (2, 5), (2, 3)), atol=1e-12)


def test_views_and_integers():
    rng = np.random.default_rng(4)
    x, weight = rng.normal(size=(2, 9, 10, 3)), rng.normal(size=(3, 3, 3, 4))
    view, turned = x.transpose(0, 3, 1, 2)[:, :, ::-1], weight.transpose(3, 0, 1, 2)
    np.testing.assert_array_equal(conv2d(view, turned), conv2d(view.copy(), turned.copy()))
    frozen = view.copy()
    frozen.flags.writeable = False
    np.testing.assert_array_equal(conv2d(frozen, turned), conv2d(view, turned))
    counted = conv2d(np.ones((1, 1, 3, 3), int), np.ones((1, 1, 3, 3), int))
    assert (counted.item(), counted.dtype) == (9, np.float64)
    assert conv2d(np.ones((1, 1, 3, 3), np.uint8), np.ones((1, 1, 3, 3))).dtype == np.float32


@pytest.mark.parametrize("strange", [np.nan, np.inf])
def test_nan_and_infinity_spread_as_in_numpy(strange):
    x, weight = np.ones((1, 2, 8, 9), np.float32), np.ones((2, 2, 3, 3), np.float32)
    x[0, 1, 4, 4] = strange
    weight[0, 1, 1] = 0
    with np.errstate(invalid="ignore"):
        expected = reference.conv2d(x, weight, padding=(1, 1))
    np.testing.assert_array_equal(conv2d(x, weight, padding=1), expected)


X, W = np.zeros((1, 4, 5, 5)), np.zeros((6, 4, 3, 3))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: conv2d(X[0], W), ValueError, "x has the shape 4×5×5; it must be N×C×H×W"),
        (lambda: conv2d(1, W), ValueError, "x has no dimensions; it must be N×C×H×W"),
        (lambda: conv2d(X, W[0]), ValueError,
         "weight has the shape 4×3×3; it must be K×C×height×width"),
        (lambda: conv2d(X, W[:, :3]), ValueError,
         "each filter has 3 channels but x has 4; it must have 4"),
        (lambda: conv2d(X, W, groups=2), ValueError,
         "each filter has 4 channels but x has 4 in 2 groups; it must have 2"),
        (lambda: conv2d(X, W, groups=3), ValueError,
         "4 input channels and 6 filters cannot both be divided into 3 groups"),
        (lambda: conv2d(X, W, groups=0), ValueError, "groups is 0; it must be at least 1"),
        (lambda: conv2d(X, W, np.zeros(5)), ValueError,
         "bias has 5 entries; it must have one for each of the 6 filters"),
        (lambda: conv2d(X, W, np.zeros((6, 1))), ValueError,
         "bias has the shape 6×1; it must be one number for each filter"),
        (lambda: conv2d(X, np.zeros((6, 4, 7, 7))), ValueError,
         "kernel 7×7 is larger than the padded input 5×5"),
        (lambda: conv2d(X[:, :, :0], W), ValueError,
         "x has the shape 1×4×0×5; only the number of samples may be 0"),
        (lambda: conv2d(X, W[:0]), ValueError,
         "weight has the shape 0×4×3×3; no dimension may be 0"),
        (lambda: conv2d(X, W, stride=(1, 2, 3)), ValueError,
         "stride has 3 entries; it must be a whole number or a (vertical, horizontal) pair"),
        (lambda: conv2d(X, W, padding_mode="edge"), ValueError,
         "padding_mode is 'edge'; it must be one of zeros, reflect, replicate, circular"),
        (lambda: conv2d(X, W, padding=(0, 5), padding_mode="reflect"), ValueError,
         "reflect padding of 5 columns needs more than 5 input columns; there are 5"),
        (lambda: conv2d(X, W, padding=6, padding_mode="circular"), ValueError,
         "circular padding of 6 rows needs at least 6 input rows; there are 5"),
        (lambda: conv2d(X * 1j, W), TypeError, "x holds complex128; it must hold real numbers"),
        (lambda: conv2d(X, W, padding=10**8), ValueError, "the padded input would be 1×4×2000"),
    ],
)  # fmt: skip
def test_sentences(call, error, sentence):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(sentence)
