"""Activation functions and their derivatives against plain definitions, differences, PyTorch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import activations
from engine.networks.builder import ACTIVATIONS
from engine.ops.activations import derivative, maxout, prelu, relu
from engine.runtime import threads
from tests.engine import registered
from tests.engine.reference import maxout as reference

LAYERS = {name: kind(**registered.settings(name)) for name, kind in ACTIVATIONS.items()}


def _parameters(layer):
    """What the layer's function takes: its settings, or what begins to learn."""
    learned = layer.initial_parameters(None, np.dtype(np.float64))
    return tuple(learned.values()) or tuple(layer.settings().values())


FUNCTIONS = {layer.function.__name__: _parameters(layer) for layer in LAYERS.values()}
TYPES = [np.float32, np.float64]
SHAPES = st.lists(st.integers(1, 6), max_size=4).map(tuple)


def values(shape, dtype=np.float64, seed=0):
    """Spread over the bends and the flat ends, with zeros among them."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 4, shape)
    return np.where(rng.random(shape) < 0.1, 0, x).astype(dtype)


def definition(name, value):
    """The plain definition of that name, at one number; NaN stays NaN."""
    parameters = (float(np.squeeze(one)) for one in FUNCTIONS[name])
    return value if np.isnan(value) else activations.definition(name)(float(value), *parameters)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=20)
@given(SHAPES, st.integers(0, 1000))
def test_each_is_its_definition(name, dtype, shape, seed):
    x = values(shape, dtype, seed)
    before = x.copy()
    out = getattr(activations, name)(x, *FUNCTIONS[name])
    assert out.dtype == dtype
    assert out.shape == shape
    expected = [definition(name, value) for value in x.ravel()]
    tolerance = 1e-6 if dtype == np.float32 else 1e-13
    least = np.finfo(dtype).tiny  # below it, numbers of this type have fewer digits
    np.testing.assert_allclose(out.ravel(), expected, rtol=tolerance, atol=least)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_derivative_is_the_slope_of_a_short_chord(name):
    x = values((500,))
    x = x[np.abs(x) > 0.01]  # no chord across the bend at 0
    step = 1e-6
    function = getattr(activations, name)
    above, below = (function(x + side, *FUNCTIONS[name]) for side in (step, -step))
    slope = derivative(name, x, *FUNCTIONS[name])
    np.testing.assert_allclose(slope, (above - below) / (2 * step), atol=1e-8)


def test_the_slope_at_the_bend_is_that_of_the_left_side():
    zero = np.zeros(3)
    assert derivative("relu", zero).tolist() == [0, 0, 0]
    assert derivative("leaky_relu", zero, 0.1).tolist() == [0.1] * 3
    assert derivative("elu", zero, alpha=0.5).tolist() == [0.5] * 3


@pytest.mark.torch
@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", LAYERS)
def test_value_and_slope_agree_with_torch(name, dtype):
    torch = pytest.importorskip("torch")
    layer = LAYERS[name]
    theirs = getattr(torch.nn, name)(**layer.settings()).to(getattr(torch, np.dtype(dtype).name))
    agree(layer.function.__name__, FUNCTIONS[layer.function.__name__], theirs, dtype)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", TYPES)
def test_prelu_by_channel_agrees_with_torch(dtype):
    torch = pytest.importorskip("torch")
    slopes = np.array([0.1, 0.25, -0.5], dtype)
    weight = torch.from_numpy(slopes)
    agree("prelu", (slopes,), lambda x: torch.nn.functional.prelu(x, weight), dtype)


def agree(name, parameters, theirs, dtype):
    """Hold value and slope of an activation to those of a function of PyTorch."""
    torch = pytest.importorskip("torch")
    x = values((4, 3, 9, 11), dtype)
    tensor = torch.from_numpy(x).requires_grad_()
    expected = theirs(tensor)
    expected.backward(torch.ones_like(expected))
    close = {"rtol": 1e-5, "atol": 1e-6} if dtype == np.float32 else {"rtol": 1e-12, "atol": 1e-14}
    ours = getattr(activations, name)(x, *parameters)
    np.testing.assert_allclose(ours, expected.detach().numpy(), **close)
    np.testing.assert_allclose(derivative(name, x, *parameters), tensor.grad.numpy(), **close)


@pytest.mark.parametrize("dtype", TYPES)
@settings(max_examples=40)
@given(
    samples=st.integers(1, 3),
    groups=st.integers(1, 3),
    pieces=st.integers(1, 4),
    tail=st.sampled_from([(), (5,), (2, 3)]),
    seed=st.integers(0, 1000),
)
def test_maxout_is_its_definition(dtype, samples, groups, pieces, tail, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(-2, 3, (samples, groups * pieces, *tail)).astype(dtype)  # with ties
    x[rng.random(x.shape) < 0.05] = np.nan
    cells = x.reshape(samples, groups * pieces, -1)
    out = maxout(x, pieces)
    assert out.dtype == dtype
    assert out.shape == (samples, groups, *tail)
    np.testing.assert_array_equal(out, reference.maxout(cells, pieces).reshape(out.shape))
    slope = derivative("maxout", x, pieces).reshape(cells.shape)
    for n, k, i in np.ndindex(samples, groups, cells.shape[2]):
        group = slope[n, k * pieces : (k + 1) * pieces, i]
        winner = reference.winner(cells, pieces, n, k, i)
        assert group.tolist() == [c == winner - k * pieces for c in range(pieces)]


@pytest.mark.torch
def test_maxout_agrees_with_torch():
    torch = pytest.importorskip("torch")
    x = values((2, 6, 5, 7), np.float32)
    tensor = torch.from_numpy(x).requires_grad_()
    theirs = tensor.reshape(2, 3, 2, 5, 7).max(dim=2).values
    theirs.sum().backward()
    np.testing.assert_array_equal(maxout(x, 2), theirs.detach().numpy())
    np.testing.assert_array_equal(derivative("maxout", x, 2), tensor.grad.numpy())


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_stays_and_infinity_goes_to_the_limit(name, dtype):
    x = np.array([np.nan, np.inf, -np.inf], dtype)
    far = np.array([1e3, -1e3], dtype)
    with np.errstate(all="raise"):
        out = getattr(activations, name)(x, *FUNCTIONS[name])
        slope = derivative(name, x, *FUNCTIONS[name])
    np.testing.assert_allclose(out, [definition(name, value) for value in x], rtol=1e-6)
    expected = [np.nan, *derivative(name, far, *FUNCTIONS[name])]
    np.testing.assert_allclose(slope, expected, rtol=1e-6)


@pytest.mark.parametrize("name", [*FUNCTIONS, "maxout"])
def test_out_is_filled_and_returned(name):
    x = values((2, 4, 5, 6), np.float32)
    parameters = FUNCTIONS.get(name, (2,))
    calls = [lambda y, **out: derivative(name, y, *parameters, **out)]
    if name != "maxout":
        calls.append(lambda y, **out: getattr(activations, name)(y, *parameters, **out))
    for call in calls:
        expected = call(x)
        fresh = np.empty_like(x)
        assert call(x, out=fresh) is fresh
        np.testing.assert_array_equal(fresh, expected)

        wide = np.full((2, 4, 5, 12), 7, np.float32)
        assert call(x, out=wide[..., ::2]) is not None
        np.testing.assert_array_equal(wide[..., ::2], expected)
        assert np.all(wide[..., 1::2] == 7)

        in_place = x.copy()
        call(in_place, out=in_place)
        np.testing.assert_array_equal(in_place, expected)

        buffer = np.zeros(x.size + 3, np.float32)
        source = buffer[:-3].reshape(x.shape)
        source[...] = x
        target = buffer[3:].reshape(x.shape)  # overlaps, three numbers further
        call(source, out=target)
        np.testing.assert_array_equal(target, expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_large_and_scattered_input(name):
    x = values((3, 1 << 17), np.float32)
    function = getattr(activations, name)
    before = threads.get_num_threads()
    try:
        threads.set_num_threads(3)
        out = function(x, *FUNCTIONS[name])
        scattered = function(x.T[::-3], *FUNCTIONS[name])
    finally:
        threads.set_num_threads(before)
    # NumPy's vectorised and remaining loops may differ in the last bit.
    np.testing.assert_allclose(out[:, 1000:1100], function(x[:, 1000:1100], *FUNCTIONS[name]), 1e-6)
    np.testing.assert_allclose(scattered, out.T[::-3], 1e-6)


def test_nothing_in_nothing_out_and_a_single_number():
    assert relu(np.empty((0, 3), np.float32)).shape == (0, 3)
    assert relu(np.float32(-2)).shape == ()
    assert relu([[-1, 2]]).tolist() == [[0, 2]]
    read_only = np.array([-1.0, 2.0])
    read_only.flags.writeable = False
    assert relu(read_only).tolist() == [0, 2]


X = np.zeros((2, 6, 3, 3), np.float32)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: relu(X * 1j), TypeError, "x holds complex64; it must hold real numbers"),
        (
            lambda: relu(X, out=np.empty((2, 6), np.float32)),
            ValueError,
            "out is 2×6; it must be 2×6×3×3",
        ),
        (
            lambda: relu(X, out=np.empty(X.shape)),
            TypeError,
            "out is float64; it must be an array of float32",
        ),
        (
            lambda: relu(X, out=[0]),
            TypeError,
            "out is list; it must be an array of float32",
        ),
        (
            lambda: relu(X, out=np.broadcast_to(np.float32(0), X.shape)),
            ValueError,
            "out is read-only; it must be an array that can be written to",
        ),
        (
            lambda: activations.leaky_relu(X, float("nan")),
            ValueError,
            "negative_slope is nan; it must be finite",
        ),
        (lambda: activations.elu(X, "1"), TypeError, "alpha is '1'; it must be a number"),
        (
            lambda: prelu(X, [0.1, 0.2]),
            ValueError,
            "weight is 2; it must be one number, or one for each of the 6 channels of x",
        ),
        (lambda: maxout(X, 4), ValueError, "6 channels cannot be divided into groups of 4"),
        (lambda: maxout(X, 0), ValueError, "pieces is 0; it must be at least 1"),
        (
            lambda: maxout(X[0, 0, 0], 1),
            ValueError,
            "x is 3; it must be N×C or N×C×H×W, none of them 0",
        ),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, error, sentence):
    with pytest.raises(error) as refused:
        call()
    assert str(refused.value) == sentence


def test_another_name_is_refused_with_all_that_there_are():
    for call in (lambda: derivative("swish", X), lambda: activations.definition("swish")):
        with pytest.raises(
            ValueError, match=r"^name is 'swish'; it must be one of relu, "
        ) as caught:
            call()
        named = str(caught.value).partition("one of ")[2].split(", ")
        assert set(FUNCTIONS) <= set(named) <= {*FUNCTIONS, "maxout"}


def test_gelu_and_silu_dip_below_zero_where_their_papers_say():
    x = np.linspace(-2, 0, 200001)
    for name, place, lowest in (("gelu", -0.7518, -0.17), ("silu", -1.2785, -0.2785)):
        y = getattr(activations, name)(x)
        assert x[y.argmin()] == pytest.approx(place, abs=1e-4)
        assert y.min() == pytest.approx(lowest, abs=1e-4)
