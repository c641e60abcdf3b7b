"""The wire format of Protocol Buffers, in which ONNX files are written.

A message is a row of fields: a key (the field's number and kind), then a whole number of 1 to 10
bytes ("varint"), 4 or 8 bytes, or a length and so many bytes. Source: "Encoding", the
documentation of Protocol Buffers. Every length is checked before anything is read, nothing is
copied, and one budget limits how many fields a whole file may have.
"""

import struct
from collections.abc import Iterator

MOST_FIELDS = 200_000
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST_VARINT = 10
_LONGEST_TEXT = 4096  # bytes of a name

Value = int | memoryview


class Fields:
    """Reads the fields of messages until the budget of their file is used up."""

    def __init__(self, most: int | None = None) -> None:
        self._most = self._left = MOST_FIELDS if most is None else most

    def count(self, number: int) -> None:
        """Take so many from the budget; ValueError where it does not last."""
        self._left -= number
        if self._left < 0:
            raise ValueError(f"the file has more than {self._most:,} entries; so many are not read")

    def of(self, data: memoryview) -> Iterator[tuple[int, Value]]:
        """Give (number, value) of every field of a message: a whole number, or bytes."""
        place = 0
        while place < len(data):
            self.count(1)
            key, place = _varint(data, place)
            kind = key & 7
            if kind == _VARINT:
                value, place = _varint(data, place)
                yield key >> 3, value
                continue
            if kind == _BYTES:
                length, place = _varint(data, place)
            elif kind in (_FOUR, _EIGHT):
                length = 4 if kind == _FOUR else 8
            else:
                raise damaged()
            if length > len(data) - place:
                raise damaged()
            yield key >> 3, data[place : place + length]
            place += length

    def numbers(self, value: Value) -> list[int]:
        """Return the signed whole numbers of a repeated field: one, or many packed together."""
        if isinstance(value, int):
            return [signed(value)]
        found, place = [], 0
        while place < len(value):
            self.count(1)
            number, place = _varint(value, place)
            found.append(signed(number))
        return found

    def reals(self, value: Value) -> list[float]:
        """Return the float32 numbers of a repeated field: one, or many packed together."""
        if isinstance(value, int) or len(value) % 4:
            raise damaged()
        self.count(len(value) // 4)
        return [number for (number,) in struct.iter_unpack("<f", value)]


def damaged() -> ValueError:
    """Return what is said of bytes that are no such file."""
    return ValueError("the file is damaged, cut off or no ONNX model")


def signed(value: Value) -> int:
    """Return the whole number of a field, which holds 64 bits in two's complement."""
    if not isinstance(value, int):
        raise damaged()
    return value - (1 << 64) if value >> 63 else value


def text(value: Value) -> str:
    """Return the text of a field."""
    if isinstance(value, int) or len(value) > _LONGEST_TEXT:
        raise damaged()
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        raise damaged() from None


def message(value: Value) -> memoryview:
    """Return the bytes of a field that holds a message, or numbers."""
    if isinstance(value, int):
        raise damaged()
    return value


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    """Return the whole number that begins here, below 2^64, and where it ends."""
    number = 0
    for count, byte in enumerate(data[place : place + _LONGEST_VARINT]):
        number |= (byte & 127) << 7 * count
        if byte < 128:
            return number & (1 << 64) - 1, place + count + 1
    raise damaged()


def varint_field(number: int, value: int) -> bytes:
    """Return a field with a whole number, which may be negative."""
    return _to_varint(number << 3 | _VARINT) + _to_varint(value & (1 << 64) - 1)


def float_field(number: int, value: float) -> bytes:
    """Return a field with a float32."""
    return _to_varint(number << 3 | _FOUR) + struct.pack("<f", value)


def bytes_field(number: int, *parts: bytes | str | memoryview) -> bytes:
    """Return a field with a text, a message or other bytes, which may come in parts."""
    chunks = [part.encode() if isinstance(part, str) else part for part in parts]
    length = sum(len(chunk) for chunk in chunks)
    return b"".join([_to_varint(number << 3 | _BYTES), _to_varint(length), *chunks])


def _to_varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
