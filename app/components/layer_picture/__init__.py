"""The volumes before and behind one layer."""

from collections.abc import Sequence

from app.components.shared.mount import Component
from engine.planning.volumes import Volume

_component = Component("layer_picture", styles=("volume",), saves="the volumes")


def layer_picture(
    start: Volume,
    output: Volume | None,
    window: tuple[int, int],
    captions: Sequence[Sequence[str]],
    between: Sequence[str],
    spoken: str,
    costs: Sequence[tuple[str, str]],
    key: str,
) -> None:
    """Draw `start`, the `window` (side, depth) on it, and the `output`, None if there is none.

    `captions` are the lines under each, or what stands in the output's place; `between` are those
    over the gap; `spoken` says it all in words. `costs` are names with a formula each.
    """
    sizes = [_size(start), output and _size(output)]
    _component.show([*sizes, window, captions, between, spoken, costs], key)


def _size(volume: Volume) -> tuple[int, int, int]:
    return volume.width, volume.height, volume.depth
