"""A chain of layers: what each makes of the volume, what it costs, how much it sees."""

from dataclasses import replace

import streamlit as st

from app.components.chain_table import chain_table
from app.components.slider_panel import Slider, slider_panel
from app.output_size import layers, pattern, presets
from app.output_size.link import START
from app.output_size.network import Network, Step, network
from app.output_size.notes import notes
from app.output_size.pattern import Pattern
from app.output_size.state import change, publish, put, state
from app.words import plain
from engine.planning.volumes import Volume

TABLE, PATTERN = "size_chain", "size_pattern"
OWN = "Your own chain"


@st.fragment
def chain_view() -> None:
    """The chain with its input and the lectures' examples above it."""
    _start()
    shown = state()
    made = network(shown.start, shown.chain)
    for note in notes(made):
        st.info(plain(note))
    chain_table(
        shown.layers,
        [(_size(shown.start), "input"), *(_volume(step) for step in made.steps if _drawn(step))],
        [_row(step) for step in made.steps],
        (f"{made.parameters:,}", f"{made.multiply_adds:,}"),
        st.session_state.pop("size_chain_problem", None) or _problem(made),
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
    found = pattern.find(shown.layers)
    preset = presets.name_of(shown, presets.CHAINS)
    session.size_network = preset or (pattern.NAME if found else OWN)
    session.size_start_width, session.size_start_depth = shown.start_width, shown.start_depth
    example, width, depth, _ = st.columns([3, 1.4, 1.4, 1])
    example.selectbox("Example", [OWN, *presets.CHAINS], key="size_network", on_change=_start_from)
    for place, label, name, limits in (
        (width, "Input width and height", "start_width", START[0]),
        (depth, "Input depth", "start_depth", START[1]),
    ):
        key = f"size_{name}"
        place.number_input(label, *limits, key=key, on_change=_set_start, args=(name, key))
    if found:
        sliders = [
            Slider(name, label, *pattern.LIMITS[name], getattr(found, name))
            for name, label in pattern.LABELS.items()
        ]
        slider_panel(sliders, PATTERN, _take_pattern)


def _start_from() -> None:
    preset = presets.CHAINS.get(st.session_state.size_network)
    if preset is not None:
        put(presets.apply(state(), preset))


def _set_start(name: str, key: str) -> None:
    change(**{name: st.session_state[key]})


def _take_pattern() -> None:
    """Move one of N, M and K; what the browser sends is trusted for nothing."""
    now = pattern.find(state().layers) or Pattern()
    match st.session_state[PATTERN].asked:
        case {"slider": str(name), "value": int(value)} if name in pattern.LIMITS:
            lowest, highest = pattern.LIMITS[name]
            if lowest <= value <= highest:
                change(layers=replace(now, **{name: value}).text)


def _take() -> None:
    """Take over an edited chain; what the browser sends is trusted for nothing."""
    match st.session_state[TABLE].asked:
        case {"layers": str(text)}:
            try:
                change(layers=layers.write(layers.read(text)))
            except ValueError as error:
                sentence = str(error)
                st.session_state.size_chain_problem = f"{sentence[0].upper()}{sentence[1:]}."


def _problem(made: Network) -> str:
    if made.problem is None:
        return ""
    return f"Layer {len(made.steps) + 1} does not fit: {made.problem}."


def _size(volume: Volume) -> tuple[int, int, int]:
    return volume.width, volume.height, volume.depth


def _drawn(step: Step) -> bool:
    """The others leave the volume as it is."""
    return step.link.kind not in ("relu", "norm", "softmax")


def _volume(step: Step) -> tuple[tuple[int, int, int], str]:
    kernel = step.link.numbers.get("kernel")
    return _size(step.output), f"{step.name} {kernel}×{kernel}" if kernel else step.name


def _row(step: Step) -> tuple[str | int, ...]:
    over = step.fit.leftover if step.fit else 0
    return (
        str(step.output),
        f"{step.row.parameters:,}",
        f"{step.row.multiply_adds:,}",
        f"{step.receptive_field}×{step.receptive_field}",
        f"rounded down, {over} left over" if over else "",
        step.name,
        _as_convolution(step),
    )


def _as_convolution(step: Step) -> int:
    """The F with which a convolution does what this FC layer does; 0 where there is none."""
    width, height = step.input.width, step.input.height
    possible = step.link.kind == "fc" and step.takes_maps and width == height
    return width if possible and width <= layers.MAX_KERNEL else 0
