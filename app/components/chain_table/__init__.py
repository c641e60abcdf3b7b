"""A chain of layers, drawn and to edit."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from app.components.shared.layer_fields import KINDS, Field
from app.components.shared.mount import Component

_component = Component("chain_table", styles=("volume", "volume_list", "layer_table"))

Sized = tuple[tuple[int, int, int], str]
NOTHING = ("—",) * 4


@dataclass(frozen=True)
class Line:
    """A layer: the key of its type, its number in drawings of networks, what can be set of it.

    `results` are output, parameters, multiply-adds and receptive field, `over` what is left over,
    in words. `convolution` offers to write it as a convolution.
    """

    kind: str
    number: str
    fields: tuple[Field, ...]
    results: tuple[str, ...] = NOTHING
    over: str = ""
    convolution: bool = False


def chain_table(
    identity: str,
    volumes: Sequence[Sized],
    rows: Sequence[Line],
    totals: tuple[str, str],
    problem: str,
    key: str,
    on_asked: Callable[[], None],
) -> None:
    """Show a chain; `identity` differs where anything does.

    `volumes` are (width, height, depth) with a name each. When the learner wants something
    changed, `on_asked` is called, and `asked` of the component's state is ``{"kind": [row, key]}``,
    ``{"number": [row, place, text]}``, ``{"repeat": row}``, ``{"convolve": row}`` or
    ``{"remove": row}``.
    """
    data = {
        "identity": identity,
        "volumes": volumes,
        "kinds": KINDS,
        "rows": [asdict(row) for row in rows],
        "totals": totals,
        "problem": problem,
    }
    _component.show([data], key, on_asked)
