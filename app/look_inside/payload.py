"""All maps of a network as the bytes that the browser paints and computes with."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from app import colour_scales
from app.components.shared.mount import UNPLACED, Position
from app.look_inside import layers, weights
from app.look_inside.analysis import Scene, effective_field
from app.look_inside.depth import Depth
from app.picture_tiles import in_colour, png_address
from app.wire_format import floats, pack
from engine import filters

KERNELS = "sobel_x", "sobel_y", "sobel_diagonal", "laplacian", "gaussian_5x5"
"""Made by hand, to stand beside learned ones."""


def maps(
    scene: Scene,
    position: Position = UNPLACED,
    is_second: bool = False,
    is_one_of_two: bool = False,
    lesson: Sequence[Depth] = (),
) -> bytes:
    """Pack the numbers of every layer as float32, and say where the weights are to be had.

    `is_second`: it stands beside another one, and follows that. Of a `lesson` only those layers are
    shown.
    """
    nodes = layers.described(scene.network)
    for node, output in zip(nodes, scene.outputs, strict=True):
        node["signed"] = bool(output.min() < 0)
    content: dict[str, Any] = {
        "name": f"inside-{scene.subject.title}".lower().replace(" ", "-").replace(",", ""),
        "network": scene.name,
        "nodes": nodes,
        "weights": {"url": weights.offered(scene.network), **_places(scene)},
        "classes": list(scene.card.classes),
        "truth": scene.truth,
        "isSecond": is_second,
        "isOneOfTwo": is_one_of_two,
        "title": scene.subject.title,
        "lesson": [vars(depth) for depth in lesson],
        "kernels": [
            {
                "name": name,
                "title": filters.describe(name).title,
                "rows": filters.get(name).tolist(),
            }
            for name in KERNELS
        ],
        "picture": png_address(in_colour(scene.subject.pixels)),
        "tables": {
            kind: colour_scales.for_browser(kind) for kind in ("picture", "signed", "magnitude")
        },
        "gradients": {
            kind: colour_scales.css_gradient(kind) for kind in ("picture", "signed", "magnitude")
        },
    }
    beside = {"position": position, "effective": None if is_second else _effective(scene)}
    return pack(content, [({}, floats(scene.outputs))], repr(scene.key).encode(), beside)


def _effective(scene: Scene) -> dict[str, Any] | None:
    """Return the effective receptive field that was asked for, its map as float32 in base64."""
    found = effective_field(scene)
    if found is None:
        return None
    return {
        "of": scene.state.effective,
        "map": base64.b64encode(np.ascontiguousarray(found.map, "<f4").tobytes()).decode(),
        "pixels": found.pixels,
        "share": found.share,
    }


def _places(scene: Scene) -> dict[str, Any]:
    """Return how many numbers all weights are, and where in them each layer's stand.

    `places`: number of layer → name → [where it begins, shape].
    """
    numbers = {node.name: number for number, node in enumerate(scene.network.nodes, 1)}
    found: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in scene.network.state.items():
        node, _, what = name.rpartition(".")
        found.setdefault(str(numbers[node]), {})[what] = [offset, list(array.shape)]
        offset += array.size
    return {"count": offset, "places": found}
