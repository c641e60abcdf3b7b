"""The network on its way to the training page: made to fit the pictures of a data set there."""

from dataclasses import replace

import streamlit as st

from app import training_data
from app.builder.inspection import Inspection, inspect
from app.builder.schema import BuilderState
from app.builder.state import store
from app.environment import ROOT
from app.markdown_text import plain, sentence
from app.state import link
from app.training import networks
from app.training.schema import TrainingState
from engine import datasets
from engine.networks import notation


def fitted(state: BuilderState, name: str) -> BuilderState:
    """Fit the network to the pictures and the number of classes of a data set."""
    entry = datasets.describe(name)
    channels, _, width = entry.shape
    layers = _with_classes(state.layers, entry.classes)
    state = replace(state, classes=entry.classes, outputs=entry.classes, layers=layers)
    return replace(state, width=width, depth=channels)


def _with_classes(text: str, classes: int) -> str:
    """Return the layers with so many neurons in the last FC layer."""
    specs = list(notation.read(text))
    dense = [place for place, (name, _) in enumerate(specs) if name == "Linear"]
    if dense:
        specs[dense[-1]] = ("Linear", {"out_features": classes})
    return notation.write(specs)


def why_not(inspection: Inspection, classes: int) -> str:
    """Why a network cannot be trained here, in one sentence; empty where it can be."""
    if inspection.table_only:
        return f"{inspection.table_only} is available for tables only."
    if inspection.problem:
        return sentence(inspection.problem)
    return networks.why_not(inspection.table, classes)


def link_of(network: BuilderState, name: str) -> dict[str, str]:
    """Write the training page's query, as that page writes it.

    Another one would come before the builder when the learner goes back.
    """
    handed = TrainingState(data=name, network=networks.BUILT, layers=network.text)
    return link.write(handed.start())


def train_it() -> None:
    """Choose pictures, and go there."""
    shown, names = store.current(), datasets.names()
    shapes = [datasets.describe(name).shape for name in names]
    with st.popover("Train it"):
        name = st.selectbox(
            "Data set",
            names,
            shapes.index(shown.shape) if shown.shape in shapes else 0,
            format_func=training_data.title,
            key=f"builder_data_{shown.width}_{shown.depth}",
        )
        network = fitted(shown, name)
        inspection = inspect(network)
        entry = datasets.describe(name)
        problem = why_not(inspection, entry.classes)
        if problem:
            st.error(plain(problem))
        else:
            _, height, width = entry.shape
            size = f"{width}×{height}×{entry.shape[0]} and {entry.classes} classes"
            st.markdown(plain(f"For {size} it has {inspection.table.parameters:,} parameters."))
        if st.button("Go to Training", disabled=bool(problem)):
            query = link_of(network, name)
            st.switch_page(ROOT / "pages" / "training.py", query_params=query)
