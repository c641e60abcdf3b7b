"""A small network forward and backward, with every number kept: what back-propagation is.

    X → convolution → Y → [ReLU → A] → [pooling → P] → [fully connected → Z] → loss C

Everything is computed in float64 by the operations that networks use, so that finite differences
have digits to agree in. Sources: Rumelhart, Hinton & Williams, "Learning representations by
back-propagating errors" (1986); Goodfellow, Bengio & Courville, "Deep Learning" (2016), sections
6.5 and 9.5; Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.explain import pooling_ties
from engine.explain.pooling_ties import Ties
from engine.ops.activations import relu
from engine.ops.convolution import conv2d, conv2d_backward
from engine.ops.losses import cross_entropy, softmax
from engine.ops.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d

Array = NDArray[np.float64]
Pair = tuple[int, int]
Pooling = Literal["none", "max", "average"]
Loss = Literal["sum", "squared", "cross_entropy"]


@dataclass(frozen=True)
class Chain:
    """The numbers and the settings of a network. Pairs are (vertical, horizontal).

    `x` is C×H×W, `kernels` K×C×F×F. `bias` has K numbers, one for each filter, or the shape of Y,
    one for each position: a convolution whose kernel is shared and whose biases are not. `dense` is
    classes×inputs, where the inputs are the volume before it, flattened map by map and row by row,
    and `dense_bias` has one number for each class; without `dense` there is no fully connected
    layer. `target` has the shape of what the loss is taken of (for the loss "squared", ½ Σ (output
    − target)²), `label` is the class of "cross_entropy", whose scores are all outputs, flattened.
    """

    x: Array
    kernels: Array
    bias: Array
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    relu: bool = False
    pooling: Pooling = "none"
    window: Pair = (2, 2)
    pool_stride: Pair = (2, 2)
    ties: Ties = "first"
    dense: Array | None = None
    dense_bias: Array | None = None
    loss: Loss = "sum"
    target: Array | None = None
    label: int = 0

    @property
    def has_bias_per_position(self) -> bool:
        """Whether every output of the convolution has a bias of its own."""
        return self.bias.ndim > 1


PARAMETERS = ("kernels", "bias", "dense", "dense_bias")
"""What gradient descent changes."""


@dataclass(frozen=True)
class Passes:
    """What a forward and a backward pass made, by name, in the order of the forward pass.

    Both have "x", "kernels", "bias", "y", and of "relu", "pool", "dense", "dense_bias" and "scores"
    those that there are; a gradient has the shape of its values. `shares` are the softmax's and
    `target` what the loss compares with, in the shape of what it is taken of, or None.
    """

    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
    loss: float
    shares: Array | None = None
    target: Array | None = None


def run(chain: Chain) -> Passes:
    """Return all numbers of a forward and a backward pass.

    Raises ValueError with one plain sentence where a window is larger than what it should lie on,
    or where shapes do not agree.
    """
    values = forward(chain)
    last = values[last_name(chain)]
    loss, grad, shares = _loss(chain, last)
    gradients = {last_name(chain): grad}
    if chain.dense is not None:
        below = values[_below_dense(chain)]
        gradients["dense"] = np.outer(grad, below.ravel())
        gradients["dense_bias"] = grad.copy()
        grad = (chain.dense.T @ grad).reshape(below.shape)
        gradients[_below_dense(chain)] = grad
    if chain.pooling != "none":
        grad = _pool_backward(chain, values, grad)
        gradients["relu" if chain.relu else "y"] = grad
    if chain.relu:
        grad = grad * (values["y"] > 0)
        gradients["y"] = grad
    grad_x, grad_kernels, summed = conv2d_backward(
        grad[None], chain.x[None], chain.kernels, chain.stride, chain.padding, chain.dilation
    )
    grad_bias = grad.copy() if chain.has_bias_per_position else summed
    gradients |= {"x": grad_x[0], "kernels": grad_kernels, "bias": grad_bias}
    target = _target(chain, last) if chain.loss == "squared" else None
    return Passes(values, {name: gradients[name] for name in values}, loss, shares, target)


def forward(chain: Chain) -> dict[str, Array]:
    """Return the values of a forward pass, by name; errors as in `run`."""
    values = {"x": chain.x, "kernels": chain.kernels, "bias": chain.bias}
    now = values["y"] = _convolved(chain)
    if chain.relu:
        now = values["relu"] = relu(now)
    if chain.pooling == "max":
        now = values["pool"] = max_pool2d(now[None], chain.window, chain.pool_stride)[0][0]
    if chain.pooling == "average":
        now = values["pool"] = avg_pool2d(now[None], chain.window, chain.pool_stride)[0]
    if chain.dense is not None:
        bias = np.zeros(len(chain.dense)) if chain.dense_bias is None else chain.dense_bias
        if chain.dense.shape[1] != now.size:
            raise ValueError(
                f"the fully connected layer has {chain.dense.shape[1]} weights for each class;"
                f" its input has {now.size} numbers"
            )
        values |= {"dense": chain.dense, "dense_bias": bias}
        values["scores"] = chain.dense @ now.ravel() + bias
    return values


def _convolved(chain: Chain) -> Array:
    settings = chain.stride, chain.padding, chain.dilation
    if not chain.has_bias_per_position:
        shared: Array = conv2d(chain.x[None], chain.kernels, chain.bias, *settings)[0]
        return shared
    out: Array = conv2d(chain.x[None], chain.kernels, None, *settings)[0]
    if chain.bias.shape != out.shape:
        raise ValueError(
            f"the biases have the shape {chain.bias.shape}; it must be {out.shape[:1]}, one for"
            f" each filter, or {out.shape}, one for each position"
        )
    return out + chain.bias


def last_name(chain: Chain) -> str:
    """Name what the loss is taken of."""
    return "scores" if chain.dense is not None else _below_dense(chain)


def _below_dense(chain: Chain) -> str:
    if chain.pooling != "none":
        return "pool"
    return "relu" if chain.relu else "y"


def loss_of(chain: Chain) -> float:
    """Return the loss of a forward pass alone; errors as in `run`."""
    return _loss(chain, forward(chain)[last_name(chain)])[0]


def _loss(chain: Chain, last: Array) -> tuple[float, Array, Array | None]:
    """Return the loss, its gradient, and the softmax's shares where it is of them."""
    if chain.loss == "sum":
        return float(last.sum()), np.ones_like(last), None
    if chain.loss == "squared":
        off = last - _target(chain, last)
        return float((off**2).sum() / 2), off, None
    scores = last.reshape(1, -1)
    loss, grad = cross_entropy(scores, np.array([chain.label]))
    return loss, grad.reshape(last.shape), softmax(scores)[0].reshape(last.shape)


def _target(chain: Chain, last: Array) -> Array:
    target = np.zeros_like(last) if chain.target is None else chain.target
    if target.shape != last.shape:
        raise ValueError(f"the target has the shape {target.shape}, the output {last.shape}")
    return target


def _pool_backward(chain: Chain, values: Mapping[str, Array], grad: Array) -> Array:
    below = values["relu" if chain.relu else "y"]
    if chain.pooling == "max":
        return pooling_ties.backward(grad, below, chain.window, chain.pool_stride, chain.ties)
    shape = (1, *below.shape)
    spread: Array = avg_pool2d_backward(grad[None], shape, chain.window, chain.pool_stride)[0]
    return spread


def descend(chain: Chain, passes: Passes, rate: float) -> Chain:
    """Return the chain after one step of gradient descent: w − rate · ∂C/∂w for each weight."""
    changed = {
        name: passes.values[name] - rate * passes.gradients[name]
        for name in PARAMETERS
        if name in passes.values
    }
    return replace(chain, **changed)  # type: ignore[arg-type]


def finite_difference(chain: Chain, name: str, place: tuple[int, ...], step: float = 1e-5) -> float:
    """Return (C(w + h) − C(w − h)) / 2h for one number of "x" or of the parameters.

    `step` is h; the loss of two more forward passes, and nothing of a backward pass.
    """
    losses, numbers = [], []
    for sign in (1, -1):
        nudged = np.array(getattr(chain, name))
        nudged[place] += sign * step
        numbers.append(nudged[place])
        losses.append(loss_of(replace(chain, **{name: nudged})))  # type: ignore[arg-type]
    return float((losses[0] - losses[1]) / (numbers[0] - numbers[1]))
