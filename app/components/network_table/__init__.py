"""A network as drawn volumes and a table, whose layers can be edited."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from app.components.shared.layer_fields import KINDS, Field
from app.components.shared.mount import Component

_component = Component("network_table", styles=("volume", "volume_list", "layer_table"))


@dataclass(frozen=True)
class Drawn:
    """A volume, (width, height, depth), and what makes it; `node` is the node that gives it.

    `reads` are the places, among all that is drawn, of those that it is made of.
    """

    volume: tuple[int, int, int]
    name: str
    reads: tuple[int, ...]
    node: str


@dataclass(frozen=True)
class LayerRow:
    """A layer in words.

    In a network that branches, `name` is its node's, and `reads` what that reads. `results` are
    output, parameters, multiply-adds, memory and receptive field, each with how it comes about;
    `problem` is why the layer does not fit.
    """

    kind: str
    title: str
    settings: str
    fields: tuple[Field, ...]
    results: tuple[tuple[str, str], ...]
    quiet: bool = False
    problem: str = ""
    name: str = ""
    reads: str = ""


@dataclass(frozen=True)
class TableContent:
    """All that the table shows; `identity` differs where anything does.

    `branches`: layers have names, and read each other.
    """

    identity: str
    sum: str
    volumes: Sequence[Drawn]
    rows: Sequence[LayerRow]
    totals: Sequence[str]
    editable: bool
    branches: bool = False


def network_table(content: TableContent, key: str, on_asked: Callable[[], None]) -> None:
    """Show a network.

    When the learner wants something changed, `on_asked` is called, and `asked` of the component's
    state is ``{"kind": [row, key]}``, ``{"number": [row, place, text]}``, ``{"move": [row, ±1]}``,
    ``{"add": row}`` or ``{"remove": row}``.
    """
    data = {**asdict(content), "kinds": KINDS}
    _component.show([data], key, on_asked)
