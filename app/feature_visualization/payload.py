"""Boards of pictures as the bytes that the browser shows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.components.shared.mount import UNPLACED, Position
from app.feature_visualization import climbing, picture_sets, wording
from app.feature_visualization.analysis import Found, Scene
from app.feature_visualization.cell_sum import opened
from app.feature_visualization.climbing import Climb, Dreamt
from app.feature_visualization.likeness import Neighbour
from app.feature_visualization.picture_sets import Exhibit
from app.formulas import value_text
from app.picture_tiles import in_colour, png_address
from app.trained_networks.wording import prediction
from app.wire_format import Stage, pack
from engine.datasets import as_input
from engine.explain.features import Rectangle

Pixels = NDArray[np.uint8]
Tile = dict[str, Any]
_LISTED = 5  # products of a cosine


def board(
    name: str, groups: Sequence[tuple[str, Sequence[Tile]]], position: Position = UNPLACED
) -> bytes:
    """Pack groups of tiles, each under its title; the first tile is opened at first."""
    content = {
        "name": name.lower().replace(" ", "-"),
        "groups": [{"title": title, "tiles": list(tiles)} for title, tiles in groups],
    }
    return pack(content, [], b"", {"position": position})


def patch_tile(scene: Scene, found: Found) -> Tile:
    """Return the patch, and the whole picture with its rectangle."""
    exhibit, patch = found.exhibit, found.patch
    value = value_text(patch.value)
    sum_ = opened(
        scene.network,
        scene.layer,
        (scene.state.channel, *patch.cell),
        as_input(exhibit.pixels[None]),
    )
    head = f"{value} in {exhibit.title}"
    seen = _within(exhibit.pixels, patch.rectangle)
    return {
        "label": value,
        "alt": f"{head}: a patch of {patch.rectangle.width}×{patch.rectangle.height} pixels",
        "image": png_address(in_colour(seen)),
        "size": seen.shape[1:],
        "opened": {
            "image": exhibit.whole.address,
            "size": exhibit.whole.pixels.shape[:2],
            "alt": f"{exhibit.whole.title}, the patch outlined",
            "box": on_whole(exhibit, patch.rectangle),
            "head": head,
            "lines": [*wording.patch(scene, exhibit, patch), *sum_.lines],
            "table": {"columns": ["Σ w·x over", "share"], "rows": sum_.rows} if sum_.rows else None,
            "rest": sum_.rest,
        },
    }


def climb(scene: Scene, now: Climb) -> bytes:
    """Pack the pictures with and without regularisers."""
    kind = wording.maximised(scene)
    panels = [
        (f"With regularisers: {value_text(now.value)}", now.pixels),
        (f"Without: {value_text(now.plain)}", now.plain_pixels),
    ]
    return _pictures(f"activation maximisation {kind}", panels, f"step {now.step}")


def dream(scene: Scene, now: Dreamt) -> bytes:
    """Pack the picture before, and the dream."""
    before = climbing.dreamt_on(scene)
    height, width = now.pixels.shape[1:]
    panels = [
        (f"Before: {scene.subject.title}", before),
        (f"Deep dream, {width}×{height} pixels", now.pixels),
    ]
    return _pictures("deep dream", panels, f"octave {now.octave + 1}, step {now.step}")


def _pictures(name: str, panels: Sequence[tuple[str, Pixels]], when: str) -> bytes:
    """Pack pictures C×H×W for the browser to draw, each with its caption."""
    stages: list[Stage] = [
        (
            {
                "caption": caption,
                "alt": f"{caption}, {when}. Arrow keys read its pixels.",
                "size": pixels.shape[1:],
                "grey": len(pixels) == 1,
            },
            in_colour(pixels),
        )
        for caption, pixels in panels
    ]
    identity = b"".join(pixels.tobytes() for _, pixels in panels)
    return pack({"name": name.lower().replace(" ", "-")}, stages, identity)


def on_whole(exhibit: Exhibit, seen: Rectangle) -> list[float]:
    """Return where pixels of a picture in the network's size lie in the whole one."""
    top, left, height, width = exhibit.box
    down, across = (
        side / count for side, count in zip((height, width), exhibit.pixels.shape[1:], strict=True)
    )
    return [
        round(number, 2)
        for number in (
            top + seen.top * down,
            left + seen.left * across,
            seen.height * down,
            seen.width * across,
        )
    ]


def _within(pixels: Pixels, seen: Rectangle) -> Pixels:
    return pixels[:, seen.top : seen.top + seen.height, seen.left : seen.left + seen.width]


def chosen_tile(scene: Scene) -> Tile:
    """Return the chosen picture, with what is predicted for it."""
    exhibit = picture_sets.shown(scene.state.picture, scene.name)
    tile = _whole_tile(exhibit, exhibit.title)
    tile["opened"] |= {"head": exhibit.title, "lines": [prediction(scene)]}
    return tile


def likeness_tile(one: Neighbour, feature: str) -> Tile:
    """Return a picture that is alike, and the cosine as the sum that it is."""
    tile = _whole_tile(one.exhibit, f"{one.cosine:.3f}".replace("-", "−"))
    ours, theirs = one.ours.astype(np.float64), one.theirs.astype(np.float64)
    products = ours * theirs
    largest = np.argsort(-np.abs(products), kind="stable")[:_LISTED]
    rest = len(products) - len(largest)
    lengths = value_text(float(np.linalg.norm(ours))), value_text(float(np.linalg.norm(theirs)))
    total = value_text(float(products.sum()))
    tile["alt"] = f"Cosine {tile['label']}: {one.exhibit.title}"
    tile["opened"] |= {
        "head": f"Cosine {tile['label']}: {one.exhibit.title}",
        "lines": [
            f"cos = a·b / (|a|·|b|) = {total} / ({lengths[0]}·{lengths[1]}) ≈ {tile['label']}"
        ],
        "table": {
            "columns": [feature, "a: chosen", "b: this one", "product"],
            "rows": [
                [
                    str(number),
                    *(value_text(float(all_[number])) for all_ in (ours, theirs, products)),
                ]
                for number in largest
            ],
        },
        "rest": f"The other {rest:,} products together: "
        f"{value_text(float(products.sum() - products[largest].sum()))}. Sum a·b: {total}.",
    }
    return tile


def _whole_tile(exhibit: Exhibit, label: str) -> Tile:
    part = exhibit.box if exhibit.is_part else None
    return {
        "label": label,
        "alt": exhibit.title,
        "image": png_address(in_colour(exhibit.pixels)),
        "size": exhibit.pixels.shape[1:],
        "opened": {
            "image": exhibit.whole.address,
            "size": exhibit.whole.pixels.shape[:2],
            "alt": exhibit.title,
            "box": part,
        },
    }
