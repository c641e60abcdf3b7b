"""A model of an ONNX file: nodes that read the inputs, the file's arrays and each other."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from engine.checks import Array, listed, mapping, read_only, shown
from engine.networks.graph import Graph
from engine.networks.onnx.messages import ModelRecord
from engine.networks.onnx.operators import OPERATORS, Call, Work
from engine.networks.onnx.parts import OnnxNode, arrays_of, checked, fitting, info

OPSETS = range(6, 26)
_MOST_BYTES = 1 << 31  # of all arrays that are needed at once


class OnnxModel:
    """What `load_onnx` returns: a model as its file describes it, ready to compute.

    `inputs` and `outputs` are `TensorInfo`s, `nodes` `OnnxNode`s in the order in which they are
    computed, `constants` the arrays of the file by their names, `producer` what wrote it. It
    computes as the ONNX operator specification says and learns nothing; `as_graph` makes a `Graph`
    of it where that is possible.
    """

    def __init__(self, record: ModelRecord) -> None:
        if record.opset not in OPSETS:
            raise ValueError(
                f"the model is written for ONNX's operators of version {record.opset}; versions"
                f" {OPSETS[0]} to {OPSETS[-1]} are read"
            )
        self.opset, self.producer = record.opset, record.producer
        self.nodes = tuple(checked(node) for node in record.nodes)
        self.constants = arrays_of(record.arrays)
        self.inputs = tuple(
            info(value) for value in record.inputs if value.name not in self.constants
        )
        self.outputs = tuple(info(value) for value in record.outputs)
        self._check_order()
        self._fold_constants()

    def run(
        self, inputs: Mapping[str, object], outputs: Iterable[str] | None = None
    ) -> dict[str, Array]:
        """Compute the model's outputs, or whatever tensors are asked for, by their names.

        Parameters
        ----------
        inputs
            An array for every input, by its name, in its shape; real numbers are taken in the
            input's type.
        outputs
            Names of outputs, or of any tensor within the model; by default all outputs.

        Raises
        ------
        ValueError, TypeError
            In one sentence, which names the node where one cannot compute.
        """
        names = None if outputs is None else listed(outputs, "outputs", str, "names of tensors")
        wanted = [str(name) for name in names or (one.name for one in self.outputs)]
        known = {*self.tensor_names, *self.constants}
        for name in wanted:
            if name not in known:
                raise ValueError(f"the model has no tensor {shown(name)}")
        given = self._given(inputs)
        found = self._computed(given, frozenset(wanted))
        taken, results = list(given.values()), dict[str, Array]()
        for name in wanted:
            results[name] = _own(found[name], taken)
            taken.append(results[name])
        return results

    def tensors(self, inputs: Mapping[str, object]) -> dict[str, Array]:
        """Compute every tensor of the model: its inputs, and what each node makes of them."""
        return self.run(inputs, self.tensor_names)

    def as_graph(
        self,
        output: str | None = None,
        input_shape: Sequence[int] | None = None,
        channels_last: bool = False,
    ) -> Graph:
        """Return the model as a `Graph`, for tables, drawings, heat maps and more training.

        What converts: one input, N×C×H×W or N×numbers, and nodes that are layers of ours with
        weights in the file: convolutions, pooling, activations, batch normalisation, sums, products
        and joins in depth, and what has the same effect. The arithmetic of shapes disappears. Nodes
        of the `Graph` have the names of the tensors that they make.

        Parameters
        ----------
        output
            The tensor with which it ends, by default the only output.
        input_shape
            Of one sample as the model takes it, where the file leaves it open.
        channels_last
            Whether the input is N×H×W×C, as TensorFlow's are, and the model begins with turning it
            round; the `Graph` takes N×C×H×W.

        Raises
        ------
        ValueError
            In one sentence that names the node for which there is no layer.
        """
        from engine.networks.onnx.conversion import as_graph  # it needs this module

        return as_graph(self, output, input_shape, channels_last)

    @property
    def tensor_names(self) -> tuple[str, ...]:
        """The names of the inputs and of all that nodes make, in the order of computation."""
        made = (name for node in self.nodes for name in node.outputs if name)
        return (*(one.name for one in self.inputs), *made)

    @np.errstate(all="ignore")  # what is no number is seen in the result
    def _computed(self, given: Mapping[str, Array], keep: frozenset[str]) -> dict[str, Array]:
        arrays = {**self.constants, **given}
        order = self.needed(keep)
        last = {name: number for number, node in enumerate(order) for name in node.inputs}
        own: set[str] = set()  # made here and looked at by nobody else: may be written into
        size, work = 0, Work()
        for number, node in enumerate(order):
            first = node.inputs[0] if node.inputs else ""
            free = first in own - keep and last[first] == number and node.inputs.count(first) == 1
            made = self._call(node, arrays, free, work)
            _note_own(own, node, made, arrays, first if free else "")
            for name in {*node.inputs} - keep - self.constants.keys():
                if last[name] == number and name:
                    size -= arrays.pop(name).nbytes
            arrays |= made
            size += sum(array.nbytes for array in made.values())
            if size > _MOST_BYTES:
                raise ValueError(f"{node.called}: more than 2 GB would be needed at once")
        return arrays

    def _call(
        self, node: OnnxNode, arrays: Mapping[str, Array], free: bool, work: Work
    ) -> dict[str, Array]:
        """Return what a node makes, by names; errors in one sentence that names it."""
        call = Call(node.attributes, self.opset, len(node.outputs), free, work)
        given = [arrays[name] if name else None for name in node.inputs]
        try:
            made = OPERATORS[node.operator].compute(call, *given)
            several = made if isinstance(made, list) else [made]
            work.add(sum(array.size for array in several))
        except MemoryError:
            raise ValueError(f"{node.called}: the memory does not suffice for its output") from None
        except (ValueError, TypeError) as error:
            raise ValueError(f"{node.called}: {error}") from None
        except (ArithmeticError, LookupError):
            raise ValueError(f"{node.called}: its inputs and attributes do not fit") from None
        return {name: one for name, one in zip(node.outputs, several, strict=False) if name}

    def _given(self, inputs: Mapping[str, object]) -> dict[str, Array]:
        given = mapping(inputs, "inputs", "arrays")
        names = [one.name for one in self.inputs]
        for name in given.keys() - {*names}:
            raise ValueError(f"the model has no input {shown(name)}; it has {_some(names)}")
        found = {}
        for one in self.inputs:
            if one.name not in given:
                raise ValueError(f"the input {shown(one.name)} is missing")
            found[one.name] = fitting(one, given[one.name])
        return found

    def needed(self, wanted: Iterable[str]) -> list[OnnxNode]:
        """Return the nodes on which these tensors depend, without those that are constants."""
        needed, order = set(wanted), []
        for node in reversed(self.nodes):
            if needed.intersection(node.outputs) and not self._is_folded(node):
                needed.update(node.inputs)
                order.append(node)
        return order[::-1]

    def _is_folded(self, node: OnnxNode) -> bool:
        return all(name in self.constants for name in node.outputs if name)

    def _check_order(self) -> None:
        """Refuse names that are missing, made twice, or made only after they are read."""
        makers = {name: node for node in self.nodes for name in node.outputs if name}
        known = {one.name for one in self.inputs} | self.constants.keys()
        for node in self.nodes:
            for name in filter(None, node.inputs):
                if name not in known and name in makers:
                    raise ValueError(
                        f"{node.called} reads {shown(name)}, which is made only afterwards:"
                        " the nodes go round in a circle or stand in a wrong order"
                    )
                if name not in known:
                    raise ValueError(f"{node.called} reads {shown(name)}, which nobody makes")
            for name in filter(None, node.outputs):
                if name in known:
                    raise ValueError(f"{node.called} makes {shown(name)}, which is there already")
                known.add(name)
        for one in self.outputs:
            if one.name not in known:
                raise ValueError(f"the output {shown(one.name)} is made by no node")
        if not self.outputs:
            raise ValueError("the model has no output")

    def _fold_constants(self) -> None:
        """Turn Constant nodes, and those that hand one on, into arrays of the model."""
        for node in self.nodes:
            reads = all(name in self.constants for name in node.inputs)
            if node.operator in ("Constant", "Identity") and reads:
                made = self._call(node, self.constants, False, Work())
                self.constants |= {name: read_only(array) for name, array in made.items()}


def _note_own(
    own: set[str], node: OnnxNode, made: Mapping[str, Array], arrays: Mapping[str, Array], free: str
) -> None:
    """Add new arrays that share no memory with one still to be read; take away those that do."""
    for name, array in made.items():
        shared = {one for one in node.inputs if one and np.may_share_memory(arrays[one], array)}
        own -= shared
        if shared <= {free} and array.flags.writeable and array.flags.c_contiguous:
            own.add(name)


def _own(array: Array, taken: Iterable[Array]) -> Array:
    """Return an array that the caller may write into without changing one of the others."""
    is_own = array.flags.writeable and array.base is None
    is_own = is_own and not any(np.may_share_memory(array, other) for other in taken)
    return array if is_own else array.copy()


def _some(names: list[str]) -> str:
    return ", ".join(shown(name) for name in names[:5]) + (" and others" if len(names) > 5 else "")
