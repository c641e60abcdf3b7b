"""The network on the page: drawn, as a table, as PyTorch code."""

from dataclasses import replace

from app.builder import drawing, wording
from app.builder.inspection import Inspection
from app.builder.state import store
from app.components.network_table import LayerRow, TableContent, network_table
from app.components.shared import layer_fields
from app.markdown_text import sentence
from app.state import layer_edits, reruns
from app.state.layer_edits import Refused
from app.state.session import asked
from engine.networks import notation
from engine.networks.builder import LayerSpec

TABLE = "builder-table"
_NOTHING = (("—", ""),) * 5


def table(inspection: Inspection) -> None:
    """Show the volumes, and what each layer makes of them."""
    network_table(table_content(inspection), TABLE, edit)


@reruns.atomic_callback
def edit() -> None:
    """Do what the table asks for."""
    request = asked(TABLE)
    store.record.do(
        "table", lambda state: replace(state, layers=layer_edits.edited(request, state.layers))
    )


def _refused() -> tuple[int, str] | None:
    """Return the layer that could not be changed as asked, and why."""
    error = store.refused("table")
    return (error.row, str(error)) if isinstance(error, Refused) else None


def table_content(inspection: Inspection) -> TableContent:
    """All that the table says."""
    state, made = store.current(), inspection.table
    is_editable = state.show == "layers"
    specs = notation.read(state.layers) if is_editable else ()
    count = len(specs) or max(len(inspection.layers), len(made.rows) + bool(inspection.problem))
    rows = [_layer_row(inspection, row, specs[row] if specs else None) for row in range(count)]
    return TableContent(
        f"{state} {_refused()}",
        _sum(inspection),
        drawing.volumes(inspection),
        rows,
        (
            f"{made.parameters:,}",
            f"{made.multiply_adds:,}",
            wording.size(made.output_bytes),
        ),
        is_editable,
        bool(inspection.nodes),
    )


def _layer_row(inspection: Inspection, row: int, spec: LayerSpec | None) -> LayerRow:
    rows = inspection.table.rows
    layer = inspection.layers[row] if row < len(inspection.layers) else None
    node = inspection.nodes[row] if inspection.nodes else None
    return LayerRow(
        layer_fields.key(spec) if spec else "",
        wording.title(layer) if layer else "",
        wording.settings(layer) if layer else "",
        layer_fields.fields(spec) if spec else (),
        wording.results(rows[row], inspection.before(row)) if row < len(rows) else _NOTHING,
        layer is not None and wording.is_quiet(layer),
        _problem(inspection, row),
        node.name if node else "",
        ", ".join(node.inputs) if node else "",
    )


def _problem(inspection: Inspection, row: int) -> str:
    refused = _refused()
    if refused and refused[0] == row:
        return sentence(refused[1])
    is_next = row == len(inspection.table.rows)
    return sentence(inspection.problem) if is_next and inspection.problem else ""


def _sum(inspection: Inspection) -> str:
    made = inspection.table
    memory = wording.size(made.parameter_bytes)
    return (
        f"{_so_far(inspection)}{made.parameters:,} parameters ({memory}), "
        f"{made.multiply_adds:,} multiply-adds per image, "
        f"{wording.size(made.output_bytes)} for the outputs of all layers"
    )


def _so_far(inspection: Inspection) -> str:
    """Say which layer does not fit, where one does not."""
    if not inspection.problem:
        return ""
    place = len(inspection.table.rows)
    name = f"Node {inspection.nodes[place].name}" if inspection.nodes else f"Layer {place + 1}"
    return f"{name} does not fit. Up to there: "
