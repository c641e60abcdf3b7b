"""Every kind of picture file that is opened, and what it is converted to."""

import threading
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.images import pictures
from engine.images.pictures import PictureError
from tests.engine.images.picture_bytes import chunk, encode, noise, png, png_rows, tiff, zeros

COLOURS = noise(8, 10, 3)
GREY = noise(8, 10)
GREY16 = noise(8, 10, dtype=np.uint16)
COLOURS16 = noise(8, 10, 3, dtype=np.uint16)
DIVIDED = "16-bit picture: each value was divided by 256 to fit 0–255."
ON_WHITE = "Transparent areas shown on white."


def as_rgb(grey: NDArray[Any]) -> NDArray[np.uint8]:
    return np.repeat(grey.astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def check(data: bytes, expected: NDArray[Any], *notes: str, tolerance: int = 0) -> pictures.Picture:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = pictures.decode(data)
    pixels = picture.pixels
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable
    assert pixels.shape == expected.shape
    assert np.abs(pixels.astype(int) - expected.astype(int)).max() <= tolerance
    assert picture.notes == notes
    return picture


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "WEBP"])
def test_colours_are_kept_exactly(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {}
    picture = check(encode(Image.fromarray(COLOURS), format, **options), COLOURS)
    assert picture.original_size == (10, 8)
    assert picture.format == {"WEBP": "WebP"}.get(format, format)
    assert len(picture.digest) == 64


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("TIFF", {"compression": "jpeg"}),
    ],
)
def test_lossy_formats_come_close(format: str, options: dict[str, Any]) -> None:
    row, column = np.mgrid[:48, :64]
    smooth = np.dstack([4 * column, 5 * row, 2 * (row + column)]).astype(np.uint8)
    check(encode(Image.fromarray(smooth), format, quality=95, **options), smooth, tolerance=12)


@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_one_bit(format: str) -> None:
    bits = Image.fromarray(GREY).convert("1", dither=Image.Dither.NONE)
    check(encode(bits, format), as_rgb(np.where(GREY > 127, 255, 0)))


@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_grey(format: str) -> None:
    check(encode(Image.fromarray(GREY), format), as_rgb(GREY))


def test_grey_jpeg() -> None:
    even = np.full((16, 16), 77, np.uint8)
    check(encode(Image.fromarray(even), "JPEG"), as_rgb(even), tolerance=1)


@pytest.mark.parametrize("format", ["PNG", "GIF", "BMP", "TIFF"])
def test_palette(format: str) -> None:
    indexed = Image.fromarray(GREY % 4, "P")
    palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7]
    indexed.putpalette(palette)
    check(encode(indexed, format), np.array(palette).reshape(4, 3)[GREY % 4])


def test_palette_with_one_transparent_colour() -> None:
    indexed = Image.fromarray(GREY % 4, "P")
    palette = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 8, 7]])
    indexed.putpalette(palette.ravel().tolist())
    palette[2] = 255
    for format in ("PNG", "GIF"):
        check(encode(indexed, format, transparency=2), palette[GREY % 4], ON_WHITE)


def test_palette_with_half_transparent_colours() -> None:
    rows = png_rows(GREY % 2)
    tables = chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 0])) + chunk(b"tRNS", bytes([255, 51]))
    expected = np.array([[255, 0, 0], [204, 204, 204]])[GREY % 2]
    check(png((10, 8), 8, 3, rows, tables), expected, ON_WHITE)


def test_alpha_is_laid_on_white() -> None:
    rgba = noise(8, 10, 4)
    share = rgba[:, :, 3:] / 255
    expected = np.rint(rgba[:, :, :3] * share + 255 * (1 - share))
    for format, options in (("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})):
        data = encode(Image.fromarray(rgba), format, **options)
        check(data, expected, ON_WHITE, tolerance=1)


def test_alpha_that_hides_nothing_is_not_worth_a_note() -> None:
    rgba = np.dstack([COLOURS, np.full((8, 10), 255, np.uint8)])
    check(encode(Image.fromarray(rgba), "PNG"), COLOURS)


def test_grey_with_alpha() -> None:
    both = Image.merge("LA", [Image.fromarray(GREY), Image.fromarray((GREY % 2) * np.uint8(255))])
    expected = as_rgb(np.where(GREY % 2 == 1, GREY, 255))
    for format in ("PNG", "TIFF"):
        check(encode(both, format), expected, ON_WHITE)


def test_premultiplied_grey_in_a_tiff() -> None:
    alpha = np.where(GREY % 2 == 1, 255, 0).astype(np.uint8)
    pixels = np.dstack([np.where(alpha == 255, GREY, 0).astype(np.uint8), alpha]).tobytes()
    expected = as_rgb(np.where(alpha == 255, GREY, 255))
    check(tiff((10, 8), [8, 8], 1, pixels, {338: (3, [1])}), expected, ON_WHITE)


def test_16_bit_colours() -> None:
    check(png((10, 8), 16, 2, png_rows(COLOURS16.astype(">u2"))), COLOURS16 >> 8, DIVIDED)
    check(tiff((10, 8), [16] * 3, 2, COLOURS16.tobytes()), COLOURS16 >> 8, DIVIDED)


def test_16_bit_grey() -> None:
    expected = as_rgb(GREY16 >> 8)
    check(encode(Image.fromarray(GREY16), "PNG"), expected, DIVIDED)
    for compression in (None, "tiff_adobe_deflate"):
        data = encode(Image.fromarray(GREY16), "TIFF", compression=compression)
        check(data, expected, DIVIDED)
    big_endian = tiff((10, 8), [16], 1, GREY16.astype(">u2").tobytes(), order=">")
    check(big_endian, expected, DIVIDED)


def test_8_bits_written_as_16_come_back() -> None:
    for factor in (256, 257):  # both are in use
        data = encode(Image.fromarray(GREY.astype(np.uint16) * np.uint16(factor)), "PNG")
        check(data, as_rgb(GREY), DIVIDED)


def test_16_bit_grey_with_alpha() -> None:
    alpha = np.where(GREY16 % 2 == 1, 65535, 0).astype(np.uint16)
    rows = png_rows(np.dstack([GREY16, alpha]).astype(">u2"))
    expected = as_rgb(np.where(alpha > 0, GREY16 >> 8, 255))
    check(png((10, 8), 16, 4, rows), expected, DIVIDED, ON_WHITE)


def test_12_bit_grey() -> None:
    high, low = (GREY16 >> 4)[:, ::2].astype(int), (GREY16 >> 4)[:, 1::2].astype(int)
    packed = np.dstack([high >> 4, (high & 15) << 4 | low >> 8, low & 255]).astype(np.uint8)
    note = "12-bit picture: each value was divided by 16 to fit 0–255."
    check(tiff((10, 8), [12], 1, packed.tobytes()), as_rgb(GREY16 >> 8), note)


def test_white_is_zero_in_a_tiff() -> None:
    check(tiff((10, 8), [8], 0, GREY.tobytes()), as_rgb(255 - GREY))
    check(tiff((10, 8), [16], 0, GREY16.tobytes()), as_rgb(255 - (GREY16 >> 8)), DIVIDED)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_few_bits_with_a_transparent_grey(depth: int) -> None:
    bits = np.unpackbits(noise(8, 1), axis=1).reshape(8, -1, depth)
    values = bits @ (1 << np.arange(depth)[::-1])
    rows = png_rows(np.packbits(bits.reshape(8, -1), axis=1))
    grey = values * 255 // (2**depth - 1)
    size = (values.shape[1], 8)
    check(png(size, depth, 0, rows), as_rgb(grey))
    transparent = chunk(b"tRNS", bytes([0, 1]))
    expected = as_rgb(np.where(values == 1, 255, grey))
    check(png(size, depth, 0, rows, transparent), expected, ON_WHITE)


def test_16_bits_with_a_transparent_colour() -> None:
    grey = GREY16.astype(">u2")
    expected = as_rgb(np.where(GREY16[2, 3] != GREY16, GREY16 >> 8, 255))
    table = chunk(b"tRNS", grey[2, 3:4].tobytes())
    check(png((10, 8), 16, 0, png_rows(grey), table), expected, DIVIDED, ON_WHITE)
    colours = COLOURS16.astype(">u2")
    expected = COLOURS16 >> 8
    expected[2, 3] = 255
    table = chunk(b"tRNS", colours[2, 3].tobytes())
    check(png((10, 8), 16, 2, png_rows(colours), table), expected, DIVIDED, ON_WHITE)


def test_floats_are_stretched_from_their_own_range() -> None:
    values = np.linspace(-1, 3, 80, dtype=np.float32).reshape(8, 10)
    note = "The original values, -1 to 3, were rescaled to 0–255."
    expected = np.rint((values + 1) / 4 * 255)
    check(encode(Image.fromarray(values), "TIFF"), as_rgb(expected), note, tolerance=1)
    values[0, 1:4] = np.nan, np.inf, -np.inf
    expected[0, 1:4] = 0, 255, 0
    check(encode(Image.fromarray(values), "TIFF"), as_rgb(expected), note, tolerance=1)


def test_floats_that_are_all_alike_or_not_finite() -> None:
    for value, text in ((7.0, "7 to 7"), (np.nan, "0 to 0")):
        data = encode(Image.fromarray(np.full((2, 2), value, np.float32)), "TIFF")
        note = f"The original values, {text}, were rescaled to 0–255."
        check(data, np.zeros((2, 2, 3)), note)


def test_whole_numbers_of_32_bits() -> None:
    values = np.array([[-1000, 0], [1000, 500]], np.int32)
    note = "The original values, -1000 to 1000, were rescaled to 0–255."
    check(encode(Image.fromarray(values), "TIFF"), as_rgb(np.array([[0, 128], [255, 191]])), note)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("dtype", "sample_format", "text"),
    [
        (np.int8, 2, "-128 to 127"),
        (np.uint32, 1, "0 to 4.295e+09"),
        (np.uint32, None, "0 to 4.295e+09"),
        (np.int32, 2, "-2.147e+09 to 2.147e+09"),
    ],
)
def test_a_tiff_says_whether_its_numbers_have_a_sign(
    dtype: Any, sample_format: int | None, text: str, packed: bool
) -> None:
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    values = np.linspace(low, high, 80).astype(dtype).reshape(8, 10)
    values[0, 0], values[7, 9] = low, high
    share = (values.astype(np.float64) - low) / (float(high) - low)
    grey = np.rint(255 * share)
    data = zlib.compress(values.tobytes()) if packed else values.tobytes()
    tags: dict[int, tuple[int, list[int]]] = {259: (3, [8 if packed else 1])}
    tags |= {} if sample_format is None else {339: (3, [sample_format])}
    file = tiff((10, 8), [8 * values.itemsize], 1, data, tags)
    note = f"The original values, {text}, were rescaled to 0–255."
    check(file, as_rgb(grey), note, tolerance=1)


@pytest.mark.parametrize("packed", [False, True])
def test_grey_and_alpha_in_separate_planes_are_refused(packed: bool) -> None:
    planes = [GREY.tobytes(), GREY.tobytes()]
    if packed:
        planes = [zlib.compress(plane) for plane in planes]
    first, second = map(len, planes)
    tags: dict[int, tuple[int, list[int]]] = {
        259: (3, [8 if packed else 1]), 284: (3, [2]), 338: (3, [2]),
        273: (4, [512, 512 + first]), 279: (4, [first, second]),
    }  # fmt: skip
    with pytest.raises(PictureError, match="in an unsupported format: open it in an image editor"):
        pictures.decode(tiff((10, 8), [8, 8], 1, b"".join(planes), tags))


def test_the_work_of_a_picture_is_known_from_its_head() -> None:
    assert pictures.work(encode(Image.fromarray(COLOURS), "PNG")) == 80
    assert pictures.work(encode(Image.fromarray(COLOURS), "PNG")[:60]) == 80
    assert pictures.work(encode(Image.fromarray(COLOURS), "JPEG")) == 10
    assert pictures.work(png((60_000, 2), 8, 0, b"")) == 0  # is refused at once
    assert pictures.work(b"") == pictures.work(b"text") == pictures.work(b"GIF89a") == 0


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_cmyk(format: str) -> None:
    """Pillow writes a CMYK JPEG as Adobe does, with inverted values."""
    for ink, colour in (
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 0, 0, 0), (0, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
    ):
        data = encode(Image.new("CMYK", (16, 16), ink), format)
        expected = np.full((16, 16, 3), colour)
        check(data, expected, "CMYK colours converted to RGB.", tolerance=2)


def test_other_colour_spaces() -> None:
    grey = np.full((4, 4, 3), 128)
    for mode, values, name in (
        ("YCbCr", (128, 128, 128), "YCbCr"),
        ("LAB", (137, 128, 128), "Lab"),
    ):
        data = encode(Image.new(mode, (4, 4), values), "TIFF")
        check(data, grey, f"{name} colours converted to RGB.", tolerance=2)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_every_orientation_of_a_camera(format: str, orientation: int) -> None:
    upright = np.zeros((24, 48, 3), np.uint8)
    upright[:8, :16], upright[:8, 32:], upright[16:, :16] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    across = upright.transpose(1, 0, 2)
    stored = {  # which sides of the scene row 0 and column 0 are: EXIF 2.3, table 4
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: across,
        6: across[::-1],
        7: across[::-1, ::-1],
        8: across[:, ::-1],
    }[orientation]
    exif = Image.Exif()
    exif[274] = orientation
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}
    image = Image.fromarray(np.ascontiguousarray(stored))
    data = encode(image, format, exif=exif, **options.get(format, {}))
    notes = () if orientation == 1 else ("Rotated upright according to the camera's EXIF data.",)
    picture = check(data, upright, *notes, tolerance=40 if format == "JPEG" else 0)
    assert picture.original_size == (48, 24)


def test_first_frame_of_several() -> None:
    frames = [Image.fromarray(np.full((6, 7, 3), value, np.uint8)) for value in (10, 90, 200)]
    first = np.full((6, 7, 3), 10)
    for format, name in (
        ("GIF", "frames"),
        ("PNG", "frames"),
        ("WEBP", "frames"),
        ("TIFF", "pages"),
    ):
        data = encode(frames[0], format, save_all=True, append_images=frames[1:], lossless=True)
        check(data, first, f"First of 3 {name}.", tolerance=0)


def test_one_pixel_and_one_long_row() -> None:
    for shape in ((1, 1), (1, 30_000), (30_000, 1)):
        check(encode(Image.fromarray(np.full(shape, 9, np.uint8)), "PNG"), np.full((*shape, 3), 9))


def test_large_pictures_are_reduced_to_the_mean_of_squares() -> None:
    side = 4001  # 16 megapixels, an odd number of rows and columns
    values = np.zeros((side, side), np.uint8)
    values[::2, ::2] = 200
    note = "Reduced from 4001×4001 to 2001×2001 pixels."
    expected = np.full((2001, 2001), 50, np.uint8)
    expected[-1, :-1] = expected[:-1, -1] = 100  # of two pixels each
    expected[-1, -1] = 200
    data = encode(Image.fromarray(values), "PNG", compress_level=1)
    picture = check(data, as_rgb(expected), note)
    assert picture.original_size == (side, side)


@pytest.mark.parametrize(
    ("format", "enough", "size"),
    [
        ("PNG", 15, (20, 15)),
        ("PNG", 16, (40, 30)),
        ("JPEG", 15, (20, 15)),
        ("JPEG", 200, (160, 120)),
    ],
)
def test_a_picture_is_reduced_to_what_is_enough(format: str, enough: int, size: tuple) -> None:
    """By 8 at most, and never below."""
    data = encode(Image.fromarray(np.full((120, 160, 3), 77, np.uint8)), format)
    picture = pictures.decode(data, enough=enough)
    assert picture.pixels.shape == (*size[::-1], 3)
    assert np.all(picture.pixels == 77)
    assert picture.original_size == (160, 120)
    assert len(picture.notes) == (size != (160, 120))


@pytest.mark.parametrize(
    ("width", "height", "factor"), [(3_550, 3_549, 1), (3_600, 3_549, 2), (7_501, 7_001, 4)]
)
def test_large_jpegs_are_decoded_small(width: int, height: int, factor: int) -> None:
    picture = pictures.decode(encode(Image.new("RGB", (width, height), (200, 100, 0)), "JPEG"))
    assert picture.pixels.shape == (-(-height // factor), -(-width // factor), 3)
    assert np.abs(picture.pixels.astype(np.int16) - np.int16([200, 100, 0])).max() <= 2
    assert picture.original_size == (width, height)
    assert len(picture.notes) == (factor > 1)


def test_large_pictures_wait_for_each_other() -> None:
    data = png((3_700, 3_700), 1, 0, zeros(3_700 * (1 + 463)))
    done = threading.Event()

    def decode() -> None:
        pictures.decode(data)
        done.set()

    with pictures._large:
        thread = threading.Thread(target=decode)
        thread.start()
        pictures.decode(encode(Image.fromarray(GREY), "PNG"))  # a small one need not
        assert not done.wait(0.3)
    assert done.wait(10)
    thread.join()


def test_equal_bytes_make_equal_pictures() -> None:
    data = encode(Image.fromarray(COLOURS), "PNG")
    first, second = pictures.decode(data), pictures.decode(bytearray(data), "other.png")
    assert first == second
    assert hash(first) == hash(second)
    assert first != pictures.decode(data + b" ")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x.png is empty (0 bytes): choose it again, or save it again."),
        (
            b"Dear diary, today I learned about kernels.",
            "x.png is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture, despite its name: "
            "save it as one of these and try again.",
        ),
        (
            bytes(60_000_000),
            "x.png is 60.0 MB large; files of up to 50 MB can be opened: "
            "save it smaller or as JPEG and try again.",
        ),
        (
            png((30_000, 30_000), 8, 2, zeros(1_000_000)),
            "x.png is 30000×30000 pixels (900 megapixels); pictures of up to 100 megapixels can "
            "be opened: make it smaller and try again.",
        ),
        (
            png((30_001, 1), 8, 2, zeros(90_004)),
            "x.png is 30001×1 pixels; a side may have up to 30,000 pixels: crop it and try again.",
        ),
        (
            encode(Image.fromarray(COLOURS), "PNG")[:150],
            "x.png is damaged, incomplete or in an unsupported format: "
            "open it in an image editor, save it as PNG or JPEG and try again.",
        ),
    ],
)
def test_refusals_are_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureError) as caught:
        pictures.decode(data, "x.png")
    assert str(caught.value) == sentence
    assert caught.value.__context__ is None  # a traceback would keep the picture in memory


def test_formats_beyond_the_six_stay_closed() -> None:
    for format in ("PPM", "TGA", "ICO", "PCX", "PDF", "EPS", "JPEG2000", "AVIF"):
        with pytest.raises(PictureError, match="is not a PNG, JPEG"):
            pictures.decode(encode(Image.fromarray(COLOURS), format))


def test_names_are_made_fit_for_a_sentence() -> None:
    for name, shown in (
        ("", "picture"),
        ("two\nlines\t\x1b[1m.png", "two lines [1m.png"),
        ("a" * 100 + ".jpeg", "a" * 40 + "…" + "a" * 11 + ".jpeg"),
    ):
        with pytest.raises(PictureError) as caught:
            pictures.decode(b"", name)
        assert str(caught.value).startswith(f"{shown} is empty")


def test_only_bytes_are_decoded() -> None:
    with pytest.raises(TypeError, match="it must be the bytes of a picture file"):
        pictures.decode("photo.png")  # type: ignore[arg-type]


def test_grey_is_rounded_luma() -> None:
    levels = np.arange(0, 256, 15, dtype=np.uint8)
    pixels = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 18, 3)
    red, green, blue = np.moveaxis(pixels.astype(int), 2, 0)
    grey = pictures.to_grey(pixels)
    assert grey.dtype == np.uint8
    assert grey.flags.c_contiguous
    assert np.array_equal(grey, (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16)
    assert np.abs(grey - (0.299 * red + 0.587 * green + 0.114 * blue)).max() < 0.51
    assert np.array_equal(grey, np.asarray(Image.fromarray(pixels).convert("L")))


def test_grey_of_many_rows_and_of_a_view() -> None:
    pixels = np.broadcast_to(noise(700, 1, 3), (700, 900, 3))
    assert np.array_equal(
        pictures.to_grey(pixels), np.asarray(Image.fromarray(pixels.copy()).convert("L"))
    )
    turned = COLOURS.transpose(1, 0, 2)[::-1]
    assert np.array_equal(pictures.to_grey(turned), pictures.to_grey(COLOURS).T[::-1])


def test_channels() -> None:
    for index, name in enumerate(("red", "green", "blue")):
        values = pictures.channel(COLOURS, name)  # type: ignore[arg-type]
        assert np.array_equal(values, COLOURS[:, :, index])
        assert values.flags.c_contiguous
    with pytest.raises(ValueError, match="colour is 'alpha'; it must be one of red, green, blue"):
        pictures.channel(COLOURS, "alpha")  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [GREY, noise(2, 2, 4), COLOURS.astype(float), COLOURS[:0]])
def test_grey_and_channels_want_rgb(wrong: NDArray[Any]) -> None:
    for call in (pictures.to_grey, lambda pixels: pictures.channel(pixels, "red")):
        with pytest.raises(ValueError, match="pixels have the shape"):
            call(wrong)
