"""The pictures that come with the app: all there, described, free, and what they claim to be."""

import ast
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.images import gallery

FOLDER = Path(__file__).parents[3] / "assets" / "pictures"
PHOTOGRAPHS = sorted(file.stem for file in FOLDER.glob("*.webp"))
EVERY = (*gallery.names(), *gallery.drawings())
PATTERNS = sorted(set(gallery.names()) - set(PHOTOGRAPHS))


@pytest.mark.parametrize("name", EVERY)
def test_every_picture_loads_and_is_described(name: str) -> None:
    picture = gallery.load(name)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.shape[2] == 3
    assert picture.pixels.flags.c_contiguous
    assert not picture.pixels.flags.writeable
    assert picture.original_size == picture.pixels.shape[1::-1]
    assert picture.notes == ()
    assert gallery.load(name) is picture
    about = gallery.describe(name)
    assert about.title
    assert about.alt.endswith(".")
    assert about.credit
    assert about.source
    assert about.licence in ("public domain", "CC0 1.0", "MIT")


def test_names_and_digests_differ() -> None:
    pictures = [gallery.load(name) for name in EVERY]
    assert len({picture.digest for picture in pictures}) == len(pictures)
    assert len({gallery.describe(name).title for name in EVERY}) == len(pictures)


def test_there_is_a_drawing_of_every_class_of_cifar_10() -> None:
    classes = [file.stem for file in sorted((FOLDER / "classes").glob("*.webp"))]
    assert len(classes) == 10
    assert gallery.drawings() == tuple(f"{name}_drawing" for name in classes)
    readme = (FOLDER / "classes" / "README.md").read_text(encoding="utf-8")
    for name, drawing in zip(classes, gallery.drawings(), strict=True):
        about = gallery.describe(drawing)
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}.webp` |"))
        assert f"| {about.credit} | {about.licence} |" in row
        assert gallery.load(drawing).pixels.shape == (128, 128, 3)


def test_the_default_picture_is_512_by_512() -> None:
    assert gallery.load(gallery.names()[0]).pixels.shape == (512, 512, 3)


def test_the_files_are_those_that_are_named_and_made_and_small() -> None:
    assert set(PHOTOGRAPHS) < set(gallery.names())
    assert all(gallery.describe(name).licence == "MIT" for name in PATTERNS)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in PHOTOGRAPHS:
        about = gallery.describe(name)
        assert about.licence != "MIT"
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}.webp` |"))
        assert about.credit in row
    tree = ast.parse((FOLDER / "make.py").read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set(PHOTOGRAPHS) <= texts
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 3_000_000


def test_photographs_are_those_of_scikit_image() -> None:
    """Lossless: what is not cut or reduced has scikit-image's own values."""
    data = pytest.importorskip("skimage.data")
    for name in ("astronaut", "coffee", "chelsea", "rocket"):
        assert np.array_equal(gallery.load(name).pixels, getattr(data, name)())
    for name in ("camera", "brick", "grass", "gravel", "text"):
        grey = np.rint(getattr(data, name)())
        assert np.array_equal(gallery.load(name).pixels, np.dstack([grey] * 3))


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    for call in (gallery.load, gallery.describe):
        with pytest.raises(ValueError, match="there is no picture 'lena'; there are astronaut, "):
            call("lena")


def test_the_step_edge_is_the_lectures_own() -> None:
    expected = [[10, 10, 10, 0, 0, 0]] * 6
    for channel in range(3):
        assert gallery.load("step_edge").pixels[:, :, channel].tolist() == expected


def test_the_impulse_is_one_bright_pixel_in_the_middle() -> None:
    grey = gallery.load("impulse").pixels[:, :, 0]
    assert grey.shape == (15, 15)
    assert grey[7, 7] == 255
    assert grey.sum(dtype=int) == 255


def test_stripes_checkerboard_and_ramp() -> None:
    vertical = gallery.load("vertical_stripes").pixels
    horizontal = gallery.load("horizontal_stripes").pixels
    diagonal = gallery.load("diagonal_stripes").pixels
    board = gallery.load("checkerboard").pixels
    assert vertical[0, :9, 0].tolist() == [255] * 4 + [0] * 4 + [255]
    assert np.array_equal(vertical, np.broadcast_to(vertical[:1], vertical.shape))
    assert np.array_equal(horizontal, vertical.transpose(1, 0, 2))
    assert np.array_equal(diagonal[1:, :-1], diagonal[:-1, 1:])
    assert np.array_equal(board[8:], 255 - board[:-8])
    assert np.array_equal(board[:, 8:], 255 - board[:, :-8])
    ramp = gallery.load("ramp").pixels
    assert np.array_equal(ramp[:, :, 1], np.broadcast_to(np.arange(256), (64, 256)))


def test_small_numbers_have_three_colours_and_one_digit() -> None:
    pixels = gallery.load("small_numbers").pixels
    assert pixels.shape == (6, 6, 3)
    assert pixels.max() == 9
    assert pixels[0, 0].tolist() == [9, 1, 0]
    assert len({pixels[:, :, c].tobytes() for c in range(3)}) == 3


def test_other_patterns_are_grey() -> None:
    for name in {*PATTERNS} - {"small_numbers"}:
        pixels = gallery.load(name).pixels
        assert np.array_equal(np.asarray(Image.fromarray(pixels).convert("L")), pixels[:, :, 0])
