"""Files that are damaged, or made to harm: refused in one sentence, soon, and without a trace."""

import os
import random
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.images import file_structure, pictures
from engine.images.pictures import PictureError
from tests.engine.images.picture_bytes import chunk, encode, noise, png, tiff, zeros

SMALL = Image.fromarray(noise(24, 30, 3)).resize((60, 48), Image.Resampling.BICUBIC)
FRAMES = {"save_all": True, "append_images": [SMALL.rotate(90), SMALL.rotate(180)]}
DEEP = Image.fromarray(noise(24, 30, dtype=np.uint16))


def upside_down() -> Image.Exif:
    exif = Image.Exif()
    exif[274] = 3
    return exif


SEEDS = {
    "png": encode(SMALL, "PNG", exif=upside_down()),
    "png, alpha": encode(SMALL.convert("RGBA"), "PNG"),
    "png, palette": encode(SMALL.convert("P"), "PNG", transparency=3),
    "png, 16 bits": encode(DEEP, "PNG"),
    "png, animated": encode(SMALL, "PNG", **FRAMES),
    "jpeg": encode(SMALL, "JPEG", exif=upside_down()),
    "jpeg, progressive": encode(SMALL, "JPEG", progressive=True),
    "jpeg, cmyk": encode(SMALL.convert("CMYK"), "JPEG"),
    "webp": encode(SMALL, "WEBP", exif=upside_down()),
    "webp, lossless": encode(SMALL.convert("RGBA"), "WEBP", lossless=True),
    "webp, animated": encode(SMALL, "WEBP", **FRAMES),
    "gif": encode(SMALL.convert("P"), "GIF", comment=b"hello"),
    "gif, animated": encode(SMALL, "GIF", **FRAMES),
    "bmp": encode(SMALL, "BMP"),
    "bmp, palette": encode(SMALL.convert("P"), "BMP"),
    "tiff": encode(SMALL, "TIFF", exif=upside_down()),
    "tiff, floats": encode(SMALL.convert("F"), "TIFF"),
    "tiff, 16 bits": encode(DEEP, "TIFF"),
    "tiff, pages": encode(SMALL, "TIFF", **FRAMES),
    "tiff, lzw": encode(SMALL, "TIFF", compression="tiff_lzw"),
    "tiff, zip": encode(SMALL, "TIFF", compression="tiff_adobe_deflate"),
    "tiff, jpeg": encode(SMALL, "TIFF", compression="jpeg"),
}


def decode_or_refuse(data: bytes) -> pictures.Picture | None:
    """The picture, or None where it was refused as it should be; anything else is an error."""
    picture, refusal = None, "odd.png is refused."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = pictures.decode(data, "odd.png")
        except PictureError as error:
            refusal = str(error)
    assert refusal.startswith("odd.png ")
    assert refusal.endswith(".")
    assert "\n" not in refusal
    if picture is not None:
        assert picture.pixels.dtype == np.uint8
        assert picture.pixels.ndim == 3
        assert picture.pixels.shape[2] == 3
        assert picture.pixels.flags.c_contiguous
    return picture


@pytest.mark.parametrize("kind", SEEDS)
def test_truncated_files(kind: str) -> None:
    whole = decode_or_refuse(SEEDS[kind])
    assert whole is not None
    for length in range(0, len(SEEDS[kind]), max(1, len(SEEDS[kind]) // 100)):
        cut = decode_or_refuse(SEEDS[kind][:length])
        if cut is not None:  # nothing of the first frame was missing
            assert np.array_equal(cut.pixels, whole.pixels)
            assert length > len(SEEDS[kind]) * 0.3


@pytest.mark.parametrize("kind", SEEDS)
def test_flipped_bytes(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(60):
        data = bytearray(SEEDS[kind])
        for _ in range(chance.choice((1, 1, 2, 8))):
            end = chance.choice((len(data), min(len(data), 200)))
            data[chance.randrange(end)] = chance.choice((0, 1, 128, 255, chance.randrange(256)))
        decode_or_refuse(bytes(data))


def test_random_bytes_behind_every_signature() -> None:
    chance = random.Random(1)
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFFaaaaWEBPVP8 ", b"BM",
                  b"II*\0", b"MM\0*", b"II\x2b\0"):  # fmt: skip
        for _ in range(20):
            assert decode_or_refuse(start + chance.randbytes(chance.randrange(300))) is None


JPEG, GIF, PNG = SEEDS["jpeg"], SEEDS["gif"], SEEDS["png"]
PALETTE_END = 13 + 768
FRAME = b",\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"
LAST_SCAN = SEEDS["jpeg, progressive"][SEEDS["jpeg, progressive"].rfind(b"\xff\xda") : -2]


def webp_with_canvas(side: int) -> bytes:
    inner = SEEDS["webp, lossless"][12:]
    frame = bytes(6) + (59).to_bytes(3, "little") + (47).to_bytes(3, "little") + bytes(4) + inner
    parts = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes([2, 0, 0, 0])
        + (side - 1).to_bytes(3, "little") * 2
        + b"ANIM"
        + struct.pack("<IIH", 6, 0, 0)
        + b"ANMF"
        + struct.pack("<I", len(frame))
        + frame
        + bytes(len(frame) % 2)
    )
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


def tiff_with_many_directories() -> bytes:
    file = bytearray(tiff((2, 2), [8], 1, bytes(4)))
    link = 8 + 2 + 12 * struct.unpack_from("<H", file, 8)[0]
    file[link : link + 4] = struct.pack("<I", len(file))
    links = (struct.pack("<HI", 0, len(file) + 6 * (n + 1)) for n in range(300_000))
    return bytes(file) + b"".join(links)


def tiled(side: int) -> bytes:
    packed = zeros(20_000_000)
    sizes = {322: (4, [side]), 323: (4, [side]), 324: (4, [512]), 325: (4, [len(packed)])}
    return tiff((100, 100), [8], 1, packed, {259: (3, [8]), **sizes})


HARMFUL: dict[str, Callable[[], bytes]] = {
    "too many pixels, png": lambda: png((30_000, 30_000), 8, 2, zeros(1_000_000)),
    "too many pixels, webp": lambda: webp_with_canvas(30_000),
    "too many pixels for webp": lambda: webp_with_canvas(8_000),
    "too many pixels, tiff": lambda: tiff((30_000, 30_000), [8] * 3, 2, bytes(100)),
    "too many pixels, bmp": lambda: (
        b"BM"
        + bytes(8)
        + struct.pack("<IIiiHHIIIIII", 54, 40, 30_000, 30_000, 1, 24, 0, 0, 0, 0, 0, 0)
    ),
    "a gif frame beyond the screen": lambda: GIF.replace(
        b",\0\0\0\0\x3c\0\x30\0", b",\0\0\0\0\xff\xff\xff\xff"
    ),
    "no pixels": lambda: png((0, 5), 8, 2, zeros(16)),
    "compressed text": lambda: png(
        (4, 4), 8, 2, zeros(52), chunk(b"zTXt", b"a\0\0" + zeros(100_000_000))
    ),
    "much compressed text": lambda: png(
        (4, 4), 8, 2, zeros(52), chunk(b"zTXt", b"a\0\0" + zeros(1_000_000)) * 70
    ),
    "compressed profile": lambda: png(
        (4, 4), 8, 2, zeros(52), chunk(b"iCCP", b"a\0\0" + zeros(100_000_000))
    ),
    "png chunks": lambda: png((4, 4), 8, 2, zeros(52), chunk(b"prVt", b"") * 200_000),
    "jpeg comments": lambda: JPEG[:2] + b"\xff\xfe\0\2" * 1_000_000 + JPEG[2:],
    "jpeg rubbish": lambda: JPEG[:20] + b"\xff\xfe\0\2" + bytes(9_000_000) + JPEG[20:],
    "jpeg scans": lambda: SEEDS["jpeg, progressive"][:-2] + LAST_SCAN * 200 + b"\xff\xd9",
    "gif comments": lambda: GIF[:PALETTE_END] + b"!\xfe" + b"\1a" * 300_000 + GIF[PALETTE_END:],
    "gif extensions": lambda: GIF[:PALETTE_END] + b"!\xfe\0" * 300_000 + GIF[PALETTE_END:],
    "gif frames": lambda: GIF[:-1] + FRAME * 300_000,
    "gif without a frame": lambda: GIF[:PALETTE_END] + b";",
    "webp chunks": lambda: SEEDS["webp"] + b"ABCD\0\0\0\0" * 60_000,
    "a huge tile": lambda: tiled(60_000),
    "tiff strips": lambda: tiff((100, 100), [8], 1, b"", {273: (4, [9] * 300_000), 278: (4, [0])}),
    "tiff tags": lambda: b"II\x2b\0" + struct.pack("<HHQQ", 8, 0, 16, 2**60) + bytes(1000),
    "a tiff tag of 4 GB": lambda: tiff((4, 4), [8] * 3, 2, bytes(48)).replace(
        struct.pack("<HHI", 258, 3, 3), struct.pack("<HHI", 258, 3, 2**32 - 1)
    ),
    "missing strips": lambda: tiff((100, 100), [8], 1, bytes(10_000), {278: (4, [10])}),
    "missing planes": lambda: tiff((9, 9), [8] * 3, 2, bytes(243), {284: (3, [2])}),
    "planes of 16 bits": lambda: tiff(
        (9, 9), [16] * 3, 2, bytes(486), {284: (3, [2]), 273: (4, [512, 674, 836])}
    ),
    "text": lambda: b"I am no picture.\n" * 1000,
    "archive": lambda: b"\x1f\x8b" + zlib.compress(bytes(1_000_000)),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused(name: str) -> None:
    data = HARMFUL[name]()
    assert len(data) < pictures.LARGEST_FILE
    assert decode_or_refuse(data) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("png chunks", "more than 50000 chunks"),
        ("jpeg comments", "more than 10000 segments"),
        ("jpeg rubbish", "bytes that belong to no segment"),
        ("jpeg scans", "more than 100 scans"),
        ("gif comments", "more than 250000 blocks"),
        ("gif extensions", "more than 250000 blocks"),
        ("gif frames", "more than 250000 blocks"),
        ("gif without a frame", "no frame"),
        ("webp chunks", "more than 50000 chunks"),
        ("tiff strips", "300000 strips"),
        ("tiff tags", "tags in one directory"),
    ],
)
def test_endless_lists_of_parts_are_found_before_a_decoder_sees_them(
    name: str, reason: str
) -> None:
    data = HARMFUL[name]()
    format = file_structure.recognise(data)
    assert format is not None
    with pytest.raises(file_structure.Malformed, match=reason):
        file_structure.count_frames(data, format)


def test_a_long_tail_of_pages_is_not_counted_to_its_end() -> None:
    picture = decode_or_refuse(tiff_with_many_directories())
    assert picture is not None
    assert picture.notes == ("First of 1000 pages.",)


def test_what_cameras_append_does_no_harm() -> None:
    """Photographs with a film behind them hold markers by chance that are none."""
    film = random.Random(3).randbytes(1_000_000) + b"\xff\xda" * 200
    picture = decode_or_refuse(SEEDS["jpeg"] + film)
    assert picture is not None
    assert np.array_equal(picture.pixels, pictures.decode(SEEDS["jpeg"]).pixels)


FRAMES_OF = {"gif": 1, "gif, animated": 3, "png": 1, "png, animated": 3, "webp": 1}
FRAMES_OF |= {"webp, animated": 3, "tiff": 1, "tiff, pages": 3, "jpeg": 1, "bmp": 1}


@pytest.mark.parametrize(("kind", "frames"), FRAMES_OF.items())
def test_frames_are_counted(kind: str, frames: int) -> None:
    format = file_structure.recognise(SEEDS[kind])
    assert format == kind.split(",")[0].upper()
    assert file_structure.count_frames(SEEDS[kind], format) == frames


def resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to read memory from")
def test_bad_files_leave_no_memory_behind() -> None:
    bad = [make() for make in HARMFUL.values()]
    bad += [data[: len(data) * 2 // 3] for data in SEEDS.values()]
    large = png((6_000, 6_000), 8, 2, zeros(20_000_000))  # truncated: 144 MB are begun
    for data in (*bad, large):
        decode_or_refuse(data)
    before = resident()
    for data in bad:
        for _ in range(10):
            decode_or_refuse(data)
    for _ in range(10):
        assert decode_or_refuse(large) is None
    assert resident() - before < 50_000_000
