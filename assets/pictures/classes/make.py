"""Make the pictures of CIFAR-10's ten classes from drawings in the public domain.

    python assets/pictures/classes/make.py FOLDER

The folder is that of Debian's package openclipart-png, usr/share/openclipart/png. Each drawing is
put before two plain bands, as sky and ground, so that it stands as a thing in a photograph does.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
SIDE = 128  # pixels
DETAIL = 4  # drawn so many times larger first: smooth edges

Colour = tuple[int, int, int]
SKY, DEEP, CLOUD, DUSK = (150, 190, 230), (70, 125, 190), (205, 215, 225), (225, 190, 150)
SEA, GRASS, ROAD = (50, 90, 130), (95, 130, 60), (120, 118, 115)
SAND, FLOOR = (200, 180, 140), (165, 120, 80)


@dataclass(frozen=True)
class Scene:
    """A drawing, how wide it is (of the picture), where it stands, and what is behind it."""

    file: str
    width: float
    bottom: float
    above: Colour
    below: Colour
    horizon: float  # from the top
    mirrored: bool = False


SCENES = {
    "airplane": Scene("transportation/vehicles/aircraft_jarno_vasamaa2", 0.9, 0.68, DEEP, DEEP, 1),
    "automobile": Scene(
        "transportation/vehicles/road_runner_ganson", 0.84, 0.84, CLOUD, ROAD, 0.62
    ),
    "bird": Scene("animals/birds/gull_marcelo_staudt_01", 0.7, 0.86, SKY, SAND, 0.72),
    "cat": Scene(
        "animals/mammals/housecats/gatto_cat_architetto_fra_01", 0.84, 0.86, CLOUD, FLOOR, 0.5
    ),
    "deer": Scene("animals/mammals/fawn_mo_01", 0.56, 0.9, DUSK, GRASS, 0.55),
    "dog": Scene("animals/mammals/dogs/beagle_copper_ganson", 0.74, 0.92, CLOUD, GRASS, 0.5),
    "frog": Scene("animals/rana02_architetto_france_01", 0.7, 0.92, SAND, FLOOR, 0.6),
    "horse": Scene(
        "animals/mammals/horses/cavallo_architetto_franc_01", 0.92, 0.9, SKY, GRASS, 0.6
    ),
    "ship": Scene("transportation/boating/boat_jarno_vasamaa1", 0.8, 0.84, SKY, SEA, 0.7),
    "truck": Scene("transportation/truck_jarno_vasamaa1", 0.9, 0.84, SKY, ROAD, 0.62),
}


def main() -> None:
    """Write the pictures as files."""
    for name, scene in SCENES.items():
        picture = draw(scene, Path(sys.argv[1]))
        picture.save(HERE / f"{name}.webp", lossless=True, quality=100, method=6)


def draw(scene: Scene, folder: Path) -> Image.Image:
    """Return the drawing before its bands."""
    side = SIDE * DETAIL
    pixels = np.full((side, side, 3), scene.above, np.uint8)
    pixels[round(scene.horizon * side) :] = scene.below
    picture = Image.fromarray(pixels)
    drawing = Image.open(folder / f"{scene.file}.png").convert("RGBA")
    drawing = drawing.crop(drawing.getchannel("A").getbbox())
    if scene.mirrored:
        drawing = drawing.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    width = round(scene.width * side)
    height = round(width * drawing.height / drawing.width)
    if height > 0.86 * side:
        width, height = round(width * 0.86 * side / height), round(0.86 * side)
    drawing = drawing.resize((width, height), Image.Resampling.LANCZOS)
    place = (side - width) // 2, round(scene.bottom * side) - height
    picture.paste(drawing, place, drawing)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
