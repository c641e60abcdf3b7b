"""A network as far as its layers fit, and why the next one does not."""

import re
from dataclasses import dataclass

from app.builder.schema import BuilderState
from engine.networks import Layer, LayerInfo, Table, describe, notation, table
from engine.networks.googlenet import googlenet
from engine.networks.layers.registry import type_of

_NUMBER = re.compile(r"^layer (\d+), ")


@dataclass(frozen=True)
class Inspection:
    """The layers of a network and their table, as far as they fit.

    `layers` may go on where `table` ends: `problem` says why layer number `len(table.rows)`
    does not fit.
    """

    layers: tuple[LayerInfo, ...]
    table: Table
    problem: str

    @property
    def trainable(self) -> tuple[Layer, ...]:
        """The layers, if they can be computed and are a network; else none."""
        layers = tuple(layer for layer in self.layers if isinstance(layer, Layer))
        return layers if len(layers) == len(self.layers) and not self.problem else ()

    @property
    def table_only(self) -> str:
        """What the layers are called that can only be described; empty where there are none."""
        labels = (type_of(layer).label for layer in self.layers if not isinstance(layer, Layer))
        return ", ".join(dict.fromkeys(labels))


def inspect(state: BuilderState) -> Inspection:
    """Build the network as far as its layers fit."""
    if state.show == "googlenet":
        return _inspection_of(state, googlenet())
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
