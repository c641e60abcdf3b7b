"""The two drawings of a layer: its windows along one axis, and its volumes."""

from collections.abc import Callable, Sequence

from app.components.layer_picture import layer_picture
from app.components.size_axis import size_axis
from app.output_size import wording
from app.output_size.state import store
from engine.planning.geometry import Fit, covered
from engine.planning.volumes import Layer, Volume


def _nothing() -> None:
    """Do nothing: nothing is offered."""


def windows(
    fitting: Fit,
    offers: Sequence[str] = (),
    key: str = "exercise_windows",
    on_asked: Callable[[], None] = _nothing,
) -> None:
    """Show the formula with its numbers, the windows, the conventions."""
    size_axis(
        fitting,
        wording.spoken(fitting),
        wording.formula(fitting),
        wording.verdict(fitting),
        offers,
        wording.conventions(fitting),
        key,
        on_asked,
        store.position(),
    )


def volumes(volume: Volume, layer: Layer, made: Volume | None, key: str, instead: str) -> None:
    """Draw the input with its window; the output and its costs too, or the word `instead`."""
    kernel, moves = layer.kernel, f"stride {layer.stride}, pad {layer.padding}"
    if layer.kind == "conv":
        plural = "s" if layer.filters > 1 else ""
        between = [f"{layer.filters} filter{plural} of", f"{kernel}×{kernel}×{volume.depth}", moves]
    else:
        between = ["each map pooled", f"{kernel}×{kernel}", moves]
    captions = [
        [str(volume), "input W×H×D1"],
        [str(made), _maps(layer, made)] if made else [instead],
    ]
    side = min(covered(kernel, layer.dilation), volume.width)
    output = f"output volume {made}" if made else f"output: {instead}"
    layer_picture(
        volume,
        made,
        (side, volume.depth if layer.kind == "conv" else 1),
        captions,
        between,
        f"Input volume {volume}, {' '.join(between)}: {output}",
        wording.costs(volume, layer) if made else [],
        key=key,
    )


def _maps(layer: Layer, made: Volume) -> str:
    if layer.kind == "pool":
        return "each map pooled separately"
    return (
        "the map of one filter" if made.depth == 1 else f"one map for each of {made.depth} filters"
    )
