"""Picture files made byte by byte, for what Pillow cannot write or would refuse to."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def encode(image: Image.Image, format: str, **options: Any) -> bytes:
    """The file that Pillow writes."""
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size: tuple[int, int], depth: int, colour: int, rows: bytes, extra: bytes = b"") -> bytes:
    """A PNG of this (width, height) whose compressed rows are given, whatever their length."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def png_rows(values: NDArray[Any]) -> bytes:
    """Compressed rows of a PNG, unfiltered; 16-bit values must be big-endian."""
    return zlib.compress(b"".join(b"\0" + row.tobytes() for row in values))


def zeros(count: int) -> bytes:
    """So many compressed zeros, without that many zeros in memory."""
    squeeze, block = zlib.compressobj(9), bytes(1 << 20)
    parts = [squeeze.compress(block[: min(count - at, 1 << 20)]) for at in range(0, count, 1 << 20)]
    return b"".join(parts) + squeeze.flush()


PIXELS_AT = 512
"""Where `tiff` puts the pixels."""


def tiff(
    size: tuple[int, int],
    bits: list[int],
    photometric: int,
    pixels: bytes,
    tags: dict[int, tuple[int, list[int]]] | None = None,
    order: str = "<",
) -> bytes:
    """A TIFF of one uncompressed strip; `tags` replaces or adds {tag: (type, values)}."""
    entries: dict[int, tuple[int, list[int]]] = {
        256: (4, [size[0]]),
        257: (4, [size[1]]),
        258: (3, bits),
        259: (3, [1]),
        262: (3, [photometric]),
        273: (4, [PIXELS_AT]),
        277: (3, [len(bits)]),
        278: (4, [size[1]]),
        279: (4, [len(pixels)]),
        **(tags or {}),
    }
    outside = 8 + 2 + 12 * len(entries) + 4
    directory, values = b"", b""
    for tag, (kind, numbers) in sorted(entries.items()):
        letter = {3: "H", 4: "I"}[kind]
        packed = b"".join(struct.pack(order + letter, number) for number in numbers)
        directory += struct.pack(order + "HHI", tag, kind, len(numbers))
        if len(packed) <= 4:
            directory += packed.ljust(4, b"\0")
        else:
            directory += struct.pack(order + "I", outside + len(values))
            values += packed
    magic = b"II*\0" if order == "<" else b"MM\0*"
    head = magic + struct.pack(order + "I", 8) + struct.pack(order + "H", len(entries))
    file = head + directory + struct.pack(order + "I", 0) + values
    return file.ljust(PIXELS_AT, b"\0") + pixels


def noise(*shape: int, dtype: Any = np.uint8) -> NDArray[Any]:
    """The same random values each time, over the whole range of the type."""
    return np.random.default_rng(7).integers(0, np.iinfo(dtype).max + 1, shape, dtype=dtype)
