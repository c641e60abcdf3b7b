"""A chain of layers, drawn and to edit."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app.components.shared import bundle

_mount = st.components.v2.component(
    "convoscope.chain_table",
    html=bundle.text("chain_table/chain_table.html"),
    css="".join(
        map(
            bundle.text,
            ("shared/volume.css", "shared/volume_list.css", "chain_table/chain_table.css"),
        )
    ),
    js=bundle.javascript("chain_table"),
    isolate_styles=False,
)

Sized = tuple[tuple[int, int, int], str]


def chain_table(
    text: str,
    volumes: Sequence[Sized],
    steps: Sequence[Sequence[str]],
    totals: tuple[str, str],
    problem: str,
    limits: Mapping[str, tuple[int, int]],
    key: str,
    on_asked: Callable[[], None],
) -> None:
    """Show the chain `text`, as `app.output_size.layers` writes it.

    `volumes` are (width, height, depth) with a name each; `steps` are output, parameters,
    multiply-adds, receptive field and what is left over, in words, of the layers that work. When
    the learner has changed something, `on_asked` is called, and `asked` of the component's state
    is ``{"layers": text}``.
    """
    data = [text, volumes, steps, totals, problem, limits]
    _mount(data=data, key=key, on_asked_change=on_asked)
