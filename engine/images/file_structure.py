"""What a picture file says about itself, read from its bytes before any pixel is decoded.

A file of a few kilobytes can claim a million frames, comments or scans, and a reader that believes
it works for hours. So the file's own list of parts is walked here, once, with a limit, and the
reader sees the file only if that went well. The walks stop quietly at the end of a truncated file:
whether the pixels are all there is the reader's business.
"""

import re
import struct
from collections.abc import Callable

_SIGNATURES = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "BMP": re.compile(rb"BM"),
    "TIFF": re.compile(rb"II[\x2a\x2b]\0|MM\0[\x2a\x2b]|MM\x2a\0|II\0\x2a"),
}
# Each is far above what cameras and programs write: IDAT chunks of 1 kB, GIF blocks of 200 bytes,
# strips of one row.
_MOST_CHUNKS = 50_000
_MOST_SEGMENTS = 10_000
_MOST_SCANS = 100
_MOST_BLOCKS = 250_000
_MOST_STRIPS = 200_000
_MOST_TAGS = 4_096
_MOST_PAGES = 1_000
_LONGEST_GAP = 65_536


class Malformed(Exception):
    """The parts of a file contradict the rules of its format."""


def recognise(data: bytes) -> str | None:
    """Return the format (`PNG`, `JPEG`, `GIF`, `WEBP`, `BMP`, `TIFF`), or None for another.

    The file's first bytes decide; its name has no say.
    """
    for name, signature in _SIGNATURES.items():
        if signature.match(data):
            return name
    return None


def count_frames(data: bytes, format: str) -> int:
    """Count the frames or pages that the file lists: at least 1, in a TIFF at most 1,000.

    Raises `Malformed` where the file has more parts than a picture can need.
    """
    walk = _WALKS.get(format)
    return max(1, walk(data)) if walk else 1


def _png(data: bytes) -> int:
    """Walk chunks: 4 bytes length, 4 bytes type, data, 4 bytes checksum (PNG 3rd edition, 5.3)."""
    at, frames = 8, 1
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            return frames
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind == b"IEND":
            return frames
        if kind == b"acTL":  # animated PNG: the number of frames comes first
            (frames,) = struct.unpack_from(">I", data, at + 8)
        at += 12 + length
    raise Malformed(f"more than {_MOST_CHUNKS} chunks")


def _jpeg(data: bytes) -> int:
    """Walk markers: FF and a type, most with a length after them (ITU-T T.81, B.1.1).

    In compressed pixels FF is followed by 00 or a restart marker, so a search finds their end.
    Every scan goes over the whole picture: few scans may do the work of many pictures.
    """
    marker = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
    at, scans = 2, 0
    for _ in range(_MOST_SEGMENTS):
        found = marker.search(data, at)
        if found is None:
            return 1
        if scans == 0 and found.start() - at > _LONGEST_GAP:
            raise Malformed("bytes that belong to no segment")
        kind, at = found[1][0], found.end()
        if kind == 0xD9:  # end of the picture; what follows belongs to something else
            return 1
        if kind == 0xDA:
            if scans == 0 and data.count(b"\xff\xda", at) < _MOST_SCANS:
                return 1  # quick, and enough for nearly all files
            scans += 1
            if scans > _MOST_SCANS:
                raise Malformed(f"more than {_MOST_SCANS} scans")
        if kind not in (0x01, 0xD8):
            at += int.from_bytes(data[at : at + 2])
    raise Malformed(f"more than {_MOST_SEGMENTS} segments")


def _gif(data: bytes) -> int:
    """Walk extensions and frames, chains of blocks that end with an empty one (GIF89a, 15)."""
    at, frames, blocks = 13 + _gif_palette(data[10:11]), 0, 0
    while at < len(data) and data[at] in b"!,":
        if data[at] == ord(","):
            frames += 1
            at += 11 + _gif_palette(data[at + 9 : at + 10])
        else:
            at += 2
        while at < len(data) and data[at] and blocks < _MOST_BLOCKS:
            at += 1 + data[at]
            blocks += 1
        at += 1
        blocks += 1
        if blocks > _MOST_BLOCKS:
            raise Malformed(f"more than {_MOST_BLOCKS} blocks")
    if frames == 0:
        raise Malformed("no frame")
    return frames


def _gif_palette(flags: bytes) -> int:
    """Return the bytes of the palette that the flags announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _webp(data: bytes) -> int:
    """Walk RIFF chunks: 4 bytes type, 4 bytes length, data, to an even length."""
    at, frames = 12, 0
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return frames
        frames += data[at : at + 4] == b"ANMF"
        (length,) = struct.unpack_from("<I", data, at + 4)
        at += 8 + length + length % 2
    raise Malformed(f"more than {_MOST_CHUNKS} chunks")


def _tiff(data: bytes) -> int:
    """Walk directories of tags, each with the place of the next (TIFF 6.0, section 2)."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2] == 43  # BigTIFF: 8-byte counts and places
    head, count, entry, link = (8, "Q", "HHQQ", "Q") if big else (4, "H", "HHII", "I")
    entry_size = struct.calcsize(order + entry)
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(order + link, data, head)
        while at and at not in seen and len(seen) < _MOST_PAGES:
            (tags,) = struct.unpack_from(order + count, data, at)
            if tags > _MOST_TAGS:
                raise Malformed(f"{tags} tags in one directory")
            first = at + struct.calcsize(order + count)
            stop = first + tags * entry_size
            for tag, _, values, _ in struct.iter_unpack(order + entry, data[first:stop]):
                if tag in (273, 324) and values > _MOST_STRIPS:  # StripOffsets, TileOffsets
                    raise Malformed(f"{values} strips")
            seen.add(at)
            (at,) = struct.unpack_from(order + link, data, stop)
    except struct.error:  # the file ends inside a directory
        pass
    return len(seen)


_WALKS: dict[str, Callable[[bytes], int]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "GIF": _gif,
    "WEBP": _webp,
    "TIFF": _tiff,
}
