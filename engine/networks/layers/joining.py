"""Layers that make one array of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from engine.checks import Array, check_memory, times
from engine.networks.layers.base import Join, Mode, Shape
from engine.networks.layers.registry import register


@register("", "ADD", onnx="Add", source="He et al., 2016")
@dataclass(frozen=True)
class Add(Join):
    """The sum of its inputs, number by number: the end of a skip connection.

    Inputs of one shape, N×C×H×W or N×numbers, give that shape. What is added learns only the
    difference to what is skipped (He et al., "Deep residual learning for image recognition",
    2016, equation 1). Its gradient goes unchanged to every input.
    """

    title = "addition"
    pytorch_definition = (
        "class Add(nn.Module):\n"
        "    def forward(self, *inputs):\n"
        "        return sum(inputs[1:], inputs[0])"
    )

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        if len({*shapes}) > 1:
            raise ValueError(f"its inputs are {_and(shapes)}; it needs equal shapes")
        return shapes[0]

    def join(self, inputs: Sequence[Array], mode: Mode) -> tuple[Array, Any]:
        total = inputs[0]
        out = total if mode.overwrite else mode.empty(total.shape, total.dtype)
        for other in inputs[1:]:
            total = np.add(total, other, out=out)
        out[...] = total
        return out, len(inputs)

    def split(self, grad: Array, saved: Any) -> list[Array]:
        return [grad] * saved


@register("", "MULTIPLY", onnx="Mul", source="Hu et al., 2018")
@dataclass(frozen=True)
class Mul(Join):
    """The product of its inputs, number by number; a length of 1 stands for any.

    So one factor for each channel, N×C×1×1, weights the maps N×C×H×W (Hu et al.,
    "Squeeze-and-excitation networks", 2018, equation 4). The gradient of an input is that of the
    output times the others, summed where it was repeated.
    """

    title = "multiplication"
    pytorch_definition = (
        "class Mul(nn.Module):\n"
        "    def forward(self, *inputs):\n"
        "        product = inputs[0]\n"
        "        for other in inputs[1:]:\n"
        "            product = product * other\n"
        "        return product"
    )

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        try:
            if len({len(shape) for shape in shapes}) > 1:
                raise ValueError
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            raise ValueError(
                f"its inputs are {_and(shapes)}; it needs equal lengths, or 1"
            ) from None
        check_memory(shape, "its output")
        return shape

    def join(self, inputs: Sequence[Array], mode: Mode) -> tuple[Array, Any]:
        shape = np.broadcast_shapes(*(array.shape for array in inputs))
        out = mode.empty(shape, inputs[0].dtype)
        out[...] = inputs[0]
        for other in inputs[1:]:
            out *= other
        return out, tuple(inputs)

    def split(self, grad: Array, saved: Any) -> list[Array]:
        found = []
        for place, own in enumerate(saved):
            slope = grad
            for other in (*saved[:place], *saved[place + 1 :]):
                slope = slope * other
            repeated = tuple(a for a, n in enumerate(own.shape) if n != grad.shape[a])
            found.append(slope.sum(axis=repeated, keepdims=True))
        return found


@register("", "CONCAT", onnx="Concat", source="Szegedy et al., 2015")
@dataclass(frozen=True)
class Concat(Join):
    """Its inputs one behind the other, in depth.

    N×C1×H×W, N×C2×H×W, … become N×(C1 + C2 + …)×H×W; rows N×numbers become a longer row. So end
    the branches of an inception module (Szegedy et al., "Going deeper with convolutions", 2015)
    and the skips of a U-Net (Ronneberger et al., 2015).
    """

    title = "concatenation"
    pytorch_definition = (
        "class Concat(nn.Module):\n"
        "    def forward(self, *inputs):\n"
        "        return torch.cat(inputs, dim=1)"
    )

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        if len({len(shape) for shape in shapes}) > 1:
            raise ValueError(f"its inputs are {_and(shapes)}; it needs all maps or all rows")
        if len({shape[1:] for shape in shapes}) > 1:
            raise ValueError(f"its inputs are {_and(shapes)}; it needs equal heights and widths")
        joined = (sum(shape[0] for shape in shapes), *shapes[0][1:])
        check_memory(joined, "its output")
        return joined

    def join(self, inputs: Sequence[Array], mode: Mode) -> tuple[Array, Any]:
        depths = [array.shape[1] for array in inputs]
        first = inputs[0]
        out = mode.empty((len(first), sum(depths), *first.shape[2:]), first.dtype)
        np.concatenate(inputs, axis=1, out=out)
        return out, list(accumulate(depths[:-1]))

    def split(self, grad: Array, saved: Any) -> list[Array]:
        return [np.ascontiguousarray(part) for part in np.split(grad, saved, axis=1)]


def _and(shapes: Sequence[Shape]) -> str:
    """Return different shapes as a sentence says them; of many the first."""
    said = list(dict.fromkeys(times(shape) for shape in shapes))
    return " and ".join(said[:2]) + (" and others" if len(said) > 2 else "")
