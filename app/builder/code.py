"""What a learner takes along: the network as a PyTorch program, and its table."""

import csv
import io

import streamlit as st

from app.builder import wording
from app.builder.inspection import Inspection
from app.builder.state import store
from app.markdown_text import plain
from engine.networks import untrained_code

_NAMES = ("name", "reads")  # of a network that branches
_COLUMNS = (
    *("layer", "settings", "width", "height", "depth"),
    *("parameters", "multiply-adds", "output bytes", "receptive field"),
)


def downloads(inspection: Inspection) -> None:
    """Offer the table as a file, and the program where all layers fit and PyTorch has them."""
    _download("network.csv", table_csv(inspection), "text/csv")
    network = inspection.computed
    with st.expander("The network in PyTorch"):
        if not network:
            st.markdown(plain(why_no_program(inspection)))
            return
        text = untrained_code(store.current().shape, network)
        _download("network.py", text, "text/x-python")
        st.code(text, language="python", wrap_lines=True)


def why_no_program(inspection: Inspection) -> str:
    """Say why there is no PyTorch program of the network."""
    if inspection.table_only:
        return f"{inspection.table_only} is available for tables only."
    return "The program appears when every layer fits."


def _download(name: str, text: str, kind: str) -> None:
    st.download_button(f"Download {name}", text, name, kind, on_click="ignore")


def table_csv(inspection: Inspection) -> str:
    """Return the table for a spreadsheet, as far as the layers fit."""
    file = io.StringIO()
    writer = csv.writer(file)
    reads = {node.name: " ".join(node.inputs) for node in inspection.nodes}
    writer.writerow([*_NAMES, *_COLUMNS] if reads else _COLUMNS)
    for row in inspection.table.rows:
        volume = row.volume
        sizes = volume.width, volume.height, volume.depth
        costs = row.parameters, row.multiply_adds, row.output_bytes, row.receptive_field[0]
        names = [row.name, reads[row.name]] if reads else []
        words = wording.title(row.layer), wording.settings(row.layer)
        writer.writerow([*names, *words, *sizes, *costs])
    return file.getvalue()
