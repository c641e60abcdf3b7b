"""Softmax and the losses: how far scores are from the right answer, and which way is better.

A loss comes as `(loss, gradient)`: the mean over the samples, a Python float, and its derivative
with respect to the scores, in their shape and type. NumPy is fast enough: a batch has few scores.
The losses are computed in float64, so that even a loss of 1e-9 is right to its last digits.
NaN and infinity give what the formulas give in floating-point arithmetic, without a warning.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.checks import Array, float_array, real_array, real_number, times, whole


def softmax(x: ArrayLike, axis: int = -1) -> Array:
    """Return shares that sum to 1: exp(x_k) / Σ_j exp(x_j) along `axis` (Bridle, 1990).

    The largest x is subtracted first, which changes nothing but keeps exp from overflowing
    (Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 4.1). As
    `torch.nn.functional.softmax`.

    `x` has any shape with at least one dimension, float32 or float64 (other real numbers are
    converted); the result has its shape and type. A slice that holds a NaN or +∞, or only −∞,
    has no shares: all of it becomes NaN.

    Raises ValueError or TypeError for an axis that x does not have, or that has no entry, and
    where x holds no real numbers.
    """
    values = float_array(x, "x").reshape(np.shape(x))
    if values.ndim == 0:
        raise ValueError("x is a single number; softmax shares between the numbers of an array")
    if whole(axis, "axis", -values.ndim) >= values.ndim:
        raise ValueError(f"axis is {axis}; it must be at most {values.ndim - 1}")
    if values.shape[axis] == 0:
        raise ValueError(f"x has the shape {times(values.shape)}; axis {axis} must not be empty")
    with np.errstate(all="ignore"):
        shares: Array = np.exp(values - values.max(axis=axis, keepdims=True))
        shares /= shares.sum(axis=axis, keepdims=True)
    return shares


def cross_entropy(logits: object, target: object) -> tuple[float, Array]:
    """Return the mean of −log p_y: p = softmax(logits), y the sample's class; and its gradient.

    loss = 1/N Σ_n (log Σ_j exp(x_nj) − x_ny),  ∂loss/∂x_nj = (p_nj − [j = y]) / N

    (Goodfellow et al., 2016, section 6.2.2.3; as `torch.nn.functional.cross_entropy`.) The
    logarithm of the sum is taken after the largest logit has been subtracted.

    Parameters
    ----------
    logits
        N×K scores of K classes, float32 or float64 (other real numbers are converted).
    target
        N whole numbers, the right classes, from 0 to K − 1.

    Returns
    -------
    (loss, grad): a float, and N×K in the type of `logits`. A sample whose logits hold NaN or +∞
    makes the loss, and its own row of the gradient, NaN.

    Raises
    ------
    ValueError, TypeError
        In one sentence: wrong dimensions, no sample, or a target that is no class.
    """
    dtype, scores = _scores(logits, "logits")
    classes = _classes(target, scores)
    rows = np.arange(len(scores))
    with np.errstate(all="ignore"):
        best = scores.argmax(axis=1)
        largest = scores[rows, best]
        powers = np.exp(scores - largest[:, None])
        total = powers.sum(axis=1, keepdims=True)
        # log1p of the others' sum: where the best class is far ahead, 1 would swallow them.
        others = powers.copy()
        others[rows, best] -= 1
        losses = np.log1p(others.sum(axis=1)) + (largest - scores[rows, classes])
        # p_y − 1, for the same reason, as minus the shares of the other classes.
        powers[rows, classes] = 0
        powers[rows, classes] = -powers.sum(axis=1)
        return float(losses.mean()), (powers / total / len(scores)).astype(dtype)


def hinge_loss(scores: object, target: object, margin: float = 1.0) -> tuple[float, Array]:
    """Return the multi-class hinge loss and its gradient.

    Every wrong class should score `margin` less than the right one.

    loss = 1/N Σ_n Σ_{j≠y} max(0, s_nj − s_ny + margin)

    (Weston & Watkins, 1999; the "multiclass SVM loss" of Stanford's course CS231n.) Unlike
    PyTorch's `multi_margin_loss` it is not divided by the number of classes. Its derivative with
    respect to s_nj is 1/N for each wrong class that violates the margin, and for the right class
    minus their number over N; exactly at the bend it is taken as 0.

    `scores` is N×K, `target` holds N classes from 0 to K − 1, `margin` is a finite number.
    Returns `(loss, grad)`, a float and N×K in the type of `scores`. A NaN in a difference of
    scores makes the loss and its places of the gradient NaN.

    Raises ValueError or TypeError, in one sentence, as `cross_entropy`.
    """
    dtype, values = _scores(scores, "scores")
    classes = _classes(target, values)
    gap = real_number(margin, "margin")
    rows = np.arange(len(values))
    with np.errstate(all="ignore"):
        excess = values - values[rows, classes][:, None] + gap
        excess[rows, classes] = 0  # the right class does not compete with itself
        losses = np.maximum(excess, 0).sum(axis=1)
        grad = np.where(np.isnan(excess), np.nan, excess > 0)
        grad[rows, classes] = -grad.sum(axis=1)
        return float(losses.mean()), (grad / len(values)).astype(dtype)


def binary_cross_entropy(logits: object, target: object) -> tuple[float, Array]:
    """Return the mean of −t·log σ(x) − (1 − t)·log(1 − σ(x)), and its gradient.

    σ is the sigmoid.

    loss = mean(softplus(x) − t·x) with softplus(x) = log(1 + exp(x)), which is taken as
    max(x, 0) + log1p(exp(−|x|)) so as not to overflow; ∂loss/∂x = (σ(x) − t) / number of logits
    (Goodfellow et al., 2016, section 6.2.2.2; as
    `torch.nn.functional.binary_cross_entropy_with_logits`: the mean is over every logit, each of
    which is one question with the answers yes and no).

    `logits` has any shape that is not empty, float32 or float64 (other real numbers are
    converted); `target` has the same shape and holds the answers, 0 or 1, or probabilities in
    between. Returns `(loss, grad)`, a float and an array in the shape and type of `logits`.

    Raises ValueError or TypeError, in one sentence, where the shapes differ, nothing is to be
    averaged, or a target lies outside 0 … 1 or is NaN.
    """
    array = real_array(logits, "logits")
    dtype = float_array(array, "logits").dtype
    scores = array.astype(np.float64)
    if scores.size == 0:
        raise ValueError(f"logits has the shape {times(scores.shape)}; there is nothing to average")
    wanted = _probabilities(target, scores.shape)
    with np.errstate(all="ignore"):
        small = np.exp(-np.abs(scores))
        doubted = np.where(scores < 0, wanted, 1 - wanted)  # the share of the other answer
        losses = doubted * np.abs(scores) + np.log1p(small)
        # σ(x) − t = (1 − t)·σ(x) − t·σ(−x), where nothing cancels.
        above = np.where(scores < 0, small, 1) / (1 + small)
        below = np.where(scores < 0, 1, small) / (1 + small)
        grad = (1 - wanted) * above - wanted * below
        return float(losses.mean()), np.asarray(grad / scores.size).astype(dtype)


def _scores(x: object, name: str) -> tuple[np.dtype[Any], NDArray[np.float64]]:
    """Return the type of the gradient, and `x` as N×K float64, neither of them 0."""
    values = float_array(x, name, "N×K")
    if values.size == 0:
        raise ValueError(f"{name} has the shape {times(values.shape)}; there is nothing to average")
    return values.dtype, values.astype(np.float64)


def _classes(target: object, scores: Array) -> NDArray[np.intp]:
    """Return `target` as one class for each sample, every one of them among the scores."""
    samples, count = scores.shape
    classes = real_array(target, "target")
    if classes.dtype.kind not in "iu":
        raise TypeError(
            f"target holds {classes.dtype}; it must hold whole numbers, the class indices"
        )
    if classes.shape != (samples,):
        raise ValueError(
            f"target has the shape {times(classes.shape)}; it must hold one class for each of the"
            f" {samples} samples"
        )
    wrong = (classes < 0) | (classes >= count)
    if wrong.any():
        place = int(wrong.argmax())
        raise ValueError(
            f"target[{place}] is {classes[place]}; it must be a class from 0 to {count - 1}"
        )
    return classes.astype(np.intp)


def _probabilities(target: object, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return `target` as numbers from 0 to 1, in the shape of the logits."""
    wanted = real_array(target, "target").astype(np.float64)
    if wanted.shape != shape:
        raise ValueError(
            f"target has the shape {times(wanted.shape)} and logits {times(shape)};"
            " they must be the same"
        )
    wrong = ~((wanted >= 0) & (wanted <= 1))
    if wrong.any():
        raise ValueError(f"target holds {wanted[wrong][0]:g}; it must lie between 0 and 1")
    return wanted
