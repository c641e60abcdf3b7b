"""A chain of layers, drawn and to edit."""

from collections.abc import Callable, Mapping, Sequence

from app.components.shared.mount import Component

_component = Component("chain_table", styles=("volume", "volume_list", "layer_table"))

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
    _component.show(data, key, on_asked)
