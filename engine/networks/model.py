"""A network: layers one after the other, with their weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checks import (
    Array,
    check_memory,
    flag,
    float_array,
    float_type,
    instance,
    listed,
    mapping,
    times,
    whole,
)
from engine.networks.initialisation import drawer
from engine.networks.layers.activation import ReLU, Sigmoid, Softmax
from engine.networks.layers.base import Empty, Layer, Mode
from engine.networks.layers.pooling import MaxPool2d
from engine.networks.memory import Memory
from engine.networks.table import check_input_shape, table

_FAR = 2**31 - 1


@dataclass(frozen=True)
class Trace:
    """One batch on its way through a network, for `Sequential.backward`."""

    output: Array
    activations: tuple[Array, ...]  # every layer's output, if they were to be kept
    saved: tuple[tuple[int, Any], ...]  # (number of the layer, what its `backward` needs)
    empty: Empty  # makes large arrays


@dataclass(frozen=True)
class Gradients:
    """The gradients of a loss.

    Those of the parameters by name; those of the input and of every layer's output if they were
    asked for.
    """

    parameters: dict[str, Array]
    input: Array | None
    activations: tuple[Array, ...]


class Sequential:
    """Layers one after the other, as `torch.nn.Sequential`.

    `parameters` and `buffers` hold arrays by PyTorch's names ("0.weight", "0.bias", …; buffers
    are the running statistics). Training changes the arrays in place.

    Parameters
    ----------
    input_shape
        Of one sample: (channels, height, width) or (numbers,).
    layers
        What `engine.networks` offers.
    seed
        Of the random weights: the same seed, the same weights.
    initialisation
        "he_uniform", "he_normal", "xavier_uniform" or "xavier_normal"; biases begin at 0.
    dtype
        float32 or float64.

    Raises
    ------
    ValueError, TypeError
        In one sentence that names the layer which does not fit.
    """

    def __init__(
        self,
        input_shape: Sequence[int],
        layers: Sequence[Layer],
        seed: int = 0,
        initialisation: str = "he_uniform",
        dtype: object = np.float32,
    ) -> None:
        given = listed(layers, "layers", Layer, "layers of engine.networks")
        self.layers = tuple(layer for layer in given if isinstance(layer, Layer))
        self.input_shape = check_input_shape(input_shape)
        self.dtype = float_type(dtype, "dtype")
        self.table = table(self.input_shape, self.layers)
        if self.table.problem:
            raise ValueError(self.table.problem)
        check_memory((self.table.parameters,), "the row of all parameters")
        draw = drawer(initialisation, np.random.default_rng(whole(seed, "seed", 0)), self.dtype)
        self._memory = Memory()
        self.parameters: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self._weights: list[dict[str, Array]] = []
        for number, layer in enumerate(self.layers):
            learned = layer.initial_parameters(draw, self.dtype)
            kept = layer.initial_buffers(self.dtype)
            self.parameters |= {f"{number}.{name}": array for name, array in learned.items()}
            self.buffers |= {f"{number}.{name}": array for name, array in kept.items()}
            self._weights.append(learned | kept)

    @property
    def state(self) -> dict[str, Array]:
        """Parameters and buffers, the arrays themselves, in the layers' order."""
        return {
            f"{number}.{name}": array
            for number, weights in enumerate(self._weights)
            for name, array in weights.items()
        }

    def set_state(self, state: Mapping[str, object]) -> None:
        """Copy arrays of the same names and shapes into the network; all of them or none."""
        own, state = self.state, mapping(state, "state", "arrays")
        missing, foreign = own.keys() - state.keys(), state.keys() - own.keys()
        if missing or foreign:
            name = sorted(missing or foreign)[0]
            what = "are missing" if missing else "belong to no layer of this network"
            raise ValueError(f'the weights are of another network: "{name}" {what}')
        arrays = {name: float_array(state[name], f'"{name}"', dtype=self.dtype) for name in own}
        for name, array in own.items():
            if arrays[name].shape != array.shape:
                raise ValueError(
                    f'the weights are of another network: "{name}" is {times(arrays[name].shape)}'
                    f" and must be {times(array.shape)}"
                )
        for name, array in own.items():
            array[...] = arrays[name]

    @property
    def scoring_layers(self) -> int:
        """How many layers give the scores that a loss takes.

        All but a last softmax or sigmoid, which the losses contain.
        """
        count = len(self.layers)
        return count - (count > 0 and isinstance(self.layers[-1], Softmax | Sigmoid))

    def __call__(self, x: object) -> Array:
        """Return what the network makes of a batch: N × its output's shape; learn nothing."""
        return self.trace(x).output

    def activations(self, x: object) -> tuple[Array, ...]:
        """Return what every layer makes of a batch; learn nothing."""
        return self.trace(x, keep=True).activations

    @np.errstate(all="ignore")  # what is no number is seen in the result
    def trace(
        self,
        x: object,
        training: bool = False,
        rng: np.random.Generator | None = None,
        keep: bool = False,
        layers: int | None = None,
    ) -> Trace:
        """Send a batch, N × `input_shape`, through the first `layers` layers (None: all).

        In `training`, dropout drops numbers (by `rng`) and batch normalisation takes the batch's
        own statistics. `keep` keeps every layer's output.
        """
        flag(training, "training"), flag(keep, "keep")
        if layers is not None:
            whole(layers, "layers", 0, _FAR)
        if rng is not None:
            instance(rng, "rng", np.random.Generator, "a numpy.random.Generator")
        x = self._batch(x)
        outputs: list[Array] = []
        saved: list[tuple[int, Any]] = []
        free = False  # whether nobody needs x any more
        empty: Empty = np.empty
        if training:
            self._memory.begin(len(x))
            empty = self._memory.empty
        for number in self._order(keep, layers):
            layer = self.layers[number]
            mode = Mode(training, rng, free, empty)
            try:
                x, memory = layer.forward(x, self._weights[number], mode)
            except ValueError as error:
                raise ValueError(f"layer {number + 1}, {layer.title}: {error}") from None
            saved.append((number, memory))
            if keep:
                outputs.append(x)
            free = layer.gives_output_away and not keep
        return Trace(x, tuple(outputs), tuple(saved), empty)

    @np.errstate(all="ignore")
    def backward(
        self, trace: Trace, grad: object, needs_input_grad: bool = False, keep: bool = False
    ) -> Gradients:
        """Apply the chain rule, from the gradient of the output back to all parameters.

        `grad` is the loss's gradient with respect to `trace.output`, in its shape.
        `needs_input_grad` asks for the gradient of the input, `keep` for those of all layers'
        outputs.
        """
        instance(trace, "trace", Trace, "what Sequential.trace returned")
        flag(needs_input_grad, "needs_input_grad"), flag(keep, "keep")
        upstream: Array | None = float_array(grad, "grad", dtype=self.dtype)
        assert upstream is not None
        if upstream.shape != trace.output.shape:
            raise ValueError(
                f"grad is {times(upstream.shape)}; the network's output is"
                f" {times(trace.output.shape)}"
            )
        found: dict[int, dict[str, Array]] = {}
        of_outputs: list[Array] = []
        first = 0 if needs_input_grad or keep else self._first_learner(trace)
        free = False
        for place in range(len(trace.saved) - 1, first - 1, -1):
            assert upstream is not None
            if keep:
                of_outputs.append(upstream)
            number, memory = trace.saved[place]
            mode = Mode(overwrite=free, empty=trace.empty)
            upstream, found[number] = self.layers[number].backward(
                upstream, memory, self._weights[number], needs_input_grad or place > first, mode
            )
            free = not keep
        parameters = {
            f"{number}.{name}": found[number][name]
            for number in sorted(found)
            for name in found[number]
        }
        return Gradients(
            parameters, upstream if needs_input_grad else None, tuple(of_outputs[::-1])
        )

    def _order(self, keep: bool, layers: int | None) -> list[int]:
        """Return the layers' numbers in the order in which they are computed.

        The largest of some numbers stays the largest after ReLU, so where nobody wants to see what
        is in between, max pooling goes first: fewer numbers are left for ReLU, with equal results.
        """
        order = list(range(len(self.layers[:layers])))
        for number in order[:-1]:
            this, following = self.layers[number], self.layers[number + 1]
            if not keep and isinstance(this, ReLU) and isinstance(following, MaxPool2d):
                order[number : number + 2] = number + 1, number
        return order

    def _first_learner(self, trace: Trace) -> int:
        """Return where in `trace` something is learned first: no gradients before it."""
        numbers = [number for number, _ in trace.saved]
        learning = (p for p, n in enumerate(numbers) if self.layers[n].parameter_shapes())
        return next(learning, len(numbers))

    def _batch(self, x: object) -> Array:
        batch = float_array(x, "the batch", dtype=self.dtype)
        if batch.shape[1:] != self.input_shape or batch.ndim < 2:
            raise ValueError(
                f"the batch is {times(batch.shape) or 'a single number'}; it must be N×"
                f"{times(self.input_shape)}, N samples as the network takes them"
            )
        if len(batch) == 0:
            raise ValueError("the batch holds no sample; the network needs at least one")
        return batch
