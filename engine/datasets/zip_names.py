"""The names of files in a ZIP, in whatever encoding its program has written them.

A ZIP says of a name that it is UTF-8, or says nothing: then it should be code page 437, but is what
the packing computer uses: UTF-8 from macOS, Shift-JIS in Japan, code page 866 in Russia, 850 or
1252 in western Europe. All such names of one ZIP are decoded together, by the encoding in which
they look most like words.
"""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Sequence

_IS_UTF8 = 0x800  # of the flags (APPNOTE.TXT, 4.4.4)
_UNICODE_PATH = 0x7075  # of an extra field (APPNOTE.TXT, 4.6.9)
# Of two that are as good the first: what all of a name's letters fit by chance is the later one.
_ENCODINGS = ("cp932", "gbk", "cp866", "cp1251", "cp437", "cp850", "cp1252")
_USUAL = set("äöüßéèêëàâáåæçíîïñóòôõøúùûœãìÿÄÖÜÉÈÊÀÂÁÅÆÇÍÎÑÓÔÕØÚŒÒ")
_CYRILLIC, _RARER = set("оеаинтсрвлкмдпуяыьгзбчйхжш"), set("юцщэфъё")
_PUNCTUATION = set("–—‘’“”…")
_VOWELS = set("aeiouyäöüAEIOUYÄÖÜ")
_EAST = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH")


def names_of(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the path of every entry, composed (NFC)."""
    unsaid = [entry for entry in entries if not (entry.flag_bits & _IS_UTF8 or _in_extra(entry))]
    encoding = guess([_raw(entry) for entry in unsaid])
    return [
        composed(
            entry.orig_filename
            if entry.flag_bits & _IS_UTF8
            else _in_extra(entry) or _raw(entry).decode(encoding)
        )
        for entry in entries
    ]


def composed(name: str) -> str:
    """Return a name up to a zero byte, with letter and accent as one character, as on a keyboard.

    macOS keeps them apart, so that "Äpfel" would be another class there than elsewhere.
    """
    return unicodedata.normalize("NFC", name.partition("\0")[0])


def guess(names: Iterable[bytes]) -> str:
    """Return the encoding of the names: UTF-8 where they can be that, else the likeliest."""
    beyond = [name for name in names if not name.isascii()]
    if _decoded(beyond, "utf-8") is not None:
        return "utf-8"
    costs = {}
    for encoding in _ENCODINGS:
        texts = _decoded(beyond, encoding)
        if texts is not None:
            costs[encoding] = sum(_oddity(text, encoding) for text in texts)
    return min(costs, key=lambda encoding: costs[encoding])  # code page 437 has every byte


def _decoded(names: list[bytes], encoding: str) -> list[str] | None:
    try:
        return [name.decode(encoding) for name in names]
    except UnicodeDecodeError:
        return None


def _raw(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")  # as which it was decoded


def _in_extra(entry: zipfile.ZipInfo) -> str:
    """Return the name in UTF-8 that some programs add; "" if there is none, or of another name."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<I", field, 1)
            if checksum == zlib.crc32(_raw(entry)):
                return field[5:].decode("utf-8", "replace")
    return ""


def _oddity(text: str, encoding: str) -> float:
    """Tell how little a text looks like words: 0 where nothing is odd."""
    letters = "".join(c if c.isalpha() or unicodedata.combining(c) else " " for c in text)
    return sum(map(_odd_word, letters.split())) + sum(_odd_character(c, encoding) for c in text)


def _odd_character(character: str, encoding: str) -> float:
    if character.isascii():
        return 0 if character.isprintable() else 3
    name = unicodedata.name(character, "")
    if name.startswith(_EAST):
        return (
            0 if name.startswith(("HIRAGANA", "KATAKANA")) else _odd_ideogram(character, encoding)
        )
    if name.startswith("CYRILLIC"):
        return 0 if character.lower() in _CYRILLIC else 0.25 if character.lower() in _RARER else 1
    if name.startswith("LATIN") and character.isalpha():
        return 0 if character in _USUAL else 1
    return 2 if character.isalpha() else 1 if character in _PUNCTUATION else 3


def _odd_ideogram(character: str, encoding: str) -> int:
    """Both standards have the usual ideograms first, the others after."""
    plain = "gb2312" if encoding == "gbk" else encoding
    try:
        lead = character.encode(plain)[0]
    except UnicodeEncodeError:
        return 2
    return int(lead > (0xD7 if plain == "gb2312" else 0x98))


def _odd_word(word: str) -> int:
    """Scripts are seldom mixed in a word, capitals stand first, ß follows a vowel."""
    scripts = {_script(character) for character in word}
    odd = 0
    if len(scripts) > 1:
        odd += 1 if "east" in scripts and len(scripts) == 2 else 3
    for before, character in zip(" " + word, word, strict=False):
        odd += before.islower() and character.isupper()
        odd += character == "ß" and before not in _VOWELS
    return odd


def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return "east" if name.startswith(_EAST) else name.partition(" ")[0]
