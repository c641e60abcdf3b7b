"""Compiled parts of a training step around the convolutions: each number once through the cache."""

import numpy as np

from engine.kernels.compiled import compiled, compiled_reduction

RELU, SIGMOID, TANH = range(3)


@compiled
def activation_backward(kind, grad, out, result):
    """grad · f′, with the derivative f′ from the activation's output; flat arrays.

    ReLU hands the gradient on where its output is NaN, as PyTorch does.
    """
    one = out.dtype.type(1)
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
def sgd(weights, grad, velocity, rate, momentum, decay):
    """velocity ← momentum·velocity + grad + decay·weights; weights ← weights − rate·velocity."""
    number = weights.dtype.type
    rate, momentum, decay = number(rate), number(momentum), number(decay)
    for i in range(weights.size):
        velocity[i] = momentum * velocity[i] + (grad[i] + decay * weights[i])
        weights[i] -= rate * velocity[i]


@compiled
def adam(weights, grad, mean, square, rate, first, second, root, epsilon, decay):
    """Running means of the gradient and of its square, and a step of their ratio.

    `first` and `second` are the shares of the old means, `rate` and `root` hold the corrections
    for their having begun at 0.
    """
    number = weights.dtype.type
    rate, root, epsilon, decay = number(rate), number(root), number(epsilon), number(decay)
    new_first, new_second = number(1 - first), number(1 - second)
    second = number(second)
    for i in range(weights.size):
        slope = grad[i] + decay * weights[i]
        mean[i] += new_first * (slope - mean[i])
        square[i] = second * square[i] + new_second * (slope * slope)
        weights[i] -= rate * mean[i] / (np.sqrt(square[i]) / root + epsilon)


@compiled_reduction
def moments(x, means, variances, start, stop):
    """Mean and variance (over their number) of channels `start` … `stop` of x, N×C×cells."""
    count = x.shape[0] * x.shape[2]
    for c in range(start, stop):
        total = 0.0
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += x[n, c, i]
        mean = total / count
        total = 0.0
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += (x[n, c, i] - mean) ** 2
        means[c], variances[c] = mean, total / count


@compiled_reduction
def gradient_sums(grad, x, means, of_grad, of_products, start, stop):
    """Per channel Σ grad and Σ grad·(x − mean)."""
    for c in range(start, stop):
        mean, total, products = means[c], 0.0, 0.0
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                total += grad[n, c, i]
                products += grad[n, c, i] * (x[n, c, i] - mean)
        of_grad[c], of_products[c] = total, products


@compiled
def combine(x, scale, other, factor, shift, out, start, stop):
    """out = scale·x + factor·other + shift, each channel with its own three numbers."""
    number = out.dtype.type
    for c in range(start, stop):
        a, b, d = number(scale[c]), number(factor[c]), number(shift[c])
        for n in range(x.shape[0]):
            for i in range(x.shape[2]):
                out[n, c, i] = a * x[n, c, i] + (b * other[n, c, i] + d)
