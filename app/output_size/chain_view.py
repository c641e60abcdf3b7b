"""A chain of layers: what each makes of the volume, what it costs, how much it sees."""

import streamlit as st

from app.components.chain_table import chain_table
from app.output_size import actions, layers, pattern, presets
from app.output_size.network import Network, Step, network
from app.output_size.notes import notes
from app.output_size.schema import SizeState
from app.output_size.state import store
from app.state.sliders import Slider
from app.words import plain, sentence
from engine.planning.volumes import Volume

TABLE = "output-size-chain"
OWN = "Your own chain"


@st.fragment
def chain_view() -> None:
    """The chain with its input and the lectures' examples above it."""
    _start()
    shown = store.current()
    made = network(shown.chain_input, shown.chain)
    for note in notes(made):
        st.info(plain(note))
    refused = store.refused("chain")
    chain_table(
        shown.layers,
        [
            (_size(shown.chain_input), "input"),
            *(_volume(step) for step in made.steps if _drawn(step)),
        ],
        [_row(step) for step in made.steps],
        (f"{made.parameters:,}", f"{made.multiply_adds:,}"),
        sentence(str(refused)) if refused else _problem(made),
        layers.LIMITS,
        TABLE,
        _take,
    )
    st.markdown(
        plain(
            "The receptive field is the part of the input that one value depends on, "
            "padding included. Parameters: (F·F·D1 + 1)·K; an FC layer has (W·H·D + 1)·K."
        )
    )
    store.publish()


def _start() -> None:
    shown = store.current()
    found = pattern.find(shown.layers)
    preset = presets.name_of(shown, presets.CHAINS)
    example, width, depth, _ = st.columns([3, 1.4, 1.4, 1])
    with example:
        store.select(
            "chain example",
            "Example",
            [OWN, *presets.CHAINS],
            value=preset or (pattern.NAME if found else OWN),
            act=actions.start_from,
        )
    with width:
        store.number("start_width", "Input width and height")
    with depth:
        store.number("start_depth", "Input depth")
    if found:
        sliders = [
            Slider[SizeState](
                name,
                label,
                *pattern.LIMITS[name],
                getattr(found, name),
                act=actions.set_pattern(name),
            )
            for name, label in pattern.LABELS.items()
        ]
        store.sliders("pattern", sliders)


def _take() -> None:
    """Take over an edited chain; what the browser sends is trusted for nothing."""
    match st.session_state[TABLE].asked:
        case {"layers": str(text)}:
            store.act(lambda state: actions.set_chain(state, text), "chain")


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
