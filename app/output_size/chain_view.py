"""A chain of layers: what each makes of the volume, what it costs, how much it sees."""

import re
from collections.abc import Sequence

import streamlit as st

from app.components.chain_table import NOTHING, Line, chain_table
from app.components.shared import layer_fields
from app.markdown_text import plain, sentence
from app.output_size import actions, chain_edits, pattern, presets
from app.output_size.network import Network, Step, network
from app.output_size.notes import notes
from app.output_size.schema import SizeState
from app.output_size.state import store
from app.state import reruns
from app.state.session import asked
from app.state.sliders import Slider
from engine.networks.builder import LayerSpec
from engine.planning.values import times
from engine.planning.volumes import Volume

TABLE = "output-size-chain"
OWN = "Your own chain"


@st.fragment
def chain_view() -> None:
    """Show the chain with its input and the lectures' examples above it."""
    _start()
    shown = store.current()
    made = network(shown.chain_input, shown.chain)
    with st.container():  # they come and go, and the table below must not be made anew
        for note in [*filter(None, [presets.note_of(shown)]), *notes(made)]:
            st.info(plain(note))
    refused = store.refused("chain")
    chain_table(
        shown.layers,
        [
            (_size(shown.chain_input), "input"),
            *(_volume(step) for step in made.steps if step.row.makes_volume),
        ],
        rows(shown.chain, made),
        (f"{made.parameters:,}", f"{made.multiply_adds:,}"),
        sentence(str(refused)) if refused else _problem(made),
        TABLE,
        _take,
    )
    st.markdown(
        plain(
            "The receptive field is the part of the input that one value depends on, "
            "padding included. Parameters: (F·F·D1 + 1)·K; an FC layer has (W·H·D + 1)·K. Layers "
            "count from 1, in names such as “CONV1” or “layer 1”."
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


@reruns.atomic_callback
def _take() -> None:
    """Take over an edited chain; what the browser sends is trusted for nothing."""
    act = actions.edit_chain(asked(TABLE))
    store.record.do("chain", act)


def _problem(made: Network) -> str:
    if made.problem is None:
        return ""
    return f"Layer {len(made.steps) + 1} does not fit: {made.problem}."


def _size(volume: Volume) -> tuple[int, int, int]:
    return volume.width, volume.height, volume.depth


def _volume(step: Step) -> tuple[tuple[int, int, int], str]:
    window = step.layer.window()
    name = f"{step.name} {times(window.reach)}" if step.row.fit and window else step.name
    return _size(step.output), name


def rows(chain: Sequence[LayerSpec], made: Network) -> list[Line]:
    """Say what each layer does, as far as they fit."""
    missing = len(chain) - len(made.steps)
    steps = [*made.steps, *([None] * missing)]
    return [_row(spec, step) for spec, step in zip(chain, steps, strict=True)]


def _row(spec: LayerSpec, step: Step | None) -> Line:
    kind, fields = layer_fields.key(spec), layer_fields.fields(spec, rare=False)
    if step is None:
        return Line(kind, "", fields, NOTHING)
    over = step.row.fit.leftover if step.row.fit else 0
    results = (
        str(step.output),
        f"{step.row.parameters:,}",
        f"{step.row.multiply_adds:,}",
        f"{step.receptive_field}×{step.receptive_field}",
    )
    return Line(
        kind,
        re.sub(r"\D", "", step.name),
        fields,
        results,
        f"rounded down, {over} left over" if over else "",
        chain_edits.as_convolution(step) is not None,
    )
