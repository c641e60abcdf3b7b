"""What softmax and the losses *are*, in plain Python loops.

Slow on purpose, and they overflow where logits are large; the tests hold `ops.losses` to these.
"""

import math
from collections.abc import Sequence

Rows = Sequence[Sequence[float]]


def softmax(x: Sequence[float]) -> list[float]:
    """The share of every exponential in their sum."""
    total = sum(math.exp(value) for value in x)
    return [math.exp(value) / total for value in x]


def cross_entropy(logits: Rows, target: Sequence[int]) -> tuple[float, list[list[float]]]:
    """Mean of −log of the right class's share, and share minus 1 or 0, over N."""
    loss, grad = 0.0, []
    for row, right in zip(logits, target, strict=True):
        shares = softmax(row)
        loss -= math.log(shares[right])
        wanted = [float(j == right) for j in range(len(row))]
        grad.append([(p - w) / len(logits) for p, w in zip(shares, wanted, strict=True)])
    return loss / len(logits), grad


def hinge_loss(
    scores: Rows, target: Sequence[int], margin: float
) -> tuple[float, list[list[float]]]:
    """Mean over the samples of what the wrong classes exceed the right one less `margin` by."""
    loss, grad = 0.0, []
    for row, right in zip(scores, target, strict=True):
        slopes = [0.0] * len(row)
        for j in range(len(row)):
            excess = row[j] - row[right] + margin
            if j != right and excess > 0:
                loss += excess
                slopes[j] += 1 / len(scores)
                slopes[right] -= 1 / len(scores)
        grad.append(slopes)
    return loss / len(scores), grad


def binary_cross_entropy(
    logits: Sequence[float], target: Sequence[float]
) -> tuple[float, list[float]]:
    """Mean of −log of the probability that was given to the right answer."""
    loss, grad = 0.0, []
    for x, t in zip(logits, target, strict=True):
        yes = 1 / (1 + math.exp(-x))
        loss -= t * math.log(yes) + (1 - t) * math.log(1 - yes)
        grad.append((yes - t) / len(logits))
    return loss / len(logits), grad
