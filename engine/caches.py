"""What fits into the processor's caches."""

from engine.checks import Array

# Bytes that the last caches of most processors hold together: with fewer, writing past them has
# been measured to be slower.
_LAST = 1 << 26


def beyond_caches(*arrays: Array) -> bool:
    """Whether these arrays together are larger than the processor's caches.

    Then a result had better be written straight to memory: otherwise every line of it is read
    first, and pushes out what is still wanted.
    """
    return sum(array.nbytes for array in arrays) > _LAST
