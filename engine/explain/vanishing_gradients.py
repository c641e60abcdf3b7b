"""How much gradient is left in each layer of a deep chain, after one batch."""

from dataclasses import dataclass

import numpy as np

from engine.checks import whole
from engine.explain.activation_curves import Function
from engine.explain.activation_layers import digit_inputs, network
from engine.networks.layers.dense import Linear
from engine.ops.losses import cross_entropy

UNITS, BATCH = 32, 128


@dataclass(frozen=True)
class Flow:
    """The root mean square of the gradient of each hidden layer's weights, from the first on."""

    sizes: tuple[float, ...]

    @property
    def shrinks(self) -> float:
        """How many times smaller the first layer's gradient is than the last one's."""
        return self.sizes[-1] / self.sizes[0] if self.sizes[0] else float("inf")


def flow(function: Function, depth: int = 10, seed: int = 0) -> Flow:
    """Send one batch of digits through `depth` layers of `UNITS` units, and the gradient back.

    Weights (Xavier's or He's, as suits the function) and batch are drawn by `seed`.
    """
    chain = network(function, whole(depth, "depth", 1), UNITS, seed)
    x, labels = digit_inputs()
    batch = np.random.default_rng(whole(seed, "seed", 0)).choice(len(x), BATCH, replace=False)
    trace = chain.trace(x[batch], training=True)
    _, grad = cross_entropy(trace.output, labels[batch])
    found = chain.backward(trace, grad).parameters
    dense = [n for n, layer in enumerate(chain.layers) if isinstance(layer, Linear)][:-1]
    slopes = (found[f"{n}.weight"].astype(np.float64) for n in dense)
    return Flow(tuple(float(np.sqrt(np.mean(one**2))) for one in slopes))
