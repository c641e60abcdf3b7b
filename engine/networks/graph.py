"""A network whose layers read the input or each other, with their weights."""

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
    mapping,
    times,
    whole,
)
from engine.networks.initialisation import drawer
from engine.networks.layers.activation import Sigmoid, Softmax
from engine.networks.layers.base import Empty, Layer, Mode
from engine.networks.memory import Memory
from engine.networks.nodes import Node, checked_nodes, sources
from engine.networks.stages import Slopes, Stage, stages
from engine.networks.table import check_input_shape, graph_table

_FAR = 2**31 - 1


@dataclass(frozen=True)
class Trace:
    """One batch on its way through a network, for `Graph.backward`."""

    output: Array
    activations: tuple[Array, ...]  # every node's output, if they were to be kept
    saved: tuple[tuple[Stage, Any], ...]  # (a layer's turn, what its `backward` needs)
    empty: Empty  # makes large arrays


@dataclass(frozen=True)
class Gradients:
    """The gradients of a loss.

    Those of the parameters by name; those of the input and of every node's output, in the nodes'
    order, if they were asked for.
    """

    parameters: dict[str, Array]
    input: Array | None
    activations: tuple[Array, ...]


class Graph:
    """Layers that read the network's input or each other's outputs: a directed acyclic graph.

    Skip connections (He et al., "Deep residual learning for image recognition", 2016), branches
    (Szegedy et al., 2015) and up paths (Ronneberger et al., "U-Net", 2015) are joined by `Add` and
    `Concat`. The last node's output is the network's. `parameters` and `buffers` hold arrays by
    the names of nodes ("conv1.weight", "conv1.bias", …; buffers are the running statistics).
    Training changes the arrays in place.

    Parameters
    ----------
    input_shape
        Of one sample: (channels, height, width) or (numbers,).
    nodes
        Each reads "input" or nodes before it.
    seed
        Of the random weights: the same seed, the same weights.
    initialisation
        "he_uniform", "he_normal", "xavier_uniform" or "xavier_normal"; biases begin at 0.
    dtype
        float32 or float64.

    Raises
    ------
    ValueError, TypeError
        In one sentence that names the node which does not fit: an unknown input, a circle, a shape.
    """

    def __init__(
        self,
        input_shape: Sequence[int],
        nodes: Sequence[Node],
        seed: int = 0,
        initialisation: str = "he_uniform",
        dtype: object = np.float32,
    ) -> None:
        self.nodes = checked_nodes(nodes)
        self.layers = _computed(self.nodes)
        self.input_shape = check_input_shape(input_shape)
        self.dtype = float_type(dtype, "dtype")
        self.table = graph_table(self.input_shape, self.nodes)
        if self.table.problem:
            raise ValueError(self.table.problem)
        check_memory((self.table.parameters,), "the row of all parameters")
        draw = drawer(initialisation, np.random.default_rng(whole(seed, "seed", 0)), self.dtype)
        self._memory = Memory()
        self._sources = sources(self.nodes)
        self._stages: dict[tuple[int, bool], tuple[Stage, ...]] = {}
        self.parameters: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self._weights: list[dict[str, Array]] = []
        self._learns: list[bool] = []
        for node, layer in zip(self.nodes, self.layers, strict=True):
            learned = layer.initial_parameters(draw, self.dtype)
            kept = layer.initial_buffers(self.dtype)
            self.parameters |= {f"{node.name}.{name}": array for name, array in learned.items()}
            self.buffers |= {f"{node.name}.{name}": array for name, array in kept.items()}
            self._weights.append(learned | kept)
            self._learns.append(bool(learned))

    @property
    def state(self) -> dict[str, Array]:
        """Parameters and buffers, the arrays themselves, in the nodes' order."""
        return {
            f"{node.name}.{name}": array
            for node, weights in zip(self.nodes, self._weights, strict=True)
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

    def activations(self, x: object) -> dict[str, Array]:
        """Return what every node makes of a batch, by its name; learn nothing."""
        outputs = self.trace(x, keep=True).activations
        return {node.name: out for node, out in zip(self.nodes, outputs, strict=True)}

    @np.errstate(all="ignore")  # what is no number is seen in the result
    def trace(
        self,
        x: object,
        training: bool = False,
        rng: np.random.Generator | None = None,
        keep: bool = False,
        layers: int | None = None,
    ) -> Trace:
        """Send a batch, N × `input_shape`, through the network.

        In `training`, dropout drops numbers (by `rng`) and batch normalisation takes the batch's
        own statistics. `keep` keeps every node's output. With `layers`, the output is that of the
        node with this number from 1 on, and only what it depends on is computed.
        """
        flag(training, "training"), flag(keep, "keep")
        if layers is not None:
            whole(layers, "layers", 0, _FAR)
        if rng is not None:
            instance(rng, "rng", np.random.Generator, "a numpy.random.Generator")
        arrays = {0: self._batch(x)}
        saved: list[tuple[Stage, Any]] = []
        empty: Empty = np.empty
        if training:
            self._memory.begin(len(arrays[0]))
            empty = self._memory.empty
        order = self._order(layers, keep)
        for stage in order:
            layer = self.layers[stage.layer]
            mode = Mode(training, rng, stage.overwrites, empty)
            inputs = [arrays[source] for source in stage.sources]
            try:
                out, memory = layer.forward_from(inputs, self._weights[stage.layer], mode)
            except ValueError as error:
                raise ValueError(f"{self.nodes[stage.layer].called}: {error}") from None
            saved.append((stage, memory))
            arrays[stage.target] = out
            for source in () if keep else stage.done:
                del arrays[source]
        kept = tuple(arrays[stage.target] for stage in order) if keep else ()
        return Trace(arrays[_output(order)], kept, tuple(saved), empty)

    @np.errstate(all="ignore")
    def backward(
        self,
        trace: Trace,
        grad: object,
        needs_input_grad: bool = False,
        keep: bool = False,
        guided: bool = False,
    ) -> Gradients:
        """Apply the chain rule, from the gradient of the output back to all parameters.

        `grad` is the loss's gradient with respect to `trace.output`, in its shape. Where several
        nodes read an output, its gradient is the sum of theirs. `needs_input_grad` asks for the
        gradient of the input, `keep` for those of all nodes' outputs (`trace` must have kept the
        outputs too). `guided` changes the rule of every ReLU: it hands on only what is positive in
        the gradient too (Springenberg et al., "Striving for simplicity: the all convolutional net",
        2015, section 4). That depends on where each ReLU stands, so `trace` must have kept the
        outputs: otherwise some go behind max pooling.
        """
        instance(trace, "trace", Trace, "what the network's trace returned")
        flag(needs_input_grad, "needs_input_grad"), flag(keep, "keep"), flag(guided, "guided")
        if guided and len(trace.activations) < len(trace.saved):
            raise ValueError("the trace has not kept the outputs; guided needs them")
        upstream = float_array(grad, "grad", dtype=self.dtype)
        if upstream.shape != trace.output.shape:
            raise ValueError(
                f"grad is {times(upstream.shape)}; the network's output is"
                f" {times(trace.output.shape)}"
            )
        found: dict[int, dict[str, Array]] = {}
        of_outputs: list[Array] = []
        slopes = Slopes(_output([stage for stage, _ in trace.saved]), upstream, keep)
        wanted = self._wanted(trace, needs_input_grad, keep)
        for stage, memory in reversed(trace.saved):
            if stage.target not in wanted:
                continue
            upstream, is_free = slopes.take(stage.target)
            if keep:
                of_outputs.append(upstream)
            mode = Mode(overwrite=is_free, empty=trace.empty, guided=guided)
            needs = any(source in wanted for source in stage.sources)
            weights = self._weights[stage.layer]
            grads, found[stage.layer] = self.layers[stage.layer].backward_to(
                upstream, memory, weights, needs, mode
            )
            if needs:
                slopes.give(stage, grads, upstream, is_free)
        parameters = {
            f"{self.nodes[number].name}.{name}": found[number][name]
            for number in sorted(found)
            for name in found[number]
        }
        of_input = slopes.take(0)[0] if needs_input_grad else None
        return Gradients(parameters, of_input, tuple(of_outputs[::-1]))

    def _order(self, layers: int | None, keep: bool) -> tuple[Stage, ...]:
        """Return the layers' turns, worked out once for each question."""
        output = min(len(self.layers), _FAR if layers is None else layers)
        if (output, keep) not in self._stages:
            self._stages[output, keep] = stages(self.layers, self._sources, output, keep)
        return self._stages[output, keep]

    def _wanted(self, trace: Trace, needs_input_grad: bool, keep: bool) -> set[int]:
        """Return the arrays whose gradients are asked for, or lead on to one that is."""
        wanted = {0} if needs_input_grad else set()
        for stage, _ in trace.saved:
            learns = keep or self._learns[stage.layer]
            if learns or any(source in wanted for source in stage.sources):
                wanted.add(stage.target)
        return wanted

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


def _computed(nodes: Sequence[Node]) -> tuple[Layer, ...]:
    """Return the layers; ValueError for one that can only be described."""
    layers: list[Layer] = []
    for node in nodes:
        if not isinstance(node.layer, Layer):
            raise ValueError(f"{node.called}: it is here for tables only")
        layers.append(node.layer)
    return tuple(layers)


def _output(order: Sequence[Stage]) -> int:
    """Return the array that comes out at the end; the input where nothing is computed."""
    return order[-1].target if order else 0
