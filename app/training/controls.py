"""The training page's menus and texts around the pictures."""

from collections.abc import Callable, Iterator
from html import escape

import streamlit as st

from app import training_data
from app.components.training_view import training_view
from app.components.try_out import try_out
from app.components.uploader_role import uploader_role
from app.training import augmented, comparison, link, networks, route, state
from app.training.run import Run
from app.training.seat import Seat
from app.training.settings import (
    ACTIVATIONS,
    AS_BUILT,
    LOSSES,
    MOST_SEED,
    OPTIMISERS,
    own_activations,
)
from app.words import plain
from engine.datasets import DataSet
from engine.networks import pytorch_code

session = st.session_state
_select = state.KEPT.select


def data_menu() -> None:
    """Step 1."""
    _select("1 Data", "data", list(training_data.NAMES), training_data.title, state.choose)


def network_menu(data: DataSet) -> None:
    """Step 2."""
    chosen = state.KEPT.current()
    offered = networks.names(data.shape, len(data.classes), chosen.layers)
    now = state.fitting(data, chosen)
    # Other pictures have other networks that fit: another menu.
    key = f"{state.KEPT.menu('network')}_{len(offered)}_{now}"
    st.selectbox(
        "2 Model",
        offered,
        offered.index(now),
        format_func=networks.title,
        key=key,
        on_change=lambda: state.choose_network(session[key]),
    )


def misfit(data: DataSet) -> None:
    """Say so where the network that was chosen does not fit the pictures."""
    chosen = state.KEPT.current()
    instead = state.fitting(data, chosen)
    if instead != chosen.network:
        name, shape, classes = chosen.network, data.shape, len(data.classes)
        why = networks.problem(name, shape, classes, chosen.layers)
        st.info(
            plain(
                f"{networks.title(name)} does not fit these pictures. {why}"
                f" Trained instead: {networks.title(instead)}."
            )
        )


def comparison_menu() -> None:
    """Step 5, one part."""
    titles = comparison.NAMES
    _select("5 Compare", "compare", list(titles), titles.__getitem__, state.choose)


def nothing_to_compare(seat: Seat) -> None:
    """Say so where the comparison that was chosen means nothing for the network."""
    why = comparison.why_not(state.KEPT.current().compare, seat.runs[0].layers)
    if why:
        st.info(why)


def view(seat: Seat) -> None:
    """Steps 3 and 4: the curves, and what goes on inside."""
    training_view(route.url(seat), "training_view")


def hyper_parameters(seat: Seat) -> None:
    """Step 5, the other part."""
    st.subheader("5 Improve it", anchor=False)
    rate, batch = st.columns(2)
    with rate:
        _select("Learning rate", "rate", link.RATES, str, state.choose)
    with batch:
        _select("Batch size", "batch", link.BATCHES, str, state.choose)
    _named("Optimiser", "optimiser", OPTIMISERS)
    _named("Loss", "loss", LOSSES)
    now = state.KEPT.current()
    if now.compare != "activation":
        _activation_menu(seat)
    _augmentation(seat)
    left, right = st.columns(2, vertical_alignment="bottom")
    key = state.KEPT.menu("seed")
    left.number_input(
        "Seed", 0, MOST_SEED, now.seed, key=key, on_change=state.choose, args=("seed",)
    )
    with right:
        _checkbox("Early stopping", "stop_early")
    st.caption(
        "Changes take effect at the next step. Rewind restarts from the seed with the current"
        " settings; the previous run stays in grey."
    )


def _activation_menu(seat: Seat) -> None:
    if not any(own_activations(run.layers) for run in seat.runs):
        st.caption("This network has no activation function.")
        return
    own = ", ".join(own_activations(seat.runs[0].layers))

    def title(name: str) -> str:
        return f"as built ({own or 'none'})" if name == AS_BUILT else name

    _select("Activation function", "activation", [AS_BUILT, *ACTIVATIONS], title, state.choose)


def _augmentation(seat: Seat) -> None:
    """What happens to the pictures by chance, and one of them as the network sees it."""
    shift, brightness = st.columns(2)
    if state.KEPT.current().compare != "shift":
        with shift:
            _select("Random shift", "shift", link.SHIFTS, _amount("px"), state.choose)
    with brightness:
        _select("Brightness", "brightness", link.BRIGHTNESSES, _amount("%", "±"), state.choose)
    _checkbox(
        "Flip left-right", "flip", "Good for photographs; mirrored digits are no longer digits."
    )
    run = seat.runs[-1]
    if shown := augmented.strip_of(run.data.train, run.settings):
        st.html(shown)


def _checkbox(label: str, name: str, about: str | None = None) -> None:
    value, key = getattr(state.KEPT.current(), name), state.KEPT.menu(name)
    st.checkbox(label, value, key, about, on_change=state.choose, args=(name,))


def _named(label: str, name: str, titles: dict[str, str]) -> None:
    _select(label, name, list(titles), titles.__getitem__, state.choose)


def _amount(unit: str, sign: str = "") -> Callable[[int], str]:
    return lambda count: f"{sign}{count} {unit}" if count else "none"


def prediction(seat: Seat) -> None:
    """A picture of the learner's own."""
    st.subheader("Try it on a picture of your own", anchor=False)
    data = seat.runs[0].data.train
    try_out(route.url(seat), data.shape, data.classes, "try_out")


def saving(seat: Seat) -> None:
    """Step 6."""
    st.subheader("6 Save and reload", anchor=False)
    titles = [run.title for run in seat.runs]
    for number, title in enumerate(titles):
        whose = f" of “{escape(title)}”" if len(titles) > 1 else ""
        href = f"{route.url(seat)}/weights?run={number}"
        st.html(f'<a href="{href}" download>Save the weights{whose} (safetensors)</a>')
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
    if session.get("training_file"):
        st.error(plain(session.training_file))


def texts(seat: Seat, data: DataSet) -> None:
    """What can be opened: the pictures, the layers, the program."""
    with st.expander("The data set"):
        training_data.contact_sheet(data)
    with st.expander("The network, layer by layer"):
        for run in _named_one_by_one(seat):
            st.markdown(_table(run))
    with st.expander("The network in PyTorch"):
        for run in _named_one_by_one(seat):
            st.code(pytorch_code(run.network), language="python", wrap_lines=True)


def _named_one_by_one(seat: Seat) -> Iterator[Run]:
    """All runs, each under its title where there are several."""
    for run in seat.runs:
        if len(seat.runs) > 1:
            st.markdown(f"**{plain(run.title)}**")
        yield run


def _table(run: Run) -> str:
    rows = [
        (
            row.layer.title,
            str(row.volume),
            f"{row.parameters:,}",
            f"{row.multiply_adds:,}",
            "×".join(str(side) for side in row.receptive_field),
        )
        for row in run.network.table.rows
    ]
    sees = "Receptive field, padding included"
    head = ("Layer", "Output", "Parameters", "Multiply-adds", sees)
    whole = run.network.table
    total = ("total", "", f"{whole.parameters:,}", f"{whole.multiply_adds:,}", "")
    lines = [head, ("---",) * len(head), *(tuple(map(plain, row)) for row in [*rows, total])]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
