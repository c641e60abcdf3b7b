"""Heat maps as the bytes that the browser paints and reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import colour_scales, formulas
from app.colour_scales import TABLES, Kind
from app.components.shared.mount import UNPLACED, Position
from app.picture_tiles import in_colour, png_address
from app.trained_networks.scene import Floats
from app.trained_networks.wording import percent
from app.where_it_looks import wording
from app.where_it_looks.analysis import (
    Scene,
    effective_field,
    explained,
    occluded,
    seen_by_cells,
)
from app.wire_format import Stage, pack
from engine.explain.heat_maps.methods import HeatMap
from engine.images.reduction import to_indices

Pixels = NDArray[np.uint8]


def maps(scene: Scene, position: Position = UNPLACED) -> bytes:
    """Pack the heat map of each class, with its sign too if the state says so.

    Raises ValueError where the method cannot give one.
    """
    found = [(target, explained(scene, target)) for target in scene.classes]
    limits = _limits(scene, [one.clipped for _, one in found])
    shown = [
        _clipped(scene, target, one, limit)
        for (target, one), limit in zip(found, limits, strict=True)
    ]
    if scene.state.signed and wording.has_relu(scene.state.method):
        limits = _limits(scene, [one.values for _, one in found])
        shown += [
            _signed(scene, target, one, limit)
            for (target, one), limit in zip(found, limits, strict=True)
        ]
    content, stages = _content(scene, [panel for panel, _ in shown]), [one for _, one in shown]
    content |= {"classes": len(found)}
    if weighted := found[0][1].weighted:
        kind, values = _kind(weighted.maps[0]), weighted.maps[0]
        content |= {"table": colour_scales.for_browser(kind)}
        stages += [_numbers(values), ({}, _colours(values, kind, float(np.abs(values).max())))]
    beside = {"position": position, "effective": _effective(scene)}
    return pack(content, stages, repr(scene.key).encode(), beside)


def occlusion(scene: Scene, position: Position = UNPLACED) -> bytes:
    """Pack the picture under the patch at every position, and the heat map of them all."""
    found, label = occluded(scene), scene.card.classes[scene.target]
    rows, columns = found.scores.shape[1:]
    mean = HeatMap(found.heat_map[0], None)
    panel, values = _signed(scene, scene.target, mean, _limit(mean.values))
    panel |= {"caption": f"Mean fall of the score of “{label}” where a pixel is covered"}
    low, high = float(found.probabilities.min()), float(found.probabilities.max())
    first: dict[str, Any] = {
        "caption": "Drag the patch, or move it by arrow keys",
        "alt": f"{scene.subject.title} with a grey patch at one of {rows}×{columns} positions; the "
        f"probability of “{label}” goes from {percent(low)} to {percent(high)}. "
        "Arrow keys move the patch.",
        "rows": rows,
        "columns": columns,
        "low": "",
        "high": "",
    }
    content = _content(scene, [first, panel]) | {
        "occlusion": {
            "label": label,
            "size": found.size,
            "patch": found.patch[0],
            "stride": found.stride[0],
            "rows": rows,
            "columns": columns,
            "probability": float(found.probability[0]),
            "score": float(found.score[0]),
        }
    }
    stages = [_numbers(found.probabilities[0]), values, _numbers(found.scores[0])]
    return pack(content, stages, repr(scene.key).encode(), {"position": position})


def coloured(values: Floats, kind: Kind, limit: float) -> Pixels:
    """Return a map in the colours of a scale, H×W×4; what is near 0 is transparent."""
    opacity = np.sqrt(np.clip(np.abs(values) / limit, 0, 1))
    colours = TABLES[kind][_colours(values, kind, limit)]
    return np.dstack([colours, np.rint(255 * opacity).astype(np.uint8)])


def _content(scene: Scene, panels: list[dict[str, Any]]) -> dict[str, Any]:
    state = scene.state
    return {
        "name": f"{state.method}-{scene.subject.title}".lower().replace(" ", "-").replace(",", ""),
        "opens": repr(
            (*scene.key, state.view, state.method, scene.layer, state.patch, state.stride)
        ),
        "picture": png_address(in_colour(scene.subject.pixels)),
        "size": scene.subject.pixels.shape[1:],
        "smooth": state.smooth,
        "strength": state.strength,
        "panels": panels,
    }


def _effective(scene: Scene) -> dict[str, Any] | None:
    """Return the effective receptive field that was asked for, to lay over the picture."""
    found = effective_field(scene)
    if found is None:
        return None
    return {
        "of": scene.state.effective,
        "overlay": png_address(coloured(found.map, "magnitude", _limit(found.map))),
        "text": wording.effective(found),
    }


def _limits(scene: Scene, maps: Sequence[Floats]) -> list[float]:
    """Return where the colour scale of each map ends: its own, or the one that all share."""
    own = [_limit(values) for values in maps]
    if not scene.state.common:
        return own
    return [_limit(np.concatenate([values.ravel() for values in maps]))] * len(own)


def _limit(values: Floats) -> float:
    return float(np.abs(values).max()) or 1.0


def _clipped(
    scene: Scene, target: int, found: HeatMap, limit: float
) -> tuple[dict[str, Any], Stage]:
    """Return a map without its negative values, which is what is usually drawn."""
    label = scene.card.classes[target]
    probability = percent(float(scene.probabilities[target]))
    what = wording.METHODS[scene.state.method]
    caption = f"{what} for “{label}” ({probability})"
    return _panel(scene, target, found, found.clipped, limit, "magnitude", caption)


def _signed(
    scene: Scene, target: int, found: HeatMap, limit: float
) -> tuple[dict[str, Any], Stage]:
    """Return a map as it is before ReLU."""
    caption = f"Before ReLU, for “{scene.card.classes[target]}”"
    return _panel(scene, target, found, found.values, limit, "signed", caption)


def _panel(
    scene: Scene,
    target: int,
    found: HeatMap,
    values: Floats,
    limit: float,
    kind: Kind,
    caption: str,
) -> tuple[dict[str, Any], Stage]:
    """Return what the browser is told of a map, whose scale ends at `limit`, and its numbers."""
    rows, columns = values.shape
    low, high = (formulas.value_text(float(end)) for end in (values.min(), values.max()))
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    label = scene.card.classes[target]
    header: dict[str, Any] = {
        "caption": caption,
        "name": f"{'map before ReLU' if kind == 'signed' else 'heat map'} for “{label}”",
        "alt": f"{caption}, over {scene.subject.title}: {columns}×{rows} cells, {low} … {high}, "
        f"largest at [{row}, {column}]. Arrow keys read its cells, Enter pins one.",
        "rows": rows,
        "columns": columns,
        "low": formulas.short(-limit if kind == "signed" else 0.0, 3),
        "high": formulas.short(limit, 3),
        "gradient": colour_scales.css_gradient(kind),
        "overlay": png_address(coloured(values, kind, limit)),
        "relu": kind == "magnitude",
    }
    if found.weighted:
        header["weights"] = [float(weight) for weight in found.weighted.weights[0]]
        header["seen"] = seen_by_cells(scene, rows, columns)
    return header, _numbers(values)


def _kind(values: Floats) -> Kind:
    return "signed" if values.min() < 0 else "magnitude"


def _colours(values: Floats, kind: Kind, limit: float) -> Pixels:
    return to_indices(values, -limit if kind == "signed" else 0.0, limit or 1.0)


def _numbers(values: Floats) -> Stage:
    return {}, np.ascontiguousarray(values, "<f4").view(np.uint8)
