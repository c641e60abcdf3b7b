"""Pack pictures and what is said of them into one string of bytes; wire_format.js unpacks it.

uint32 (little-endian) length of the header, the header as UTF-8 JSON, then 8-bit pixels,
or the bytes of other numbers.
"""

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Stage = tuple[dict[str, Any], NDArray[np.uint8]]
"""A picture, and what is said of it in the header."""


def pack(
    content: dict[str, Any],
    stages: Sequence[Stage],
    identity: bytes,
    beside: Mapping[str, Any] = MappingProxyType({}),
) -> bytes:
    """Pack `content`, the "stages", and a digest of both and of `identity` ("frame") as a header.

    Frames of other pixels must differ in what is said of them or in `identity`. What is said
    `beside` makes no other frame of it.
    """
    offset = 0
    for header, pixels in stages:
        header |= {"offset": offset, "length": pixels.nbytes}
        offset += pixels.nbytes
    whole = {**content, "stages": [header for header, _ in stages]}
    digest = hashlib.blake2b(identity + json.dumps(whole).encode(), digest_size=12)
    head = json.dumps({"frame": digest.hexdigest(), **whole, **beside}).encode()
    return b"".join([struct.pack("<I", len(head)), head, *(p.tobytes() for _, p in stages)])


def floats(arrays: Iterable[NDArray[np.floating[Any]]]) -> NDArray[np.uint8]:
    """Return all numbers, one array after the other, as the bytes of float32 (little-endian)."""
    flat = [np.ascontiguousarray(one, "<f4").ravel() for one in arrays]
    return np.concatenate([np.empty(0, "<f4"), *flat]).view(np.uint8)
