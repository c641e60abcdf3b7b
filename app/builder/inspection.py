"""A network as far as its layers fit, and why the next one does not."""

import re
from dataclasses import dataclass

from app.builder.schema import BuilderState
from engine.networks import Layer, LayerInfo, Node, Table, describe, graph_table, notation, table
from engine.networks.layers.registry import type_of
from engine.networks.table import Row

_NUMBER = re.compile(r"^layer (\d+), ")


@dataclass(frozen=True)
class Inspection:
    """The layers of a network and their table, as far as they fit.

    `layers` may go on where `table` ends: `problem` says why layer number `len(table.rows)`
    does not fit. `nodes` are those of a network that branches; else none.
    """

    layers: tuple[LayerInfo, ...]
    table: Table
    problem: str
    nodes: tuple[Node, ...] = ()

    @property
    def trainable(self) -> tuple[Layer, ...]:
        """The layers in a line, if they can be computed and are a network; else none."""
        layers = tuple(layer for layer in self.layers if isinstance(layer, Layer))
        is_whole = len(layers) == len(self.layers) and not self.problem and not self.nodes
        return layers if is_whole else ()

    @property
    def computed(self) -> tuple[Layer, ...] | tuple[Node, ...]:
        """The layers in a line, or the nodes, if they can be computed; else none."""
        return self.nodes if self.nodes and not self.problem else self.trainable

    def before(self, number: int) -> Row | None:
        """Return the row that a row reads, of several the one that sees most; None for the input.

        Rows are numbered from 0.
        """
        if not self.nodes:
            return self.table.rows[number - 1] if number else None
        read = [row for row in self.table.rows if row.name in self.nodes[number].inputs]
        return max(read, key=lambda row: row.receptive_field[1], default=None)

    @property
    def table_only(self) -> str:
        """What the layers are called that can only be described; empty where there are none."""
        labels = (type_of(layer).label for layer in self.layers if not isinstance(layer, Layer))
        return ", ".join(dict.fromkeys(labels))


def inspect(state: BuilderState) -> Inspection:
    """Build the network as far as its layers fit."""
    if nodes := state.nodes:
        made = graph_table(state.shape, nodes)
        return Inspection(tuple(node.layer for node in nodes), made, made.problem or "", nodes)
    specs = notation.read(state.text)
    try:
        return _inspection_of(state, describe(state.shape, specs))
    except (ValueError, TypeError) as error:
        (number,) = _NUMBER.findall(str(error))
        fitting = _inspection_of(state, describe(state.shape, specs[: int(number) - 1]))
        return Inspection(fitting.layers, fitting.table, fitting.problem or str(error))


def _inspection_of(state: BuilderState, layers: tuple[LayerInfo, ...]) -> Inspection:
    made = table(state.shape, layers)
    return Inspection(layers, made, made.problem or "")
