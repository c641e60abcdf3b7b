"""Softmax and losses against plain definitions, numbers worked by hand, differences, PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.ops.losses import binary_cross_entropy, cross_entropy, hinge_loss, softmax
from tests.engine.reference import losses as reference

TYPES = [np.float32, np.float64]
LOSSES = [cross_entropy, hinge_loss]
BATCHES = st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(0, 1000))


def close(dtype):
    return {"rtol": 1e-5, "atol": 1e-7} if dtype == np.float32 else {"rtol": 1e-11, "atol": 1e-14}


def batch(samples, classes, seed, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return rng.normal(0, 3, (samples, classes)).astype(dtype), rng.integers(0, classes, samples)


@pytest.mark.parametrize("dtype", TYPES)
@settings(max_examples=30)
@given(BATCHES)
def test_softmax_is_its_definition(dtype, sizes):
    x, _ = batch(*sizes, dtype)
    shares = softmax(x)
    assert shares.dtype == dtype
    np.testing.assert_allclose(
        shares, [reference.softmax(row.tolist()) for row in x], **close(dtype)
    )
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("loss", LOSSES)
@settings(max_examples=30)
@given(BATCHES)
def test_losses_of_classes_are_their_definitions(loss, dtype, sizes):
    x, target = batch(*sizes, dtype)
    before = x.copy()
    value, grad = loss(x, target)
    arguments = (1.0,) if loss is hinge_loss else ()
    expected, slopes = getattr(reference, loss.__name__)(x.tolist(), target.tolist(), *arguments)
    assert isinstance(value, float)
    assert grad.dtype == dtype
    assert value == pytest.approx(expected, rel=1e-10, abs=1e-12)
    np.testing.assert_allclose(grad, slopes, **close(dtype))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("dtype", TYPES)
@settings(max_examples=30)
@given(st.integers(1, 9), st.integers(0, 1000), st.booleans())
def test_binary_cross_entropy_is_its_definition(dtype, count, seed, certain):
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 3, count).astype(dtype)
    target = rng.integers(0, 2, count) if certain else rng.random(count)
    value, grad = binary_cross_entropy(x, target)
    expected, slopes = reference.binary_cross_entropy(x.tolist(), target.tolist())
    assert grad.dtype == dtype
    assert value == pytest.approx(expected, rel=1e-10)
    np.testing.assert_allclose(grad, slopes, **close(dtype))


def chords(loss, x, step=1e-6):
    """The slope of a short chord in the direction of every entry."""
    slopes = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += step
        down[place] -= step
        slopes[place] = (loss(up) - loss(down)) / (2 * step)
    return slopes


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_the_slope_of_a_short_chord(loss):
    x, target = batch(4, 5, 1)
    np.testing.assert_allclose(
        loss(x, target)[1], chords(lambda y: loss(y, target)[0], x), atol=1e-8
    )


def test_the_binary_gradient_is_the_slope_of_a_short_chord():
    x, _ = batch(4, 5, 2)
    target = np.random.default_rng(2).random(x.shape)
    np.testing.assert_allclose(
        binary_cross_entropy(x, target)[1],
        chords(lambda y: binary_cross_entropy(y, target)[0], x),
        atol=1e-8,
    )


def test_hinge_worked_by_hand():
    # Cat, car, frog: max(0, 5.1 − 3.2 + 1) + max(0, −1.7 − 3.2 + 1) = 2.9; then 0; then
    # 2.2 + 3.1 + 1 and 2.5 + 3.1 + 1 = 12.9. Mean: 15.8/3 ≈ 5.27.
    scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    loss, grad = hinge_loss(scores, [0, 1, 2])
    assert loss == pytest.approx(15.8 / 3)
    np.testing.assert_allclose(3 * grad, [[-1, 1, 0], [0, 0, 0], [1, 1, -2]])


def test_hinge_with_a_wide_margin_worked_by_hand():
    # max(0, −7 − 13 + 10) + max(0, 11 − 13 + 10) = 0 + 8.
    loss, grad = hinge_loss([[13, -7, 11]], [0], margin=10)
    assert loss == 8
    assert grad.tolist() == [[-1, 0, 1]]


def test_hinge_at_its_bend_has_no_slope():
    loss, grad = hinge_loss([[2.0, 1.0]], [0])
    assert loss == 0
    assert grad.tolist() == [[0, 0]]


def test_cross_entropy_worked_by_hand():
    # exp(3.2), exp(5.1), exp(−1.7) = 24.53, 164.02, 0.18; 24.53/188.74 = 0.13; −ln 0.13 = 2.04.
    scores = np.array([[3.2, 5.1, -1.7]])
    np.testing.assert_allclose(softmax(scores), [[0.13, 0.87, 0.00]], atol=0.005)
    loss, grad = cross_entropy(scores, [0])
    assert loss == pytest.approx(2.04, abs=0.005)
    np.testing.assert_allclose(grad, [[-0.87, 0.87, 0.00]], atol=0.005)


def test_losses_that_know_nothing():
    assert cross_entropy(np.zeros((3, 10)), [0, 5, 9])[0] == pytest.approx(math.log(10))
    assert hinge_loss(np.zeros((3, 10)), [0, 5, 9])[0] == 9
    assert binary_cross_entropy(np.zeros(4), [0, 1, 1, 0])[0] == pytest.approx(math.log(2))


@pytest.mark.torch
@pytest.mark.parametrize("dtype", TYPES)
@settings(max_examples=20)
@given(BATCHES)
def test_losses_agree_with_torch(dtype, sizes):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    x, target = batch(*sizes, dtype)
    answers = np.random.default_rng(sizes[2]).random(x.shape).astype(dtype)
    classes = torch.from_numpy(target)
    pairs = [
        (cross_entropy(x, target), lambda y: functional.cross_entropy(y, classes)),
        (
            hinge_loss(x, target, 0.5),
            lambda y: functional.multi_margin_loss(y, classes, margin=0.5) * x.shape[1],
        ),
        (
            binary_cross_entropy(x, answers),
            lambda y: functional.binary_cross_entropy_with_logits(y, torch.from_numpy(answers)),
        ),
    ]
    for (value, grad), theirs in pairs:
        tensor = torch.from_numpy(x).requires_grad_()
        expected = theirs(tensor)
        expected.backward()
        assert value == pytest.approx(expected.item(), rel=1e-5, abs=1e-6)
        np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=1e-4, atol=1e-6)
        tensor.grad = None
    for axis in (0, -1):
        np.testing.assert_allclose(
            softmax(x, axis), torch.softmax(torch.from_numpy(x), axis).numpy(), **close(dtype)
        )


@pytest.mark.parametrize("dtype", TYPES)
def test_large_logits_do_not_overflow(dtype):
    x = np.array([[1000, 0], [-1000, 0]], dtype)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(softmax(x), [[1, 0], [0, 1]])
        loss, grad = cross_entropy(x, [1, 1])
        assert loss == 500
        np.testing.assert_array_equal(grad, [[0.5, -0.5], [0, 0]])
        loss, grad = binary_cross_entropy(x[:, 0], [0, 0])
        assert loss == 500
        np.testing.assert_array_equal(grad, [0.5, 0])


@pytest.mark.parametrize("dtype", TYPES)
def test_a_tiny_loss_keeps_its_digits(dtype):
    tiny = math.exp(-40)
    loss, grad = cross_entropy(np.array([[40, 0]], dtype), [0])
    assert loss == pytest.approx(tiny, rel=1e-12)
    np.testing.assert_allclose(grad, [[-tiny, tiny]], rtol=1e-6)
    loss, grad = binary_cross_entropy(np.array([40, -40], dtype), [1, 0])
    assert loss == pytest.approx(tiny, rel=1e-12)
    np.testing.assert_allclose(grad, [-tiny / 2, tiny / 2], rtol=1e-6)


def test_nan_and_infinity_are_seen():
    nan, inf = math.nan, math.inf
    with np.errstate(all="raise"):
        shares = softmax([[0, nan], [inf, 0], [-inf, -inf], [0, -inf]])
        np.testing.assert_array_equal(shares, [[nan] * 2, [nan] * 2, [nan] * 2, [1, 0]])

        for row in ([0, nan], [nan, 0], [inf, 0], [-inf, -inf]):
            for right in (0, 1):
                loss, grad = cross_entropy([[0, 0], row], [0, right])
                assert math.isnan(loss)
                np.testing.assert_array_equal(grad, [[-0.25, 0.25], [nan, nan]])
        assert math.isnan(cross_entropy([[nan]], [0])[1][0, 0])
        loss, grad = cross_entropy([[-inf, 0]], [0])
        assert loss == inf
        np.testing.assert_array_equal(grad, [[-1, 1]])

        loss, grad = hinge_loss([[0, nan, 2]], [0])
        assert math.isnan(loss)
        np.testing.assert_array_equal(grad, [[nan, nan, 1]])
        loss, grad = hinge_loss([[0, inf, -inf]], [0])
        assert loss == inf
        np.testing.assert_array_equal(grad, [[-1, 1, 0]])

        loss, grad = binary_cross_entropy([nan, 0], [1, 1])
        assert math.isnan(loss)
        np.testing.assert_array_equal(grad, [nan, -0.25])
        loss, grad = binary_cross_entropy([inf, -inf], [0.5, 0.5])
        assert loss == inf
        np.testing.assert_array_equal(grad, [0.25, -0.25])


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3, np.int64(1)])
def test_softmax_along_any_axis(axis):
    x = np.random.default_rng(0).normal(0, 2, (3, 4, 5))
    shares = softmax(x, axis)
    np.testing.assert_allclose(shares.sum(axis=axis), 1)
    moved = softmax(np.moveaxis(x, axis, -1))
    np.testing.assert_allclose(shares, np.moveaxis(moved, -1, axis))


def test_other_kinds_of_input():
    assert softmax([0, 0]).tolist() == [0.5, 0.5]
    assert softmax(np.empty((0, 3), np.float32)).shape == (0, 3)
    x, target = batch(6, 8, 3, np.float32)
    wide = np.repeat(np.repeat(x, 2, axis=0), 2, axis=1)[::2, ::2]
    wide.flags.writeable = False
    np.testing.assert_array_equal(softmax(wide), softmax(x))
    for loss in LOSSES:
        expected = loss(x, target)
        for kind in (np.uint8, np.int16, list):
            value, grad = loss(wide, target.tolist() if kind is list else target.astype(kind))
            assert value == expected[0]
            np.testing.assert_array_equal(grad, expected[1])
    answers = np.array([True, False])
    assert binary_cross_entropy([1, 1], answers)[0] == binary_cross_entropy([1, 1], [1, 0])[0]
    assert binary_cross_entropy(0.0, 1)[1].shape == ()
    assert cross_entropy(np.zeros((1, 2), np.uint8), [0])[1].dtype == np.float32


def test_the_losses_are_public():
    for name in ("softmax", "cross_entropy", "hinge_loss", "binary_cross_entropy"):
        assert name in engine.__all__
        assert callable(getattr(engine, name))


X = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (
            lambda: softmax(3.0),
            ValueError,
            "x is a single number; softmax shares between the numbers of an array",
        ),
        (lambda: softmax(X, 2), ValueError, "axis is 2; it must be at most 1"),
        (lambda: softmax(X, -3), ValueError, "axis is -3; it must be at least -2"),
        (lambda: softmax(X, 1.0), TypeError, "axis is 1.0; it must be a whole number"),
        (
            lambda: softmax(np.empty((2, 0))),
            ValueError,
            "x has the shape 2×0; axis -1 must not be empty",
        ),
        (
            lambda: cross_entropy(X[0], [0]),
            ValueError,
            "logits has the shape 3; it must be N×K",
        ),
        (
            lambda: hinge_loss(np.empty((0, 3)), []),
            ValueError,
            "scores has the shape 0×3; there is nothing to average",
        ),
        (
            lambda: cross_entropy(X, [0, 3]),
            ValueError,
            "target[1] is 3; it must be a class from 0 to 2",
        ),
        (
            lambda: hinge_loss(X, [-1, 0]),
            ValueError,
            "target[0] is -1; it must be a class from 0 to 2",
        ),
        (
            lambda: cross_entropy(X, [0, 1, 2]),
            ValueError,
            "target has the shape 3; it must hold one class for each of the 2 samples",
        ),
        (
            lambda: cross_entropy(X, [[0], [1]]),
            ValueError,
            "target has the shape 2×1; it must hold one class for each of the 2 samples",
        ),
        (
            lambda: cross_entropy(X, [0.0, 1.0]),
            TypeError,
            "target holds float64; it must hold whole numbers, the class indices",
        ),
        (
            lambda: hinge_loss(X, [True, False]),
            TypeError,
            "target holds bool; it must hold whole numbers, the class indices",
        ),
        (lambda: hinge_loss(X, [0, 1], np.nan), ValueError, "margin is nan; it must be finite"),
        (lambda: cross_entropy(X * 1j, [0, 1]), TypeError, "logits holds complex128; it must hold"),
        (
            lambda: binary_cross_entropy(np.zeros((2, 1)), [0, 1]),
            ValueError,
            "target has the shape 2 and logits 2×1; they must be the same",
        ),
        (
            lambda: binary_cross_entropy([0, 0], [0, 1.5]),
            ValueError,
            "target holds 1.5; it must lie between 0 and 1",
        ),
        (
            lambda: binary_cross_entropy([0, 0], [np.nan, 0]),
            ValueError,
            "target holds nan; it must lie between 0 and 1",
        ),
        (
            lambda: binary_cross_entropy([], []),
            ValueError,
            "logits has the shape 0; there is nothing to average",
        ),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, error, sentence):
    with pytest.raises(error) as refused:
        call()
    assert str(refused.value).startswith(sentence)
