"""The network on the page: drawn, as a table, as PyTorch code."""

from dataclasses import replace

import streamlit as st

from app import layer_edits
from app.builder import wording
from app.builder.looked_at import LookedAt
from app.builder.state import store
from app.components.network_table import Line, Shown, network_table
from app.components.shared import layer_fields
from app.layer_edits import Refused
from app.words import sentence
from engine.networks import notation
from engine.networks.builder import LayerSpec

TABLE = "builder-table"
_NOTHING = (("—", ""),) * 5


def table(seen: LookedAt) -> None:
    """The volumes, and what each layer makes of them."""
    network_table(shown(seen), TABLE, edit)


def edit() -> None:
    """Do what the table asks for."""
    asked = st.session_state[TABLE].asked
    store.act(lambda state: replace(state, layers=layer_edits.edited(asked, state.layers)), "table")


def _refused() -> tuple[int, str] | None:
    """The layer that could not be changed as asked, and why."""
    error = store.refused("table")
    return (error.row, str(error)) if isinstance(error, Refused) else None


def shown(seen: LookedAt) -> Shown:
    """All that the table says."""
    state, made = store.current(), seen.table
    is_editable = state.show == "layers"
    specs = notation.read(state.layers) if is_editable else ()
    count = len(specs) or max(len(seen.layers), len(made.rows) + bool(seen.problem))
    rows = [_line(seen, row, specs[row] if specs else None) for row in range(count)]
    return Shown(
        f"{state} {_refused()}",
        _sum(seen),
        [(wording.start(made.input), "input"), *wording.volumes(made.rows)],
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
        layer_fields.key(spec) if spec else "",
        wording.title(layer) if layer else "",
        wording.settings(layer) if layer else "",
        layer_fields.fields(spec) if spec else (),
        wording.results(rows[row], rows[row - 1] if row else None) if row < len(rows) else _NOTHING,
        layer is not None and wording.is_quiet(layer),
        _problem(seen, row),
    )


def _problem(seen: LookedAt, row: int) -> str:
    refused = _refused()
    if refused and refused[0] == row:
        return sentence(refused[1])
    return sentence(seen.problem) if seen.problem and row == len(seen.table.rows) else ""


def _sum(seen: LookedAt) -> str:
    made = seen.table
    wrong = len(made.rows) + 1
    so_far = f"Layer {wrong} does not fit. Up to there: " if seen.problem else ""
    return (
        f"{so_far}{made.parameters:,} parameters ({wording.size(made.parameter_bytes)}), "
        f"{made.multiply_adds:,} multiply-adds per image, "
        f"{wording.size(made.output_bytes)} for the outputs of all layers"
    )
