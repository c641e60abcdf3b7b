"""Compiled parts of a training step around the convolutions: each number once through the cache."""

import numpy as np

from engine.kernels.compiled import compiled, compiled_inside, compiled_reduction
from engine.kernels.work_board import addresses, parallel_for

RELU, SIGMOID, TANH = range(3)
# Weights that an optimiser takes at a time: a whole number of vectors, so that the same weights are
# in vectors, and the same few at the end are not, on any number of threads.
PIECE = 1 << 10


@compiled
def activation_backward(board, parts, count, kind, grad, out, result):
    """Compute grad · f′, with f′ from the activation's output; flat arrays.

    ReLU hands the gradient on where its output is NaN, as PyTorch does.
    """
    parallel_for(board, parts, count, addresses(_activation_backward, (kind, grad, out, result)))


@compiled_inside
def _activation_backward(kind, grad, out, result, first, last):
    one = out.dtype.type(1)
    grad, out, result = grad[first:last], out[first:last], result[first:last]
    if kind == RELU:
        for i in range(out.size):
            slope = grad[i]
            result[i] = 0 if out[i] <= 0 else slope
    elif kind == SIGMOID:
        for i in range(out.size):
            result[i] = grad[i] * (one - out[i]) * out[i]
    else:
        for i in range(out.size):
            result[i] = grad[i] * (one - out[i] * out[i])


@compiled
def sgd(board, parts, pieces, weights, grad, velocity, rate, momentum, decay):
    """Set velocity ← momentum·velocity + grad + decay·weights, weights ← weights − rate·velocity.

    Of `pieces` pieces of PIECE weights, or fewer in the last.
    """
    taken = (weights, grad, velocity, rate, momentum, decay)
    parallel_for(board, parts, pieces, addresses(_sgd, taken))


@compiled_inside
def _sgd(weights, grad, velocity, rate, momentum, decay, first, last):
    first, last = first * PIECE, last * PIECE
    weights, grad, velocity = weights[first:last], grad[first:last], velocity[first:last]
    number = weights.dtype.type
    rate, momentum, decay = number(rate), number(momentum), number(decay)
    for i in range(weights.size):
        velocity[i] = momentum * velocity[i] + (grad[i] + decay * weights[i])
        weights[i] -= rate * velocity[i]


@compiled
def adam(
    board, parts, pieces, weights, grad, mean, square, rate, betas, root, epsilon, decay
):  # fmt: skip
    """Update the running means of gradient and square, and step by their ratio; pieces as above.

    `betas` are the shares of the old means, `rate` and `root` hold the corrections for their having
    begun at 0.
    """
    taken = (weights, grad, mean, square, rate, betas, root, epsilon, decay)
    parallel_for(board, parts, pieces, addresses(_adam, taken))


@compiled_inside
def _adam(weights, grad, mean, square, rate, betas, root, epsilon, decay, first, last):
    first, last = first * PIECE, last * PIECE
    weights, grad = weights[first:last], grad[first:last]
    mean, square = mean[first:last], square[first:last]
    number = weights.dtype.type
    rate, root, epsilon, decay = number(rate), number(root), number(epsilon), number(decay)
    new_first, new_second = number(1 - betas[0]), number(1 - betas[1])
    second = number(betas[1])
    for i in range(weights.size):
        slope = grad[i] + decay * weights[i]
        mean[i] += new_first * (slope - mean[i])
        square[i] = second * square[i] + new_second * (slope * slope)
        weights[i] -= rate * mean[i] / (np.sqrt(square[i]) / root + epsilon)


@compiled
def moments(board, parts, channels, x, means, variances):
    """Compute mean and variance (over their number) of the channels of x, N×C×cells."""
    parallel_for(board, parts, channels, addresses(_moments, (x, means, variances)))


@compiled_reduction
def _moments(x, means, variances, start, stop):
    count = x.shape[0] * x.shape[2]
    for c in range(start, stop):
        total, first = 0.0, np.float64(x[0, c, 0])  # so that the mean of equal numbers is exact
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += x[n, c, i] - first
        mean = first + total / count
        total = 0.0
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += (x[n, c, i] - mean) ** 2
        means[c], variances[c] = mean, total / count


@compiled
def gradient_sums(board, parts, channels, grad, x, means, of_grad, of_products):
    """Sum grad and grad·(x − mean) of each channel."""
    taken = (grad, x, means, of_grad, of_products)
    parallel_for(board, parts, channels, addresses(_gradient_sums, taken))


@compiled_reduction
def _gradient_sums(grad, x, means, of_grad, of_products, start, stop):
    for c in range(start, stop):
        mean, total, products = means[c], 0.0, 0.0
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += grad[n, c, i]
                products += grad[n, c, i] * (x[n, c, i] - mean)
        of_grad[c], of_products[c] = total, products


@compiled
def normalise(board, parts, channels, x, means, rests, scale, shift, out):
    """Compute out = scale·(x − mean) + shift, each channel with its own numbers.

    A mean is the sum of two, `means` + `rests`, so that x − mean is right to the last digit where
    float32 could not hold it.
    """
    taken = (x, means, rests, scale, shift, out)
    parallel_for(board, parts, channels, addresses(_normalise, taken))


@compiled_inside
def _normalise(x, means, rests, scale, shift, out, start, stop):
    for c in range(start, stop):
        mean, rest, a, d = means[c], rests[c], scale[c], shift[c]
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                out[n, c, i] = a * ((x[n, c, i] - mean) - rest) + d


@compiled
def normalise_backward(board, parts, channels, grad, x, means, rests, scale, factor, shift, out):
    """Compute out = scale·grad + factor·(x − mean) + shift, as `normalise`."""
    taken = (grad, x, means, rests, scale, factor, shift, out)
    parallel_for(board, parts, channels, addresses(_normalise_backward, taken))


@compiled_inside
def _normalise_backward(grad, x, means, rests, scale, factor, shift, out, start, stop):
    for c in range(start, stop):
        mean, rest, a, b, d = means[c], rests[c], scale[c], factor[c], shift[c]
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                out[n, c, i] = a * grad[n, c, i] + (b * ((x[n, c, i] - mean) - rest) + d)
