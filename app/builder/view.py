"""The network on the page: drawn, as a table, as PyTorch code."""

from typing import Any

from app.builder import state as page
from app.builder import wording
from app.builder.looked_at import LookedAt
from app.components.network_table import Field, Line, Shown, network_table
from app.words import sentence
from engine.networks import notation
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import LAYERS

_NOTHING = (("—", ""),) * 5
_KINDS = tuple((kind.key, kind.label) for kind in LAYERS.values())


def table(seen: LookedAt) -> None:
    """The volumes, and what each layer makes of them."""
    network_table(shown(seen), page.TABLE, page.edit)


def shown(seen: LookedAt) -> Shown:
    """All that the table says."""
    state, made = page.current(), seen.table
    is_editable = state.show == "layers"
    specs = notation.read(state.layers) if is_editable else ()
    count = len(specs) or max(len(seen.layers), len(made.rows) + bool(seen.problem))
    rows = [_line(seen, row, specs[row] if specs else None) for row in range(count)]
    return Shown(
        f"{state} {page.refused()}",
        _sum(seen),
        [(wording.start(made.input), "input"), *wording.volumes(made.rows)],
        _KINDS,
        rows,
        (
            f"{made.parameters:,}",
            f"{made.multiply_adds:,}",
            wording.size(made.output_bytes),
        ),
        is_editable,
    )


def _line(seen: LookedAt, row: int, spec: LayerSpec | None) -> Line:
    rows = seen.table.rows
    layer = seen.layers[row] if row < len(seen.layers) else None
    return Line(
        LAYERS[spec[0]].key if spec else "",
        wording.title(layer) if layer else "",
        wording.settings(layer) if layer else "",
        _fields(*spec) if spec else (),
        wording.results(rows[row], rows[row - 1] if row else None) if row < len(rows) else _NOTHING,
        layer is not None and wording.is_quiet(layer),
        _problem(seen, row),
    )


def _fields(name: str, settings: dict[str, Any]) -> tuple[Field, ...]:
    """What can be set of a layer."""
    kind = LAYERS[name]
    return tuple(
        Field(one.symbol, value, one.lowest, one.highest, one.step)
        for one, value in zip(kind.settings, notation.numbers(kind, settings), strict=True)
    )


def _problem(seen: LookedAt, row: int) -> str:
    refused = page.refused()
    if refused and refused[0] == row:
        return sentence(refused[1])
    return sentence(seen.problem) if seen.problem and row == len(seen.table.rows) else ""


def _sum(seen: LookedAt) -> str:
    made = seen.table
    wrong = len(made.rows) + 1
    so_far = f"Layer {wrong} does not fit. Before it: " if seen.problem else ""
    return (
        f"{so_far}{made.parameters:,} parameters ({wording.size(made.parameter_bytes)}), "
        f"{made.multiply_adds:,} multiply-adds for one picture, "
        f"{wording.size(made.output_bytes)} for the outputs of all layers"
    )
