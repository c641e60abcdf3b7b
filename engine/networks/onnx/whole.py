"""A model that does not become a `Graph`, as one layer: it predicts, and has no gradient."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.checks import Array
from engine.networks.layers.base import Layer, Mode, ParameterGradients, Shape, Weights
from engine.networks.onnx.model import OnnxModel

_LEAST = 1e-30  # of a probability, whose logarithm is taken


@dataclass(frozen=True, eq=False)
class WholeModel(Layer):
    """All of an ONNX model, from its only input to one output.

    `shape` is the output of one sample, `reason` says why it is no `Graph`. `channels_last`: the
    model takes N×H×W×C. Where its output are `probabilities`, their logarithms are the scores: the
    softmax of these are the probabilities again.
    """

    model: OnnxModel = field(repr=False)
    output: str
    shape: Shape
    reason: str
    channels_last: bool = False
    probabilities: bool = False

    title = "the whole model"
    sees_everything = True

    def output_shape(self, shape: Shape) -> Shape:
        return (int(np.prod(self.shape)),)

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        (given,) = self.model.inputs
        samples = np.moveaxis(x, 1, -1) if self.channels_last else x
        at_once = len(x) if not isinstance((given.shape or (None,))[0], int) else 1
        rows = [
            self.model.run({given.name: samples[first : first + at_once]}, [self.output])
            for first in range(0, len(x), at_once)
        ]
        out = np.concatenate([row[self.output] for row in rows]).reshape(len(x), -1)
        out = out.astype(x.dtype, copy=False)
        return (np.log(np.maximum(out, _LEAST)) if self.probabilities else out), None

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        raise ValueError(
            "this model predicts, but its layers and gradients are not known here, because of"
            f" {self.reason}"
        )
