"""Pictures from files: PNG, JPEG, WebP, GIF, BMP and TIFF, made into RGB values 0–255.

A file is somebody else's bytes. It is opened only as one of these six formats, its size is looked
at before its pixels are decoded, and whatever goes wrong ends in one `PictureError`.
"""

import contextlib
import hashlib
import io
import logging
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from engine.checks import instance, one_of, shown, whole
from engine.images import colours, file_structure
from engine.runtime.threads import get_num_threads, split

Pixels = NDArray[np.uint8]

LARGEST_FILE = 50_000_000
"""Bytes of a file that is opened at most."""
LARGEST_SIDE = 30_000
"""Pixels of a side at most."""
LARGEST_PICTURE = 100_000_000
"""Pixels of a picture at most (half as many for WebP, whose decoder needs twice the memory)."""
LARGEST_RESULT = 12_600_000
"""Pixels that are handed on at most: a 12-megapixel photograph; larger ones are reduced."""

_READERS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WEBP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
}
_CALLED = {"WEBP": "WebP"}
_FORMATS = "PNG, JPEG, WebP, GIF, BMP or TIFF"

# More decoders than processors gain no time and cost memory: 200 MB each for ordinary pictures,
# up to 1 GB for a large one, of which there is only one at a time.
_ordinary = threading.BoundedSemaphore(get_num_threads())
_large = threading.Lock()

_BLOCK_PIXELS = 1 << 18  # 1 MB in Pillow's memory: stays in the processor's cache
_LARGEST_TILE = 4096 * 4096

# What brings the picture upright for each value of EXIF's Orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_log = logging.getLogger(__name__)
logging.getLogger("PIL").addHandler(logging.NullHandler())  # else its complaints go to stderr


class PictureError(ValueError):
    """A file that cannot be opened as a picture; its text is one sentence that says what to do."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture. Two pictures from the same bytes are equal.

    `pixels` is H×W×3 RGB in uint8, C-contiguous and read-only. `original_size` is (width, height)
    in the file, upright, before any reduction. `notes` are short sentences about what was
    converted. `digest` is the SHA-256 of the file in hexadecimal: a key for caches.
    """

    pixels: Pixels = field(compare=False, repr=False)
    original_size: tuple[int, int]
    format: str
    notes: tuple[str, ...]
    digest: str


def decode(data: bytes, name: str = "picture", enough: int | None = None) -> Picture:
    """Decode a PNG, JPEG, WebP, GIF, BMP or TIFF file given as bytes; `name` is for messages.

    Where a shorter side of `enough` pixels will do, the picture may be reduced by 2, 4 or 8 to no
    less than that, which is quicker.

    The result is always RGB in 0–255: the first frame, turned upright as EXIF says, transparent
    parts laid on white, 16-bit values divided by 256, 32-bit ones stretched from their own range,
    and more than 12.6 megapixels reduced to a half or a quarter of the sides. `Picture.notes` says
    which of these happened. Colour profiles (ICC) and gamma are ignored: the numbers are those in
    the file. CMYK becomes RGB by the plain formula, in a JPEG with Adobe's inverted values.

    Raises `PictureError` for any file that is no such picture, is damaged or incomplete, holds
    more than 50 MB, 100 megapixels (WebP: 50) or 30,000 pixels a side, and `TypeError` where
    `data` is not bytes.
    """
    instance(data, "data", (bytes, bytearray, memoryview), "the bytes of a picture file")
    if enough is not None:
        whole(enough, "enough", 1)
    data, name = bytes(data), shorten(name)
    # Pillow warns about odd tags and large pictures; what matters of it is an error here. The
    # process-wide filter is safe among threads, which `warnings.catch_warnings` is not.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        return _decode(data, name, enough)
    except PictureError as error:
        problem = str(error)
    except Image.DecompressionBombError:
        problem = f"{name} has more than 100 megapixels: make it smaller and try again."
    except MemoryError:
        problem = f"{name} needs more memory than is available: make it smaller and try again."
    except Exception:  # Pillow raises a dozen kinds for damaged files
        _log.debug("cannot decode %s", name, exc_info=True)
        problem = (
            f"{name} is damaged, incomplete or in an unsupported format: "
            "open it in an image editor, save it as PNG or JPEG and try again."
        )
    # Outside of `except`, so that the error does not keep half a picture alive in its traceback.
    raise PictureError(problem)


def work(data: bytes) -> int:
    """Return about how many pixels `decode` has to go through; a JPEG may be decoded small.

    The file's head says it, so it is known at once. 0 for what is refused unread.
    """
    kind = file_structure.recognise(data)
    if kind is None or len(data) > LARGEST_FILE:
        return 0
    try:
        with contextlib.closing(_READERS[kind](io.BytesIO(data))) as image:
            _check_size(image, "")
            pixels: int = image.width * image.height
    except Exception:  # as in `decode`
        return 0
    return pixels // 8 if kind == "JPEG" else pixels


def to_grey(pixels: Pixels) -> Pixels:
    """Return luma of H×W×3 RGB as H×W: 0.299 R + 0.587 G + 0.114 B, rounded (ITU-R BT.601).

    Computed with weights of 16 bits, (19595 R + 38470 G + 7471 B + 32768) // 65536, exactly as
    Pillow's mode "L". White stays 255 and grey stays what it is.
    """
    check_pixels(pixels)
    grey = np.empty(pixels.shape[:2], np.uint8)
    rows = max(1, _BLOCK_PIXELS // pixels.shape[1])

    def work(start: int, stop: int) -> None:
        for top in range(start, stop, rows):
            block = np.ascontiguousarray(pixels[top : min(top + rows, stop)])
            grey[top : top + len(block)] = np.asarray(Image.fromarray(block).convert("L"))

    split(work, len(grey), rows)
    return grey


def channel(pixels: Pixels, colour: Literal["red", "green", "blue"]) -> Pixels:
    """Return one channel of H×W×3 RGB as a new C-contiguous H×W array."""
    check_pixels(pixels)
    colours = ("red", "green", "blue")
    one_of(colour, "colour", colours)
    return np.ascontiguousarray(pixels[:, :, colours.index(colour)])


def check_pixels(pixels: Pixels) -> None:
    """Refuse what is not H×W×3 in uint8, or holds no pixel."""
    instance(pixels, "pixels", np.ndarray, "an array, height × width × 3 in uint8")
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise ValueError(
            f"pixels have the shape {pixels.shape} and the type {pixels.dtype}; "
            "they must be height × width × 3 in uint8"
        )
    if pixels.size == 0:
        raise ValueError(f"pixels have the shape {pixels.shape}; there must be at least one")


def shorten(name: object) -> str:
    """Return the name as one short line that can stand in a sentence."""
    text = name if isinstance(name, str) else shown(name)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return (line if len(line) <= 60 else f"{line[:40]}…{line[-16:]}") or "picture"


def _decode(data: bytes, name: str, enough: int | None) -> Picture:
    if not data:
        raise PictureError(f"{name} is empty (0 bytes): choose it again, or save it again.")
    if len(data) > LARGEST_FILE:
        raise PictureError(
            f"{name} is {len(data) / 1e6:.1f} MB large; files of up to {LARGEST_FILE / 1e6:.0f} MB "
            "can be opened: save it smaller or as JPEG and try again."
        )
    kind = file_structure.recognise(data)
    if kind is None:
        raise PictureError(
            f"{name} is not a {_FORMATS} picture, despite its name: "
            "save it as one of these and try again."
        )
    notes: list[str] = []
    frames = file_structure.count_frames(data, kind)
    if frames > 1:
        notes.append(f"First of {frames} {'pages' if kind == 'TIFF' else 'frames'}.")
    with contextlib.closing(_READERS[kind](io.BytesIO(data))) as image:
        _check_size(image, name)
        if isinstance(image, TiffImageFile):
            _check_tiff(image)
        with _large if image.width * image.height > LARGEST_RESULT else _ordinary:
            upright, original_size = _load(image, enough, notes)
            pixels = np.asarray(upright)
    pixels.flags.writeable = False
    digest = hashlib.sha256(data).hexdigest()
    return Picture(pixels, original_size, _CALLED.get(kind, kind), tuple(notes), digest)


def _check_size(image: ImageFile, name: str) -> None:
    width, height = image.size
    most = LARGEST_PICTURE // (2 if isinstance(image, WebPImageFile) else 1)
    if width * height > most:
        kind = "WebP pictures" if isinstance(image, WebPImageFile) else "pictures"
        raise PictureError(
            f"{name} is {width}×{height} pixels ({width * height / 1e6:.5g} megapixels); "
            f"{kind} of up to {most // 10**6} megapixels can be opened: "
            "make it smaller and try again."
        )
    if max(width, height) > LARGEST_SIDE:
        raise PictureError(
            f"{name} is {width}×{height} pixels; a side may have up to {LARGEST_SIDE:,} pixels: "
            "crop it and try again."
        )


def _check_tiff(image: TiffImageFile) -> None:
    """Refuse what Pillow would read as something else, or into memory that nobody needs."""
    tags = image.tag_v2
    area = image.width * image.height
    tile = tags.get(322, 1) * tags.get(323, 1)  # TileWidth, TileLength
    if tile > max(_LARGEST_TILE, area):
        raise file_structure.Malformed(f"a tile of {tile} pixels")
    planes = len(image.getbands()) if tags.get(284) == 2 else 1  # PlanarConfiguration: separate
    if planes == 2:
        raise file_structure.Malformed("separate planes of grey and alpha")
    if image.tile[0].codec_name != "raw":
        return
    if planes > 1 and max(tags[258]) > 8:  # BitsPerSample
        raise file_structure.Malformed("separate planes of more than 8 bits")
    boxes = [tile.extents for tile in image.tile if tile.extents is not None]
    if sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in boxes) < area * planes:
        raise file_structure.Malformed("strips are missing")


def _load(
    image: ImageFile, enough: int | None, notes: list[str]
) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture in RGB, upright, and its (width, height) before it was reduced."""
    size = image.size
    factor = remaining = _reduction(size, enough)
    stored = colours.stored_mode(image)
    if isinstance(image, TiffImageFile):  # turned by Pillow as it is loaded
        orientation = _orientation(image)
        image.load()
        size = image.size
    else:
        if isinstance(image, JpegImageFile) and factor > 1:  # decoded small: quick, little memory
            image.draft(None, (size[0] // factor, size[1] // factor))
            remaining = 1
        image.load()
        orientation = _orientation(image)  # a PNG may have its EXIF after the pixels
    rgb = colours.to_rgb(image, stored, remaining, notes)
    if orientation in _TURNS:
        notes.append("Rotated upright according to the camera's EXIF data.")
        if not isinstance(image, TiffImageFile):
            rgb = rgb.transpose(_TURNS[orientation])
            size = size[::-1] if orientation >= 5 else size
    if factor > 1:
        notes.append(f"Reduced from {size[0]}×{size[1]} to {rgb.width}×{rgb.height} pixels.")
    return rgb, size


def _reduction(size: tuple[int, int], enough: int | None) -> int:
    """Return 1, 2, 4 or 8: steps in which a JPEG is decoded, each pixel a plain mean."""
    factor = 1
    while size[0] * size[1] > LARGEST_RESULT * factor**2:
        factor *= 2
    while enough and factor < 8 and min(size) >= 2 * factor * enough:
        factor *= 2
    return factor


def _orientation(image: ImageFile) -> int:
    try:
        found = image.getexif().get(274)
    except Exception:  # damaged EXIF is no reason to refuse the pixels
        return 1
    return found if isinstance(found, int) else 1
