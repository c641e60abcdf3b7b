"""What fits into the processor's caches."""

from contextlib import suppress
from pathlib import Path

from engine.checks import Array

_SIZE = Path("/sys/devices/system/cpu/cpu0/cache/index3/size")  # Linux tells it, as "32768K"
# Of a larger one, in a rented machine, others have their share.
_USUAL, _MOST = 1 << 25, 1 << 26


def _last_cache() -> int:
    """Return the bytes of the cache that all cores share, a usual size where none is told."""
    with suppress(OSError, ValueError):
        return min(_MOST, int(_SIZE.read_text("ascii").strip().removesuffix("K")) << 10)
    return _USUAL


_LAST = _last_cache()


def beyond_caches(*arrays: Array) -> bool:
    """Tell whether these arrays together are larger than the processor's caches.

    Then a result had better be written straight to memory: otherwise every line of it is read
    first, and pushes out what is still wanted. Into a cache that holds all of them that would be
    the slower way.
    """
    return sum(array.nbytes for array in arrays) > _LAST
