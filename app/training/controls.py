"""The training page's menus and texts around the pictures."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import streamlit as st

from app import training_data
from app.components.training_view import training_view
from app.components.try_out import try_out
from app.components.uploader_role import uploader_role
from app.markdown_text import plain
from app.network_files import save_buttons
from app.state.schema import options
from app.training import actions, augmentation_preview, comparison, networks, route, state
from app.training.run import Run
from app.training.schema import AXES, TrainingState
from app.training.session import TrainingSession
from app.training.settings import (
    ACTIVATION_LABELS,
    AS_BUILT,
    LOSSES,
    OPTIMISERS,
    own_activations,
)
from app.training.state import store
from engine.datasets import DataSet, Split
from engine.networks import Sequential, pytorch_code


def data_menu() -> None:
    """Step 1."""
    titles = {name: training_data.title(name) for name in training_data.NAMES}
    store.select("data", "1 Data", titles, act=actions.choose_data)


def network_menu(data: DataSet) -> None:
    """Step 2."""
    chosen = store.current()
    offered = networks.names(data.shape, len(data.classes), chosen.layers)
    store.select(
        "shown network",
        "2 Model",
        {name: networks.title(name) for name in offered},
        value=state.fitting_network(data, chosen),
        act=actions.choose_network,
    )


def explain_unfit_network(data: DataSet) -> None:
    """Say so where the network that was chosen does not fit the pictures."""
    chosen = store.current()
    instead = state.fitting_network(data, chosen)
    if instead != chosen.network:
        name, shape, classes = chosen.network, data.shape, len(data.classes)
        why = networks.problem(name, shape, classes, chosen.layers)
        st.info(
            plain(
                f"{networks.title(name)} does not fit these pictures. {why}"
                f" Trained instead: {networks.title(instead)}."
            )
        )


def epochs_control() -> None:
    """Step 3, one part: how far Run goes."""
    store.number("epochs", "3 Fit: epochs", help="Run trains for so many epochs and stops.")


def explain_no_comparison(session: TrainingSession) -> None:
    """Say so where the comparison that was chosen means nothing for the network."""
    why = comparison.why_not(store.current().compare, session.runs[0].layers)
    if why:
        st.info(why)


def view(session: TrainingSession) -> None:
    """Show steps 3 and 4: the curves, and what goes on inside."""
    acts = [partial(replace, axis=axis) for axis in AXES]
    key, asked = store.offers("view", acts)
    training_view(route.access(session), AXES.index(store.current().axis), key, asked)
    if any(len(node.inputs) > 1 for node in session.runs[0].nodes):
        st.caption(
            "This network branches: its layers are called by the names in the table “The network,"
            " layer by layer”. Histograms and feature maps are shown of the layers that learn"
            " weights by convolution or in full connection, each with the activation that it alone"
            " leads to. Not shown is what comes out where branches meet (ADD, CONCAT)."
        )


def hyper_parameters(session: TrainingSession) -> None:
    """Step 5."""
    st.subheader("5 Improve it", anchor=False)
    _comparison()
    rate, batch = st.columns(2)
    with rate:
        store.select("rate", "Learning rate", options(TrainingState, "rate"))
    with batch:
        store.select("batch", "Batch size", options(TrainingState, "batch"))
    store.select("optimiser", "Optimiser", OPTIMISERS)
    store.select("loss", "Loss", LOSSES)
    now = store.current()
    if now.compare != "activation":
        _activation_menu(session)
    counts = {count: str(count) if count else "all" for count in options(TrainingState, "pictures")}
    store.select("pictures", "Training pictures", counts)
    _augmentation(session)
    store.checkbox("stop_early", "Early stopping")
    store.number("seed", "Seed")
    st.caption(
        "Changes take effect at the next step. Rewind restarts from the seed with the current"
        " settings; the previous run stays in grey."
    )


def _comparison() -> None:
    """Show the menu of experiments, what to look at, and the way to the settings made for it."""
    now = store.current()
    store.select("compare", "Compare", comparison.NAMES, act=actions.choose_experiment)
    if now.compare == "none":
        return
    st.caption(comparison.LESSONS[now.compare])
    if not actions.is_prepared(now):
        st.button(
            "Prepared settings",
            on_click=store.act,
            args=(lambda state: actions.choose_experiment(state, state.compare),),
            help="Data, model and settings that show what this comparison is for.",
        )


def _activation_menu(session: TrainingSession) -> None:
    if not any(own_activations(run.layers) for run in session.runs):
        st.caption("This network has no activation function.")
        return
    own = ", ".join(ACTIVATION_LABELS[name] for name in own_activations(session.runs[0].layers))
    titles = {AS_BUILT: f"as built ({own or 'none'})", **ACTIVATION_LABELS}
    store.select("activation", "Activation function", titles)


def _augmentation(session: TrainingSession) -> None:
    """Show the settings of the augmentation, and a picture as the network sees it."""
    shift, brightness = st.columns(2)
    if store.current().compare != "shift":
        with shift:
            store.select("shift", "Random shift", _amounts("shift", "px"))
    with brightness:
        store.select("brightness", "Brightness", _amounts("brightness", "%", "±"))
    store.checkbox(
        "flip",
        "Flip left-right",
        help="Good for photographs; mirrored digits are no longer digits.",
    )
    run = session.runs[-1]
    if shown := augmentation_preview.preview(run.data.train, run.settings):
        st.html(shown)


def _amounts(name: str, unit: str, sign: str = "") -> dict[int, str]:
    every: tuple[int, ...] = options(TrainingState, name)
    return {count: f"{sign}{count} {unit}" if count else "none" for count in every}


def prediction(session: TrainingSession) -> None:
    """Show the pad for a picture of the learner's own."""
    st.subheader("Try it on a picture of your own", anchor=False)
    data = session.runs[0].data.train
    try_out(route.access(session), data.shape, data.classes, "try_out")


def saving(session: TrainingSession) -> None:
    """Step 6."""
    st.subheader("6 Save and reload", anchor=False)
    titles = [run.title for run in session.runs]
    for number, title in enumerate(titles):
        whose, run = f" of “{plain(title)}”" if len(titles) > 1 else "", session.runs[number]
        save_buttons(title, run.save, run.save_onnx, f"save_{number}", whose)
    if len(titles) > 1:
        st.selectbox("Load weights into", titles, key=state.LOAD_INTO)
    st.file_uploader(
        "Load weights",
        type=["safetensors"],
        key="training_weights",
        on_change=state.load,
        args=("training_weights",),
    )
    uploader_role("training_weights_role")
    if problem := state.file_problem.get():
        st.error(plain(problem))


def texts(session: TrainingSession, data: DataSet) -> None:
    """Show the expanders: the pictures, the layers, the program."""
    with st.expander("The data set"):
        training_data.contact_sheet(data)
        st.markdown(plain(_use(session.runs[0].data, data)))
    with st.expander("The network, layer by layer"):
        for run in _titled_runs(session):
            st.markdown(_table(run))
    with st.expander("The network in PyTorch"):
        for run in _titled_runs(session):
            st.code(pytorch_code(run.network), language="python", wrap_lines=True)


def _use(split: Split, data: DataSet) -> str:
    """Say which pictures are trained on, and what the others are for."""
    sentence = (
        f"Trained on: {len(split.train):,} of these pictures. Validation set:"
        f" {len(split.held_out):,} others, which the network never learns from."
    )
    if not data.publisher_test:
        return sentence
    return (
        f"{sentence} They are the publisher's test set. Here they are looked at after every epoch,"
        " to choose settings and to stop early, and so they serve as a validation set: an accuracy"
        " to be reported needs pictures that nothing was chosen by."
    )


def _titled_runs(session: TrainingSession) -> Iterator[Run]:
    """All runs, each under its title where there are several."""
    for run in session.runs:
        if len(session.runs) > 1:
            st.markdown(f"**{plain(run.title)}**")
        yield run


def _table(run: Run) -> str:
    branches = not isinstance(run.network, Sequential)
    rows = [
        (
            *((node.name, ", ".join(node.inputs)) if branches else ()),
            row.layer.title,
            str(row.volume),
            f"{row.parameters:,}",
            f"{row.multiply_adds:,}",
            "×".join(str(side) for side in row.receptive_field),
        )
        for node, row in zip(run.network.nodes, run.network.table.rows, strict=True)
    ]
    first = ("Name", "Reads") if branches else ()
    sees = "Receptive field, padding included"
    head = (*first, "Layer", "Output", "Parameters", "Multiply-adds", sees)
    whole = run.network.table
    total = (
        *("",) * len(first),
        "total",
        "",
        f"{whole.parameters:,}",
        f"{whole.multiply_adds:,}",
        "",
    )
    lines = [head, ("---",) * len(head), *(tuple(map(plain, row)) for row in [*rows, total])]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
