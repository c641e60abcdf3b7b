"""What a training step around the convolutions *is*, in plain Python loops.

Slow on purpose; the tests hold the layers and optimisers of `engine.networks` to these.
"""

import math
from collections.abc import Sequence

Numbers = Sequence[float]


def activation_backward(kind: str, grad: Numbers, x: Numbers) -> list[float]:
    """`grad` times the derivative of ReLU, sigmoid or tanh at every x."""
    slopes = {
        "ReLU": lambda value: float(value > 0),
        "Sigmoid": lambda value: math.exp(-value) / (1 + math.exp(-value)) ** 2,
        "Tanh": lambda value: 1 / math.cosh(value) ** 2,
    }
    return [slope * slopes[kind](value) for slope, value in zip(grad, x, strict=True)]


def normalise(x: Numbers, eps: float) -> list[float]:
    """(x − mean)/√(variance + eps), for all numbers of one channel of a batch."""
    mean = sum(x) / len(x)
    variance = sum((value - mean) ** 2 for value in x) / len(x)
    return [(value - mean) / math.sqrt(variance + eps) for value in x]


def normalise_backward(grad: Numbers, x: Numbers, eps: float) -> list[float]:
    """Every x moves every result: through itself, through the mean and through the variance.

    ∂out_j/∂x_i = ([i = j] − 1/m − d_i·d_j/(m·(variance + eps)))/√(variance + eps), where m is how
    many there are and d how far each is from the mean.
    """
    count, mean = len(x), sum(x) / len(x)
    apart = [value - mean for value in x]
    spread = sum(d * d for d in apart) / count + eps
    result = []
    for i in range(count):
        slopes = [
            (float(i == j) - 1 / count - apart[i] * apart[j] / (count * spread)) / math.sqrt(spread)
            for j in range(count)
        ]
        result.append(sum(g * slope for g, slope in zip(grad, slopes, strict=True)))
    return result


def sgd(
    weight: float, gradients: Numbers, lr: float, momentum: float = 0.0, weight_decay: float = 0.0
) -> float:
    """One weight after a step for each of the gradients."""
    velocity = 0.0
    for grad in gradients:
        velocity = momentum * velocity + grad + weight_decay * weight
        weight -= lr * velocity
    return weight


def adam(
    weight: float,
    gradients: Numbers,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> float:
    """The same by algorithm 1 of Kingma & Ba (2015)."""
    mean = square = 0.0
    for step, grad in enumerate(gradients, 1):
        slope = grad + weight_decay * weight
        mean = betas[0] * mean + (1 - betas[0]) * slope
        square = betas[1] * square + (1 - betas[1]) * slope**2
        corrected = mean / (1 - betas[0] ** step), square / (1 - betas[1] ** step)
        weight -= lr * corrected[0] / (math.sqrt(corrected[1]) + eps)
    return weight
