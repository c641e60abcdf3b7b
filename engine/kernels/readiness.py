"""Who waits for compilers: nobody who can do without.

With an empty cache Numba compiles for half a minute. Meanwhile operations that have the same in
NumPy (`engine.ops.in_numpy`) use it, and whoever calls a kernel that is not there yet waits: to
compile it a second time would take longer, and two processes that write one file of the cache at
once would spoil it. The thread that gets the kernels ready, and the pool's, do neither.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

_ready = threading.Event()
_ready.set()


class _Inside(threading.local):
    compiles = False  # whether this thread gets kernels ready


_inside = _Inside()


def lets_numpy_stand_in() -> bool:
    """Tell whether the calling thread had better not call a kernel now."""
    return not (_ready.is_set() or _inside.compiles)


def either(kernel: Callable[..., None], in_numpy: Callable[..., None]) -> Callable[..., None]:
    """Return what calls the kernel, or what does the same in NumPy for who had better."""

    def call(*arguments: object) -> None:
        (in_numpy if lets_numpy_stand_in() else kernel)(*arguments)

    return call


def either_shared(
    kernel: Callable[..., None], in_numpy: Callable[..., None]
) -> Callable[..., None]:
    """Return the same for a kernel that hands out its range: it takes the share before all."""

    def call(share: Iterable[object], *arguments: object) -> None:
        if lets_numpy_stand_in():
            in_numpy(*arguments)
        else:
            kernel(*share, *arguments)

    return call


def is_complete() -> bool:
    """Tell whether nobody gets kernels ready now, as far as this process knows."""
    return _ready.is_set()


@contextmanager
def getting_ready() -> Iterator[None]:
    """Let all threads but this one do without kernels until the block ends."""
    before = _inside.compiles
    _inside.compiles = True
    _ready.clear()
    try:
        yield
    finally:
        _ready.set()
        _inside.compiles = before


def compile_here() -> None:
    """Let the calling thread, one of the pool, call kernels at any time."""
    _inside.compiles = True


def wait(seconds: float | None = None) -> bool:
    """Wait until the kernels are ready, at most so long; tell whether they are.

    For what NumPy had better not do: a training, whose numbers would depend on when it began, and
    a measurement of time.
    """
    return _inside.compiles or _ready.wait(seconds)


def waiting(compile_for_args: Callable[..., object]) -> Callable[..., object]:
    """Wrap a dispatcher's compiling: other threads wait until the kernels are ready."""

    def wait_and_compile(*args: object, **options: object) -> object:
        wait()
        return compile_for_args(*args, **options)

    return wait_and_compile
