"""ZIPs as people's computers pack them, byte by byte: the names of the classes, and their order."""

import struct
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from engine.datasets import from_files, from_folder, from_zip
from engine.datasets.members import natural
from engine.datasets.zip_names import guess
from tests.engine.images.picture_bytes import encode

PICTURE = encode(Image.new("RGB", (9, 9)), "PNG")
MAC, WINDOWS, SEVEN_ZIP = 0x0315, 0x0014, 0x003F  # version made by: the upper byte is the system
UTF8, STREAMED = 0x800, 0x008

Entry = tuple[bytes, bytes, bytes]  # name, content, extra field


def packed(entries: Sequence[Entry], made_by: int, flags: int = 0) -> bytes:
    """A ZIP as APPNOTE.TXT says: local headers with their files, and the central directory."""
    files, directory = b"", b""
    for name, content, extra in entries:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = squeeze.compress(content) + squeeze.flush()
        sizes = struct.pack("<III", zlib.crc32(content), len(data), len(content))
        lengths = struct.pack("<HH", len(name), len(extra))
        common = struct.pack("<HHHHH", 20, flags, 8, 0x6000, 0x5C21)
        mode = (0o040755 if name.endswith(b"/") else 0o100644) << 16 if made_by >> 8 == 3 else 0x20
        directory += b"PK\1\2" + struct.pack("<H", made_by) + common + sizes + lengths
        directory += struct.pack("<HHHII", 0, 0, 0, mode, len(files)) + name + extra
        told = bytes(12) if flags & STREAMED else sizes
        after = b"PK\7\x08" + sizes if flags & STREAMED else b""
        files += b"PK\3\4" + common + told + lengths + name + extra + data + after
    count = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(files), 0)
    return files + directory + b"PK\5\6" + end


def pictures_in(classes: Sequence[str], encoding: str) -> list[Entry]:
    return [
        (f"{name}/{number}.png".encode(encoding), PICTURE, b"")
        for name in classes
        for number in (1, 2)
    ]


def test_macos_packs_utf8_without_saying_so_and_its_own_files_beside():
    names = [unicodedata.normalize("NFD", name) for name in ("Äpfel", "Crème brûlée", "Jürgen")]
    entries: list[Entry] = [(b"Archiv/", b"", b""), (b"Archiv/.DS_Store", b"\0\0\0\1Bud1", b"")]
    for name in names:
        entries.append((f"Archiv/{name}/".encode(), b"", b""))
        for number in (1, 2):
            entries.append((f"Archiv/{name}/{number}.png".encode(), PICTURE, b""))
            path = f"__MACOSX/Archiv/{name}/._{number}.png"
            entries.append((path.encode(), b"\0\5\x16\7\0\2\0\0Mac OS X", b""))
    data = from_zip(packed(entries, MAC, STREAMED), "Archiv.zip")
    assert data.classes == ("Crème brûlée", "Jürgen", "Äpfel")
    assert data.counts == (2, 2, 2)
    assert data.notes == ()


@pytest.mark.parametrize("made_by", [WINDOWS, SEVEN_ZIP])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp932", ["犬", "猫"]),
        ("cp932", ["りんご", "ソース", "表"]),  # the last two hold a byte that is a backslash
        ("cp932", ["バナナ", "自転車", "東京タワー"]),
        ("cp866", ["Кошка", "Собака"]),
        ("cp866", ["Ёж", "дом", "яблоки 2"]),
        ("cp1251", ["Кошка", "собака"]),
        ("cp437", ["Äpfel", "Bücher"]),
        ("cp437", ["Häuser", "Straße", "Ångström"]),
        ("cp850", ["ÁRBOL", "Ørsted"]),
        ("cp1252", ["Äpfel", "Straße"]),
        ("cp1252", ["café", "français", "señor", "árbol"]),
        ("gbk", ["狗", "苹果", "照片"]),
        ("utf-8", ["Äpfel", "犬", "Кошка"]),
    ],
)
def test_names_are_decoded_as_they_were_written(encoding, names, made_by):
    data = from_zip(packed(pictures_in(names, encoding), made_by), "pets.zip", 8)
    assert set(data.classes) == set(names)
    assert data.counts == (2,) * len(names)


def test_names_that_say_utf8_are_that_beside_others():
    said = packed(pictures_in(["Äpfel", "犬"], "utf-8"), WINDOWS, UTF8)
    assert set(from_zip(said, "pets.zip", 8).classes) == {"Äpfel", "犬"}


def test_a_name_in_an_extra_field_counts_if_it_is_of_this_name():
    entries: list[Entry] = []
    for name, right in (("Äpfel", True), ("Bücher", True), ("Möwe", False)):
        for number in (1, 2):
            path = f"{name}/{number}.png"
            raw = path.encode("ascii", "replace")
            checksum = zlib.crc32(raw) if right else 0
            field = b"\1" + struct.pack("<I", checksum) + path.encode()
            entries.append((raw, PICTURE, struct.pack("<HH", 0x7075, len(field)) + field))
    assert set(from_zip(packed(entries, WINDOWS), "x", 8).classes) == {"Äpfel", "Bücher", "M?we"}


def test_folders_by_backslashes():
    entries: list[Entry] = [
        (b"cat\\", b"", b""), (b"cat\\1.png", PICTURE, b""), (b"cat\\2.png", PICTURE, b""),
        (b"dog\\1.png", PICTURE, b""), (b"bird\\", b"", b""),
    ]  # fmt: skip
    data = from_zip(packed(entries, WINDOWS), "pets.zip", 8)
    assert data.classes == ("cat", "dog")
    assert data.notes[0] == "Left out: class without a picture (bird)."


def test_numbers_in_names_are_in_their_order(tmp_path):
    names = ["10", "2", "1", "class 10", "class 9", "b", "007", "1a", "1" * 5000, "3"]
    order = ["1", "1a", "2", "3", "007", "10", "1" * 5000, "b", "class 9", "class 10"]
    assert sorted(names, key=lambda name: natural([name])) == order
    short = [name for name in names if len(name) < 99]
    expected = tuple(name for name in order if len(name) < 99)
    entries = pictures_in(short, "utf-8")
    assert from_zip(packed(entries, WINDOWS), "x", 8).classes == expected
    files = [(name.decode(), content) for name, content, _ in entries]
    assert from_files(files, "x", 8).classes == expected
    for path, content in files:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert from_folder(tmp_path, 8).classes == expected


def test_a_folder_of_macos_has_the_same_classes_as_any(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Äpfel")
    files = [(f"x/{name}/1.png", PICTURE) for name in (decomposed, "Äpfel", "b")]
    assert from_files(files, "x", 8).counts == (1, 2)
    (tmp_path / decomposed).mkdir()
    (tmp_path / "b").mkdir()
    for number in (1, 2):
        (tmp_path / decomposed / f"{number}.png").write_bytes(PICTURE)
        (tmp_path / "b" / f"{number}.png").write_bytes(PICTURE)
    assert from_folder(tmp_path, 8).classes == ("b", "Äpfel")


SYLLABLES = {
    "cp932": ["かば", "ねこ", "さくら", "カメラ", "東京", "学校", "青空", "ことり"],
    "cp866": ["мир", "река", "небо", "стол", "окно", "птица", "цветок", "школа"],
    "cp437": ["Bär", "Tür", "Kühe", "Löwe", "Mädchen", "Größe", "élan", "crème"],
    "cp1252": ["Bär", "Tür", "Löwe", "Größe", "château", "forêt", "niño", "canção"],
}


@pytest.mark.parametrize("encoding", SYLLABLES)
@pytest.mark.parametrize("seed", range(10))
def test_any_few_words_are_enough(encoding, seed):
    rng = np.random.default_rng(seed)
    names = ["/".join(rng.choice(SYLLABLES[encoding], 2)) + f"/{i}.jpg" for i in range(3)]
    raw = [name.encode(encoding) for name in names]
    assert [name.decode(guess(raw)) for name in raw] == names
