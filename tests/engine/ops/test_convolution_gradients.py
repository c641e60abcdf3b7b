"""The gradients of convolution layers and the transposed convolution: against the plain
definition, finite differences, the adjoint and PyTorch."""

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.ops.convolution import conv2d, conv2d_backward
from engine.ops.transposed_convolution import conv_transpose2d
from engine.planning.geometry import sides
from engine.runtime import threads
from tests.engine.reference import convolution_gradients as reference

SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))
TYPES = st.sampled_from([np.float32, np.float64])


@st.composite
def layers(draw, largest=6, channels=3, filters=None):
    """(x, weight, stride, padding, dilation, groups) that fit together."""
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    share, per_group = draw(st.integers(1, channels)), draw(st.integers(1, filters or channels))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    dilation, stride = draw(PAIR), draw(PAIR)
    padding = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    window = [d * (f - 1) + 1 for d, f in zip(dilation, kernel, strict=True)]
    size = [
        max(1, w - 2 * p) + draw(st.integers(0, largest))
        for w, p in zip(window, padding, strict=True)
    ]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dtype = draw(TYPES)
    x = rng.normal(size=(draw(st.integers(1, 3)), groups * share, *size)).astype(dtype)
    weight = rng.normal(size=(groups * per_group, share, *kernel)).astype(dtype)
    return x, weight, stride, padding, dilation, groups


def gradient_like(out, seed=0):
    return np.random.default_rng(seed).normal(size=out.shape).astype(out.dtype)


def small_enough(padding, x, weight, stride, dilation):
    """No more than leaves something of the output of a transposed convolution."""
    whole = [
        (x.shape[2 + axis] - 1) * stride[axis] + dilation[axis] * (weight.shape[2 + axis] - 1) + 1
        for axis in (0, 1)
    ]
    return tuple(min(p, (w - 1) // 2) for p, w in zip(padding, whole, strict=True))


def assert_close(result, expected, dtype):
    limit = (1e-4 if dtype == np.float32 else 1e-10) * (1 + np.abs(expected).max(initial=0))
    assert result.dtype == dtype
    assert result.shape == expected.shape
    assert result.flags.c_contiguous
    assert np.abs(result - expected).max(initial=0) <= limit


@SETTINGS
@given(layers())
def test_gradients_agree_with_the_definition(layer):
    x, weight, stride, padding, dilation, groups = layer
    grad = gradient_like(conv2d(x, weight, None, stride, padding, dilation, groups))
    before = grad.copy(), x.copy(), weight.copy()
    added = tuple((p, p) for p in padding)
    expected = reference.conv2d_backward(grad, x, weight, stride, added, dilation, groups)
    for result, value in zip(conv2d_backward(grad, *layer), expected, strict=True):
        assert_close(result, value, x.dtype)
    for array, old in zip((grad, x, weight), before, strict=True):
        np.testing.assert_array_equal(array, old)


@SETTINGS
@given(layers(), st.tuples(st.integers(0, 2), st.integers(0, 2)), st.booleans())
def test_transposed_convolution_agrees_with_the_definition(layer, more, biased):
    x, weight, stride, padding, dilation, groups = layer
    x = gradient_like(conv2d(x, weight, None, stride, padding, dilation, groups))
    padding = small_enough(padding, x, weight, stride, dilation)
    more = tuple(min(m, max(s, d) - 1) for m, s, d in zip(more, stride, dilation, strict=True))
    bias = np.arange(1.0, 1 + weight.shape[1] * groups) if biased else None
    case = x, weight, bias, stride, padding, more, groups, dilation
    assert_close(conv_transpose2d(*case), reference.conv_transpose2d(*case), x.dtype)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride", [1, (2, 3)])
def test_gradients_of_padding_by_name(padding, stride):
    rng = np.random.default_rng(1)
    x, weight = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, 4, 2))
    grad = gradient_like(conv2d(x, weight, None, stride, padding))
    added = sides(padding, 4), sides(padding, 2)
    step = stride if isinstance(stride, tuple) else (stride, stride)
    expected = reference.conv2d_backward(grad, x, weight, step, added)
    for result, value in zip(conv2d_backward(grad, x, weight, stride, padding), expected):  # noqa: B905
        assert_close(result, value, x.dtype)


@SETTINGS
@given(layers(largest=40, channels=12))
def test_each_gradient_is_the_adjoint_of_the_layer(layer):
    """⟨conv(x, w), g⟩ = ⟨x, grad_x⟩ = ⟨w, grad_weight⟩: the layer is linear in both."""
    x, weight, stride, padding, dilation, groups = layer
    x, weight = x.astype(np.float64), weight.astype(np.float64)
    out = conv2d(x, weight, None, stride, padding, dilation, groups)
    grad = gradient_like(out)
    grad_x, grad_weight, grad_bias = conv2d_backward(grad, x, weight, *layer[2:])
    scale = 1e-9 * (1 + np.abs(out * grad).sum())
    assert abs(np.vdot(out, grad) - np.vdot(x, grad_x)) < scale
    assert abs(np.vdot(out, grad) - np.vdot(weight, grad_weight)) < scale
    np.testing.assert_allclose(grad_bias, grad.sum(axis=(0, 2, 3)), atol=1e-9)


def test_finite_differences():
    rng = np.random.default_rng(2)
    x, weight = rng.normal(size=(2, 4, 9, 10)), rng.normal(size=(6, 2, 3, 2))
    settings = {"stride": (2, 1), "padding": 1, "dilation": (1, 2), "groups": 2}
    grad = gradient_like(conv2d(x, weight, **settings))
    gradients = conv2d_backward(grad, x, weight, **settings)
    for array, gradient in zip((x, weight), gradients, strict=False):
        for _ in range(20):
            place = tuple(rng.integers(0, length) for length in array.shape)
            kept, losses = array[place], []
            for step in (1e-5, -1e-5):
                array[place] = kept + step
                losses.append(np.vdot(conv2d(x, weight, **settings), grad))
            array[place] = kept
            assert abs((losses[0] - losses[1]) / 2e-5 - gradient[place]) < 1e-6


@pytest.mark.torch
@settings(SETTINGS, max_examples=100)
@given(st.one_of(layers(largest=40, channels=12), layers(14, channels=24, filters=44)))
def test_gradients_agree_with_pytorch(layer):
    torch = pytest.importorskip("torch")
    x, weight, stride, padding, dilation, groups = layer
    leaves = [
        torch.tensor(a, requires_grad=True) for a in (x, weight, np.zeros_like(weight[:, 0, 0, 0]))
    ]
    out = torch.nn.functional.conv2d(*leaves, stride, padding, dilation, groups)
    grad = gradient_like(out.detach().numpy())
    assert_close(conv2d(x, weight, None, *layer[2:]), out.detach().numpy(), x.dtype)
    out.backward(torch.from_numpy(grad))
    for result, leaf in zip(conv2d_backward(grad, *layer), leaves, strict=True):
        assert_close(result, leaf.grad.numpy(), x.dtype)


@pytest.mark.torch
@settings(SETTINGS, max_examples=100)
@given(layers(largest=20, channels=12))
def test_transposed_convolution_agrees_with_pytorch(layer):
    torch = pytest.importorskip("torch")
    x, weight, stride, padding, dilation, groups = layer
    x = gradient_like(conv2d(x, weight, None, stride, padding, dilation, groups))
    padding = small_enough(padding, x, weight, stride, dilation)
    more = tuple(max(s, d) - 1 for s, d in zip(stride, dilation, strict=True))
    bias = np.arange(weight.shape[1] * groups).astype(x.dtype)
    expected = torch.nn.functional.conv_transpose2d(
        *map(torch.from_numpy, (x, weight, bias)), stride, padding, more, groups, dilation
    )
    result = conv_transpose2d(x, weight, bias, stride, padding, more, groups, dilation)
    assert_close(result, expected.numpy(), x.dtype)


def strangely(array, rng):
    """The array with numbers in some places that are none."""
    array = array.copy()
    for strange in (np.inf, -np.inf, np.nan):
        array.flat[rng.integers(array.size)] = strange
    return array


def assert_same_kinds(result, expected, dtype):
    """Finite, infinite and no number in the same places; finite numbers close to each other."""
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(result[~finite], expected[~finite].astype(dtype))
    assert_close(np.where(finite, result, 0), np.where(finite, expected, 0), dtype)


@pytest.mark.filterwarnings("ignore:invalid value")
@settings(SETTINGS, max_examples=40)
@given(layers(filters=8), st.booleans(), st.booleans())
def test_what_is_not_finite_reaches_only_what_it_touches(layer, in_weight, in_grad):
    x, weight, stride, padding, dilation, groups = layer
    grad = gradient_like(conv2d(x, weight, None, stride, padding, dilation, groups))
    rng = np.random.default_rng(grad.size)
    grad = strangely(grad, rng) if in_grad else grad
    weight = strangely(weight, rng) if in_weight else weight
    added = tuple((p, p) for p in padding)
    expected = reference.conv2d_backward(grad, x, weight, stride, added, dilation, groups)[0]
    result = conv2d_backward(grad, x, weight, stride, padding, dilation, groups)[0]
    assert_same_kinds(result, expected, x.dtype)
    padding = small_enough(padding, grad, weight, stride, dilation)
    case = grad, weight, None, stride, padding, (0, 0), groups, dilation
    assert_same_kinds(conv_transpose2d(*case), reference.conv_transpose2d(*case), x.dtype)


@settings(SETTINGS, max_examples=60)
@given(layers(largest=3), st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_a_stride_may_be_longer_than_the_kernel(layer, stride):
    x, weight, _, padding, dilation, groups = layer
    grad = gradient_like(conv2d(x, weight, None, stride, padding, dilation, groups))
    added = tuple((p, p) for p in padding)
    expected = reference.conv2d_backward(grad, x, weight, stride, added, dilation, groups)
    result = conv2d_backward(grad, x, weight, stride, padding, dilation, groups)
    for one, other in zip(result, expected, strict=True):
        assert_close(one, other, x.dtype)
    padding = small_enough(padding, grad, weight, stride, dilation)
    more = tuple(step - 1 for step in stride)
    case = grad, weight, None, stride, padding, more, groups, dilation
    assert_close(conv_transpose2d(*case), reference.conv_transpose2d(*case), x.dtype)


@pytest.mark.parametrize("stride", [10_000, 2**62, 2**80, 10**30])
def test_a_stride_without_end_is_as_good_as_one_step_beyond(stride):
    """Once 10,000² phases were computed, for 17 seconds."""
    x, weight = np.full((1, 2, 1, 1), 3.0), np.arange(18.0).reshape(2, 1, 3, 3)
    expected = 3 * weight.sum(axis=0)[None]
    np.testing.assert_array_equal(conv_transpose2d(x, weight, None, stride), expected)
    picture, one = np.arange(50.0).reshape(1, 2, 5, 5), weight.reshape(1, 2, 3, 3)
    window = picture[:, :, :3, :3]
    np.testing.assert_array_equal(conv2d(picture, one, stride=stride), (window * one).sum())
    grads = conv2d_backward(np.ones((1, 1, 1, 1)), picture, one, stride)
    np.testing.assert_array_equal(grads[0][:, :, :3, :3], one)
    assert np.count_nonzero(grads[0]) == np.count_nonzero(one)
    np.testing.assert_array_equal(grads[1], window)
    with pytest.raises(ValueError, match=r"^the output would be 1×1×.*numbers; at most 536,870,9"):
        conv_transpose2d(np.ones((1, 1, 2, 10_000)), np.ones((1, 1, 3, 3)), None, stride)


def test_groups_come_before_the_dilation_as_in_pytorch():
    x, weight = np.ones((1, 4, 3, 3)), np.ones((4, 1, 2, 2))
    assert conv_transpose2d(x, weight, None, 1, 0, 0, 2, 1).shape == (1, 2, 4, 4)


@pytest.mark.parametrize("strange", [np.nan, np.inf])
def test_nan_and_infinity_spread_only_to_what_they_touch(strange):
    x, weight = np.ones((2, 3, 9, 10), np.float32), np.ones((4, 3, 3, 2), np.float32)
    grad = np.ones((2, 4, 4, 9), np.float32)
    grad[1, 2, 3, 8] = x[0, 0, 0, 0] = x[0, 1, 8, 9] = strange
    expected = reference.conv2d_backward(grad, x, weight, (2, 1))
    for result, value in zip(conv2d_backward(grad, x, weight, (2, 1)), expected, strict=True):
        np.testing.assert_array_equal(result, value.astype(np.float32))


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="in plain Python the caller does it all")
@pytest.mark.parametrize(
    ("x", "weight", "settings"),
    [
        ((5, 16, 30, 30), (24, 16, 3, 3), ()),
        ((7, 10, 28, 28), (10, 10, 3, 3), ()),
        ((9, 3, 40, 40), (10, 3, 3, 3), (1, 1)),  # few taps: the positions are shared out
        ((3, 40, 16, 17), (40, 40, 3, 3), (1, 1)),  # many: the taps
        ((9, 6, 41, 41), (3, 6, 5, 5), (2, 1)),  # few filters: positions in the vectors
        ((4, 48, 20, 20), (48, 1, 3, 3), (1, 1, 1, 48)),
        ((4, 12, 20, 20), (36, 3, 3, 2), (1, (2, 1), 2, 4)),
    ],
)
def test_the_number_of_threads_changes_no_bit(x, weight, settings):
    rng = np.random.default_rng(3)
    x, weight = (rng.normal(size=shape).astype(np.float32) for shape in (x, weight))
    grad = gradient_like(conv2d(x, weight, None, *settings))

    def both_ways():
        gradients = conv2d_backward(grad, x, weight, *settings)
        return conv2d(x, weight, None, *settings), *gradients

    before = threads.get_num_threads()
    try:
        threads.set_num_threads(1)
        expected = both_ways()
        for number in (2, 3, 5):
            threads.set_num_threads(number)
            results = both_ways()
            for result, value in zip(results, expected, strict=True):
                np.testing.assert_array_equal(result, value)
    finally:
        threads.set_num_threads(before)


def test_no_samples_have_no_gradient():
    grad_x, grad_weight, grad_bias = conv2d_backward(np.ones((0, 2, 2, 2)), X[:0], W)
    assert grad_x.shape == (0, 3, 4, 4)
    assert not grad_weight.any()
    assert not grad_bias.any()
    assert conv_transpose2d(np.ones((0, 2, 2, 2)), W).shape == (0, 3, 4, 4)


X, W, G = np.ones((1, 3, 4, 4)), np.ones((2, 3, 3, 3)), np.ones((1, 2, 2, 2))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: conv2d_backward(G[:, :, 1:], X, W), ValueError,
         "grad_out has the shape 1×2×1×2; the output of conv2d is 1×2×2×2"),
        (lambda: conv2d_backward(G[0], X, W), ValueError,
         "grad_out has the shape 2×2×2; it must be N×K×H2×W2"),
        (lambda: conv2d_backward(G, X, W[:, :2]), ValueError,
         "each filter has 2 channels but x has 3; it must have 3"),
        (lambda: conv_transpose2d(X, W), ValueError,
         "weight has 2 input channels but x has 3; they must be equal"),
        (lambda: conv_transpose2d(G, W, groups=3), ValueError,
         "2 input channels cannot be divided into 3 groups"),
        (lambda: conv_transpose2d(G, W, np.ones(2)), ValueError,
         "bias has 2 entries; it must have one for each of the 3 filters"),
        (lambda: conv_transpose2d(G, W, padding=2), ValueError,
         "padding 2×2 cuts the whole output of 4×4 away; make it smaller"),
        (lambda: conv_transpose2d(G, W, output_padding=1), ValueError,
         "output_padding is 1; it must be smaller than the stride 1 or the dilation 1"),
        (lambda: conv_transpose2d(G[:, :, :0], W), ValueError,
         "x has the shape 1×2×0×2; only the number of samples may be 0"),
        (lambda: conv_transpose2d(G, W[:, :0]), ValueError,
         "weight has the shape 2×0×3×3; no dimension may be 0"),
    ],
)  # fmt: skip
def test_sentences(call, error, sentence):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("axis", [0, 1])
def test_each_axis_is_checked_for_itself(axis: int) -> None:
    def alone(value: int, other: int = 0) -> tuple[int, int]:
        return (value, other) if axis == 0 else (other, value)

    with pytest.raises(ValueError, match="output_padding is 1; it must be smaller than the stride"):
        conv_transpose2d(G, W, output_padding=alone(1))
    with pytest.raises(ValueError, match="output_padding is 2"):
        conv_transpose2d(G, W, stride=alone(2, 1), output_padding=alone(2))
    with pytest.raises(ValueError, match="cuts the whole output of 4×4 away"):
        conv_transpose2d(G, W, padding=alone(2))
    longer = conv_transpose2d(G, W, stride=alone(2, 1), output_padding=alone(1)).shape[2:]
    assert longer == alone(6, 4)
    assert conv_transpose2d(G, W, dilation=alone(2, 1), output_padding=alone(1)).shape[2:] == alone(
        7, 4
    )
    assert conv_transpose2d(G, W, padding=alone(1)).shape[2:] == alone(2, 4)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_kernel_too_large_on_one_axis_is_refused(axis: int) -> None:
    x = np.ones((1, 1, 3, 5) if axis == 0 else (1, 1, 5, 3))
    with pytest.raises(ValueError, match="larger than the padded input"):
        conv2d(x, np.ones((1, 1, 4, 4)))
    padding = (1, 0) if axis == 0 else (0, 1)
    assert conv2d(x, np.ones((1, 1, 4, 4)), padding=padding).shape[2:] == (2, 2)
