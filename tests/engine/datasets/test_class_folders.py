"""Pictures of one's own in a ZIP or a folder: what becomes of them, and what is refused."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.datasets import (
    DataSetError,
    fit_picture,
    from_classes,
    from_files,
    from_folder,
    from_zip,
    members,
)
from engine.images import pictures
from tests.engine.images.picture_bytes import encode, png, png_rows

RED, BLUE = (200, 10, 20), (10, 20, 200)


def picture(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (40, 30)) -> bytes:
    return encode(Image.new("RGB", size, colour), "PNG")


def zipped(files: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


TWO = {
    **{f"cat/{number}.png": picture() for number in (1, 2)},
    **{f"dog/{number}.png": picture(BLUE) for number in (1, 2)},
}


def test_folders_become_classes_and_pictures_squares():
    told: list[tuple[int, int]] = []
    data = from_zip(zipped(TWO), "pets.zip", 16, lambda done, total: told.append((done, total)))
    assert data.pictures.shape == (4, 3, 16, 16)
    assert data.classes == ("cat", "dog")
    assert data.counts == (2, 2)
    assert data.notes == ()
    assert data.name == "pets.zip"
    assert [picture[:, 7, 7].tolist() for picture in data.pictures] == [[*RED]] * 2 + [[*BLUE]] * 2
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_nearest_folder_is_the_class():
    names = [
        "pets/train/cat/1.png",
        "pets/test/cat/1.png",
        "pets/train/dog/1.png",
        "pets/train/dog/2.png",
    ]
    data = from_zip(zipped({name: picture() for name in names}), "pets.zip")
    assert data.classes == ("cat", "dog")
    assert data.counts == (2, 2)


def test_what_is_no_picture_is_left_out_and_counted():
    more = {
        "cat/notes.txt": b"Dear diary",
        "cat/Thumbs.db": b"\xd0\xcf",
        "cat/half.png": picture()[:60],
        "loose.png": picture(),
        "bird/": b"",
        "fish/read me.txt": b"",
        "__MACOSX/cat/._1.png": b"\0",
        "cat/.DS_Store": b"\0",
    }
    data = from_zip(zipped(TWO | more), "pets.zip")
    assert data.counts == (2, 2)
    assert data.notes == (
        "Left out: 3 files that are not pictures.",
        "Left out: 1 picture outside the class folders.",
        "Left out: 1 damaged picture (half.png).",
        "Left out: classes without a picture (bird, fish).",
    )


@pytest.mark.parametrize("nameless", [".", "./."])
def test_an_entry_without_a_name_is_passed_over(nameless):
    damaged = bytearray(zipped(TWO | {nameless: picture()}, zipfile.ZIP_STORED))
    damaged[damaged.rindex(b"IDAT") + 8] ^= 0xFF  # its sum is wrong, so that it cannot be read
    assert from_zip(bytes(damaged), "pets.zip").counts == (2, 2)
    assert from_files((TWO | {nameless: picture()[:60]}).items(), "pets").notes == ()


def test_photographs_are_turned_upright_and_their_middle_is_taken():
    photo = Image.new("RGB", (400, 200), BLUE)
    photo.paste(RED, (0, 0, 200, 200))
    exif = Image.Exif()
    exif[274] = 6  # turned clockwise: what was on the left comes to the top
    turned = encode(photo, "JPEG", quality=95, exif=exif.tobytes())
    data = from_zip(zipped({"a/1.jpg": turned, "a/2.jpg": turned, "b/1.png": picture()}), "x", 8)
    first = data.pictures[0].astype(int)
    assert abs(first[:, 0].T - RED).max() < 12
    assert abs(first[:, -1].T - BLUE).max() < 12


def test_links_are_left_out():
    file = io.BytesIO(zipped(TWO))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("cat/3.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    data = from_zip(file.getvalue(), "pets.zip")
    assert data.counts == (2, 2)
    assert data.notes == ("Left out: 1 link to other files.",)


def lying(claimed: int) -> bytes:
    """A ZIP whose first file claims another size than it has."""
    content = zipped({"cat/0.png": picture() + bytes(100_000), **TWO})
    for signature, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = content.index(signature) + at
        content = content[:place] + struct.pack("<I", claimed) + content[place + 4 :]
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "pets.zip is damaged, incomplete or not a ZIP file"),
        (b"Dear diary", "pets.zip is damaged, incomplete or not a ZIP file"),
        (zipped(TWO)[:-30], "pets.zip is damaged, incomplete or not a ZIP file"),
        (zipped({}), "pets.zip holds no picture in a class folder"),
        (zipped({"1.png": picture(), "2.txt": b""}), "Left out: 1 picture outside the class"),
        (zipped({"cat/1.png": picture(), "dog/": b""}), "one class only, “cat”: a network needs"),
        (zipped({"cat/1.png": picture(), "dog/1.png": picture()}), "one picture of each class"),
        (zipped(TWO | {"../cat/3.png": picture()}), "a file “../cat/3.png”, which lies outside"),
        (zipped(TWO | {"cat/../../3.png": picture()}), "which lies outside of it"),
        (zipped(TWO | {"..\\3.png": picture()}), "which lies outside of it"),
        (zipped(TWO | {"/etc/3.png": picture()}), "which lies outside of it"),
        (zipped(TWO | {"C:\\3.png": picture()}), "which lies outside of it"),
        (zipped(TWO, zipfile.ZIP_LZMA), "pets.zip uses an unsupported compression"),
        (zipped(TWO | {"cat/bomb.png": bytes(51_000_000)}), "holds a file of 51 MB"),
        (lying(3_000_000_000), "holds a file of 3,000 MB"),
        (zipped({f"{i}/{j}.png": picture() for i in range(101) for j in range(2)}), "101 classes"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_sentence(content, sentence):
    with pytest.raises(DataSetError, match=sentence) as caught:
        from_zip(content, "pets.zip")
    assert str(caught.value).startswith("pets.zip ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_file_larger_than_it_claims_is_read_no_further():
    data = from_zip(lying(50), "pets.zip")
    assert data.notes == ("Left out: 1 damaged picture (0.png).",)


def test_a_locked_zip_is_one_sentence():
    content = bytearray(zipped(TWO))
    at = content.index(b"PK\1\2")
    content[at + 8] |= 1
    with pytest.raises(DataSetError, match=r"pets.zip is password-protected"):
        from_zip(bytes(content), "pets.zip")


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("LARGEST_UNPACKED", 1_000_000, "pets.zip would unpack to 2 MB; at most 1 MB are read"),
        ("MOST_FILES", 2, "pets.zip holds 5 files; there may be 2"),
        ("LARGEST_ARCHIVE", 1_000, "at most 0 MB are read"),
    ],
)
def test_limits_hold_before_anything_is_unpacked(monkeypatch, limit, value, sentence):
    content = zipped(TWO | {"cat/bomb.png": bytes(2_000_000)})
    monkeypatch.setattr(members, limit, value)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(DataSetError, match=sentence):
        from_zip(content, "pets.zip")


def test_a_class_of_damaged_pictures_only_is_left_out():
    broken = {f"bird/{n}.png": picture()[:60] for n in range(5)}
    data = from_zip(zipped(TWO | broken), "pets.zip")
    assert data.classes == ("cat", "dog")
    assert data.notes == (
        "Left out: 5 damaged pictures (0.png, 1.png, 2.png …).",
        "Left out: class without a picture (bird).",
    )
    only = {name: content for name, content in TWO.items() if name.startswith("cat")}
    with pytest.raises(DataSetError) as caught:
        from_zip(zipped(only | broken), "pets.zip")
    assert str(caught.value) == (
        "pets.zip holds one class only, “cat”: a network needs at least two to tell apart."
        " Left out: 5 damaged pictures (0.png, 1.png, 2.png …)."
        " Left out: class without a picture (bird)."
    )


def test_the_work_of_all_pictures_is_bounded(monkeypatch):
    """1,200 PNGs of 100 megapixels need 2 MB in a ZIP, and 40 minutes."""
    decoded: list[str] = []
    rows = png_rows(np.zeros((1, 1), np.uint8))
    large = png((10_000, 10_000), 8, 0, rows)
    monkeypatch.setattr(
        pictures, "decode", lambda data, name, enough: decoded.append(name) or _GREY_PICTURE
    )
    files = {f"{kind}/{n}.png": large for kind in ("cat", "dog") for n in range(600)}
    with pytest.raises(DataSetError, match=r"^pets.zip holds pictures of more than 8,000 megapix"):
        from_zip(zipped(files), "pets.zip")
    assert len(decoded) == 80


_GREY_PICTURE = pictures.Picture(np.zeros((8, 8, 3), np.uint8), (8, 8), "PNG", (), "")


def test_fewer_files_can_be_asked_for():
    with pytest.raises(DataSetError, match=r"pets.zip holds 4 files; up to 2 are read here"):
        from_zip(zipped(TWO), "pets.zip", most=2)


def test_a_folder_is_read_as_a_zip_is_and_links_are_not_followed(tmp_path: Path):
    for name, content in (TWO | {"cat/notes.txt": b"", "bird/.keep": b""}).items():
        (tmp_path / "pets" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pets" / name).write_bytes(content)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "9.png").write_bytes(picture())
    (tmp_path / "pets" / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "pets" / "cat" / "9.png").symlink_to(tmp_path / "elsewhere" / "9.png")
    data = from_folder(tmp_path / "pets", 16)
    assert data.name == "pets"
    assert data.classes == ("cat", "dog")
    assert data.notes == (
        "Left out: 1 file that is not a picture.",
        "Left out: 2 links to other files.",
        "Left out: class without a picture (bird).",
    )
    archive = tmp_path / "pets.zip"
    archive.write_bytes(zipped(TWO))
    assert np.array_equal(from_zip(archive, "pets.zip", 16).pictures, data.pictures)
    with pytest.raises(DataSetError, match="There is no folder"):
        from_folder(tmp_path / "gone")


def test_files_that_a_browser_sends_are_read_as_a_zip_is():
    files = {f"pets/{name}": content for name, content in TWO.items()}
    more = {"pets/cat/notes.txt": b"Dear diary", "pets/.DS_Store": b"\0"}
    data = from_files((files | more).items(), "pets", 16)
    assert np.array_equal(data.pictures, from_zip(zipped(TWO), "pets.zip", 16).pictures)
    assert data.notes == ("Left out: 1 file that is not a picture.",)
    with pytest.raises(DataSetError, match="lies outside of it"):
        from_files({"../cat/1.png": picture()}.items(), "pets")


def test_a_progress_that_raises_stops():
    with pytest.raises(KeyboardInterrupt):
        from_zip(zipped(TWO), "pets.zip", progress=_stop)


def _stop(done: int, total: int) -> None:
    raise KeyboardInterrupt


def test_fitting_takes_the_middle_square_and_every_pixel_counts():
    pixels = np.zeros((4, 8, 3), np.uint8)
    pixels[:, :2], pixels[:, 6:] = 255, 255  # what is cut off
    pixels[:, 2:6:2] = (100, 0, 0)
    small = fit_picture(pixels, (3, 1, 1))
    assert small[1:].tolist() == [[[0]], [[0]]]
    assert 45 <= small[0, 0, 0] <= 55
    grey = fit_picture(np.full((9, 5, 3), (200, 100, 50), np.uint8), (1, 12, 12))
    assert np.array_equal(grey, np.full((1, 12, 12), 124))  # 0.299·200 + 0.587·100 + 0.114·50


def test_own_classes():
    square = np.zeros((3, 8, 8), np.uint8)
    data = from_classes("Mine", {"cup": [square] * 3, "pen": [square + 1]})
    assert data.counts == (3, 1)
    assert data.labels.tolist() == [0, 0, 0, 1]
    assert data.pictures[3].max() == 1
    assert data.notes == (
        "Class with one picture only: pen. It is needed for training, so the accuracy on the"
        " validation set says nothing about it.",
    )
    assert 1 not in data.split().held_out.labels
    names = ("cup", "pen", "key", "pot", "jar")
    many = from_classes("Mine", {name: [square] * (1 + (name == "cup")) for name in names})
    assert many.notes[0].startswith("Classes with one picture only: pen, key, pot …. It is")
    for classes, sentence in (
        ({}, "Mine holds no class yet"),
        ({"cup": [square] * 2}, "Mine holds one class only, “cup”"),
        ({"cup": [square], "pen": []}, "The class “pen” has no picture yet"),
    ):
        with pytest.raises(DataSetError, match=sentence):
            from_classes("Mine", classes)
