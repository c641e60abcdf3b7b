"""From a picture in any of Pillow's modes to RGB in 0–255, a strip of rows at a time.

In strips, because a large picture must not stand in memory several times over.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.TiffImagePlugin import TiffImageFile

Strip = Image.Image

_STRIP_PIXELS = 1 << 20
_COLOURS = {"CMYK": "CMYK", "YCbCr": "YCbCr", "LAB": "Lab"}


def stored_mode(image: ImageFile) -> str:
    """Return Pillow's name for the file's values, such as RGB;16B, before they are loaded."""
    arguments = image.tile[0].args if image.tile else ""
    return str(arguments[0] if isinstance(arguments, tuple) and arguments else arguments)


def to_rgb(image: ImageFile, stored: str, factor: int, notes: list[str]) -> Image.Image:
    """Return the loaded `image` as RGB on white, each `factor`×`factor` pixels their mean.

    `stored` is what `stored_mode` said before the picture was loaded. Appends to `notes` a
    sentence for each conversion that changes values.
    """
    _mend_transparent_colour(image, stored)
    tone = _choose_tone(image, stored, notes)
    if image.mode in _COLOURS:
        notes.append(f"{_COLOURS[image.mode]} colours converted to RGB.")
    if tone is None and image.mode == "RGB" and factor == 1 and not image.has_transparency_data:
        return image
    result = Image.new("RGB", (math.ceil(image.width / factor), math.ceil(image.height / factor)))
    transparent = False
    for top, strip in _strips(image, factor):
        flat, with_holes = _flatten(strip if tone is None else tone(strip))
        transparent |= with_holes
        result.paste(flat.reduce(factor) if factor > 1 else flat, (0, top // factor))
    if transparent:
        notes.append("Transparent areas shown on white.")
    return result


def _strips(image: Image.Image, factor: int = 1) -> Iterator[tuple[int, Strip]]:
    """Yield top row and picture of each strip; the heights are multiples of `factor`."""
    rows = factor * max(1, _STRIP_PIXELS // (image.width * factor))
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _flatten(strip: Strip) -> tuple[Strip, bool]:
    """Return the strip in RGB on white, and whether anything of it is transparent."""
    if not strip.has_transparency_data:
        return strip.convert("RGB"), False
    if strip.mode == "La":  # Pillow knows no way from La straight to RGBA
        strip = strip.convert("LA")
    strip = strip.convert("RGBA")
    alpha = strip.getchannel("A")
    white = Image.new("RGB", strip.size, "white")
    white.paste(strip, mask=alpha)
    return white, bool(np.asarray(alpha).min() < 255)


def _mend_transparent_colour(image: ImageFile, stored: str) -> None:
    """Bring a PNG's transparent colour to 8 bits: Pillow brings only the pixels there."""
    colour = image.info.get("transparency")
    if isinstance(colour, int) and stored in ("L;2", "L;4"):
        image.info["transparency"] = colour * {"L;2": 85, "L;4": 17}[stored]
    elif isinstance(colour, tuple) and stored == "RGB;16B":
        image.info["transparency"] = tuple(value >> 8 for value in colour)


def _choose_tone(
    image: ImageFile, stored: str, notes: list[str]
) -> Callable[[Strip], Strip] | None:
    """Return what brings a strip of more than 8 bits to 8, where Pillow does not."""
    tags = image.tag_v2 if isinstance(image, TiffImageFile) else {}
    negative = tags.get(262) == 0  # PhotometricInterpretation: WhiteIsZero
    kind = _misread(image)
    if kind is not None or image.mode in ("I", "F"):
        low, high = _range(image, kind)
        notes.append(f"The original values, {low:.4g} to {high:.4g}, were rescaled to 0–255.")
        return lambda strip: _stretch(_values(strip, kind), low, high, negative)
    bits = _stored_bits(stored)
    if bits > 8:
        notes.append(f"{bits}-bit picture: each value was divided by {1 << bits - 8} to fit 0–255.")
        if image.mode.startswith("I;16"):
            return lambda strip: _drop_bits(strip, bits - 8, negative)
    return None


def _misread(image: ImageFile) -> type[np.generic] | None:
    """Return the type of a TIFF's grey values where Pillow takes them for signed, or unsigned.

    Its tag 339, SampleFormat, says which; without it they are unsigned (TIFF 6.0, section 19).
    """
    if not isinstance(image, TiffImageFile):
        return None
    bits, signed = image.tag_v2.get(258), image.tag_v2.get(339, (1,))[0] == 2
    if image.mode == "I" and bits == (32,) and not signed:
        return np.uint32
    return np.int8 if image.mode == "L" and bits == (8,) and signed else None


def _values(strip: Strip, kind: type[np.generic] | None) -> NDArray[Any]:
    values = np.asarray(strip)
    return values if kind is None else values.view(kind)


def _stored_bits(stored: str) -> int:
    """Return the bits of a value in the file, as far as Pillow leaves them to us."""
    if stored == "I;12":
        return 12
    return 16 if ";16" in stored and stored != "BGR;16" else 8  # BGR;16: three values in 16 bits


def _drop_bits(strip: Strip, bits: int, negative: bool) -> Strip:
    """Drop the last `bits` of a deep grey, as Pillow drops them from colours.

    That is right for both ways to write 8 bits as 16, v·256 and v·257.
    """
    values = np.asarray(strip)
    grey = (values >> bits).astype(np.uint8)
    result = Image.fromarray(255 - grey if negative else grey)
    if "transparency" in strip.info:
        opaque = (values != strip.info["transparency"]).astype(np.uint8) * np.uint8(255)
        result.putalpha(Image.fromarray(opaque))
    return result


def _range(image: Image.Image, kind: type[np.generic] | None) -> tuple[float, float]:
    """Return the smallest and the largest finite value."""
    low, high = math.inf, -math.inf
    for _, strip in _strips(image):
        values = _values(strip, kind)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = min(low, float(values.min())), max(high, float(values.max()))
    return (low, high) if low <= high else (0.0, 0.0)


def _stretch(values: NDArray[Any], low: float, high: float, negative: bool) -> Strip:
    """Return grey with `low` at 0 and `high` at 255; NaN becomes 0, infinities the ends."""
    share = np.clip((values.astype(np.float64) - low) / ((high - low) or 1.0), 0, 1)
    grey = np.rint(255 * np.nan_to_num(share, nan=0.0)).astype(np.uint8)
    return Image.fromarray(255 - grey if negative else grey)
