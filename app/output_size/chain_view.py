"""A chain of layers: what each makes of the volume, what it costs, how much it sees."""

import streamlit as st

from app.components.chain_table import chain_table
from app.output_size import layers, presets
from app.output_size.link import START
from app.output_size.state import change, publish, put, state
from app.words import plain
from engine.volumes import Chain, Layer, Step, Volume, chain

TABLE = "size_chain"
OWN = "Your own chain"


@st.fragment
def chain_view() -> None:
    """The chain with its input and the lectures' examples above it."""
    _start()
    shown = state()
    result = chain(shown.start, shown.chain)
    chain_table(
        shown.layers,
        [(_size(shown.start), "input"), *(_volume(step) for step in result.steps if _drawn(step))],
        [_row(step) for step in result.steps],
        (f"{result.parameters:,}", f"{result.multiply_adds:,}"),
        st.session_state.pop("size_chain_problem", None) or _problem(result),
        layers.LIMITS,
        TABLE,
        _take,
    )
    st.markdown(
        plain(
            "The receptive field is the part of the input that one number depends on, "
            "padding included. Parameters: (F·F·D1 + 1)·K; an FC layer has (W·H·D + 1)·K."
        )
    )
    publish()


def _start() -> None:
    shown, session = state(), st.session_state
    session.size_network = presets.name_of(shown, presets.CHAINS) or OWN
    session.size_start_width, session.size_start_depth = shown.start_width, shown.start_depth
    example, width, depth, _ = st.columns([3, 1.4, 1.4, 2])
    example.selectbox("Example", [OWN, *presets.CHAINS], key="size_network", on_change=_start_from)
    for place, label, name, limits in (
        (width, "Input width and height", "start_width", START[0]),
        (depth, "Input depth", "start_depth", START[1]),
    ):
        key = f"size_{name}"
        place.number_input(label, *limits, key=key, on_change=_set_start, args=(name, key))


def _start_from() -> None:
    preset = presets.CHAINS.get(st.session_state.size_network)
    if preset is not None:
        put(presets.apply(state(), preset))


def _set_start(name: str, key: str) -> None:
    change(**{name: st.session_state[key]})


def _take() -> None:
    """Take over an edited chain; what the browser sends is trusted for nothing."""
    match st.session_state[TABLE].asked:
        case {"layers": str(text)}:
            try:
                change(layers=layers.write(layers.read(text)))
            except ValueError as error:
                sentence = str(error)
                st.session_state.size_chain_problem = f"{sentence[0].upper()}{sentence[1:]}."


def _problem(result: Chain) -> str:
    if result.problem is None:
        return ""
    return f"Layer {len(result.steps) + 1} does not fit: {result.problem}."


def _size(volume: Volume) -> tuple[int, int, int]:
    return volume.width, volume.height, volume.depth


def _drawn(step: Step) -> bool:
    """ReLU leaves the volume as it is."""
    return step.layer.kind != "relu"


def _volume(step: Step) -> tuple[tuple[int, int, int], str]:
    return _size(step.output), _name(step.layer)


def _name(layer: Layer) -> str:
    kind = {"conv": "CONV", "pool": "POOL", "fc": "FC"}[layer.kind]
    return f"{kind} {layer.kernel}×{layer.kernel}" if layer.has_window else kind


def _row(step: Step) -> tuple[str, ...]:
    over = step.horizontal.leftover if step.horizontal else 0
    return (
        str(step.output),
        f"{step.parameters:,}",
        f"{step.multiply_adds:,}",
        f"{step.receptive_field}×{step.receptive_field}",
        f"rounded down, {over} left over" if over else "",
    )
