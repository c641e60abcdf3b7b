"""How much of the gradient reaches each layer, and what the activations do to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.training.dead_units import TrainableLayer, trainable_layers
from app.training.inspector import PICTURES
from app.training.run import Run
from engine.datasets.data_set import as_input
from engine.networks import Add
from engine.networks.layers.activation import Activation
from engine.networks.training import LOSSES
from engine.ops import activations


@dataclass(frozen=True)
class Arrival:
    """What reaches one layer: the mean of |∂L/∂z| of one picture over the layer's outputs z.

    `slope` is the mean derivative of the activation after it, by which the gradient has been
    multiplied; None where there is none.
    """

    title: str
    gradient: float
    slope: float | None


def arrivals(run: Run) -> tuple[Arrival, ...]:
    """Send `PICTURES` training pictures through the network and back; nothing is learned by it."""
    with run.lock, np.errstate(all="ignore"):
        network, train = run.network, run.data.train
        count = min(PICTURES, run.samples, len(train))
        x = as_input(train.pictures[:count])
        trace = network.trace(x, keep=True, layers=network.scoring_layers)
        _, grad = LOSSES[run.settings.loss](trace.output, train.labels[:count])
        back = network.backward(trace, grad, keep=True).activations
        return tuple(
            Arrival(
                layer.title,
                count * float(np.abs(back[layer.index]).mean()),
                _mean_slope(run, layer, trace.activations),
            )
            for layer in trainable_layers(network)
        )


def _mean_slope(run: Run, layer: TrainableLayer, outputs: Sequence[np.ndarray]) -> float | None:
    after = run.network.layers[layer.activation]
    if layer.activation == layer.index or not isinstance(after, Activation):
        return None
    nodes = run.network.nodes
    (read,) = nodes[layer.activation].inputs
    before = outputs[next(n for n, node in enumerate(nodes) if node.name == read)]
    slopes = activations.derivative(after.function.__name__, before, *after.settings().values())
    return float(slopes.mean())


def shares(flow: Sequence[Arrival]) -> list[float | None]:
    """Return each layer's gradient over that of the last; None where that is no number."""
    last = flow[-1].gradient
    ratios = [one.gradient / last if last else math.nan for one in flow]
    return [ratio if math.isfinite(ratio) else None for ratio in ratios]


def explanation(runs: Sequence[Run], flows: Sequence[Sequence[Arrival]]) -> str:
    """Say what a sigmoid's derivative does to the gradient, in the networks' own numbers."""
    parts = [
        "The derivative of the sigmoid is at most 1/4, and near 0 where it saturates. Going back to"
        " the first layer, the gradient is multiplied by it at every layer. The derivative of ReLU"
        " is 1 wherever its input is positive."
    ]
    if any(isinstance(layer, Add) for layer in runs[0].layers):
        parts.append(
            "Along a shortcut it is multiplied only by the derivative after the sum, not by those"
            " within the block."
        )
    for run, flow in zip(runs, flows, strict=True):
        slopes = [f"{one.slope:.2f}" for one in flow if one.slope is not None]
        if slopes:
            parts.append(f"{run.title}: mean derivatives here {', '.join(slopes)}.")
    return " ".join(parts)
