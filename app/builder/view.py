"""The network on the page: drawn, as a table, as PyTorch code."""

from app.builder import state as page
from app.builder import wording
from app.builder.looked_at import LookedAt
from app.components.network_table import Field, Line, Shown, network_table
from app.network_text import KINDS
from app.words import sentence

_NOTHING = (("—", ""),) * 5
_KINDS = tuple((name, kind.title) for name, kind in KINDS.items())


def table(seen: LookedAt) -> None:
    """The volumes, and what each layer makes of them."""
    network_table(shown(seen), page.TABLE, page.edit)


def shown(seen: LookedAt) -> Shown:
    """All that the table says."""
    state, made = page.current(), seen.table
    is_editable = state.show == "layers"
    parts = tuple(state.layers.split("~")) if is_editable else ()
    count = len(parts) or max(len(seen.layers), len(made.rows) + bool(seen.problem))
    rows = [_line(seen, row, parts) for row in range(count)]
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


def _line(seen: LookedAt, row: int, parts: tuple[str, ...]) -> Line:
    rows = seen.table.rows
    layer = seen.layers[row] if row < len(seen.layers) else None
    name, *values = parts[row].split("_") if parts else ("",)
    fields = tuple(
        Field(number.sign, float(value), number.lowest, number.highest, number.step)
        for number, value in zip(
            KINDS[name].numbers if parts else (),
            values + _left_out(name, len(values)) if parts else (),
            strict=True,
        )
    )
    return Line(
        name,
        wording.title(layer) if layer else "",
        wording.settings(layer) if layer else "",
        fields,
        wording.results(rows[row], rows[row - 1] if row else None) if row < len(rows) else _NOTHING,
        layer is not None and wording.is_quiet(layer),
        _problem(seen, row),
    )


def _left_out(name: str, count: int) -> list[str]:
    """What a text leaves out of a layer's numbers."""
    return [f"{number.usual:g}" for number in KINDS[name].numbers[count:]]


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
