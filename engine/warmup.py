"""Compile, or load from Numba's cache on disk, what the app calls: before it is called.

Every step imports what it needs, when it is its turn. Numba compiles one function at a time in a
process, and holds the GIL for most of that: where the cache lacks this processor's code, other
processes fill it, on other cores, and it is loaded here. Until then all other threads do without
(`engine.kernels.readiness`).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import numpy as np

from engine.checks import instance, listed, shown

_SIDE = 8


def warmup(
    progress: Callable[[float, str], None] | None = None, only: Collection[str] | None = None
) -> None:
    """Call every operation of the app once, on tiny arrays, those of the first page first.

    `progress` is told, before each step, the share that is done (0 to 1) and what comes now; at
    last (1.0, "ready"). `only` names the steps to take, as `progress` is told them, in this process
    and whoever else calls kernels; a name that is none is a ValueError.
    """
    from engine.kernels import cache, readiness

    if progress is not None:
        instance(progress, "progress", Callable, "a function")  # type: ignore[arg-type]
    names = [name for name, _ in _STEPS]
    for name in [] if only is None else listed(only, "only", str, "names of steps"):
        if name not in names:
            raise ValueError(
                f"the warm-up has no step named {shown(name)}; it has {', '.join(names)}"
            )
    tell = progress or (lambda share, name: None)
    if only is not None or is_complete():
        _take_steps(tell, only)
        return
    with readiness.getting_ready():
        folder = _folder()
        if folder is not None:
            tell(0.0, "compiling")
            _fill_cache()
        _take_steps(tell, None)
    if folder is not None and cache.is_kept():
        with suppress(OSError):
            cache.completion_mark(folder).touch()


def is_complete() -> bool:
    """Tell whether Numba's cache on disk holds every kernel for this processor.

    Also where kernels run as plain Python, and there is nothing to compile.
    """
    from engine.kernels import cache

    if not cache.compiles():
        return True
    folder = _folder()
    return folder is not None and cache.completion_mark(folder).exists()


def _folder() -> Path | None:
    """Return the folder of the kernels' cache; None where nothing can be kept."""
    from engine.kernels.waiting import _wait_for

    return getattr(_wait_for._cache, "folder", None)


def _take_steps(tell: Callable[[float, str], None], only: Collection[str] | None) -> None:
    steps = [(name, step) for name, step in _STEPS if only is None or name in only]
    for done, (name, step) in enumerate(steps):
        tell(done / len(steps), name)
        step()
    tell(1.0, "ready")


def _fill_cache() -> None:
    """Let two processes compile, or one on a single core; what they leave out is compiled here."""
    from engine.runtime.threads import cores

    names = tuple(name for name, _ in _STEPS)
    others = tuple(name for name in names if name not in _BESIDE)
    parts = (others, _BESIDE) if cores() > 1 else (names,)
    with suppress(OSError):  # no more processes to be had
        for process in [_compile_aside(part) for part in parts]:
            process.wait()


def _compile_aside(steps: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Take some steps in a process that gives way to others, is silent, and ends with this one.

    What it leaves out is compiled in this one, which says why. Its standard input is a pipe that
    only this process holds: it is closed however this one ends.
    """
    script = f"from engine.warmup import _compile_for_parent; _compile_for_parent({steps})"
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _compile_for_parent(steps: tuple[str, ...]) -> None:
    """Take some steps for another process, until its end of the pipe is closed."""

    def wait_for_the_end() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)
    warmup(only=steps)


def _grey() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.zeros((_SIDE, _SIDE), np.uint8)


def _response() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros((_SIDE, _SIDE), np.float32)


def _maps() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros((1, 2, _SIDE, _SIDE), np.float32)


def _wait() -> None:
    from engine.kernels.waiting import wait_for

    wait_for(np.ones(1, np.int64), 0, 0)


def _filter_bytes() -> None:
    from engine.ops.filtering import filter_image

    filter_image(_grey(), np.ones((3, 3)))
    filter_image(np.zeros((_SIDE, _SIDE, 3), np.uint8), np.ones((3, 3)))


def _filter_floats() -> None:
    from engine.ops.filtering import filter_image

    filter_image(_response(), np.ones((3, 3)))


def _summarise() -> None:
    from engine.images.summary import summarise

    summarise(_response())
    summarise(_grey())


def _relu() -> None:
    from engine.ops.activations import relu

    relu(_response())
    relu(_response().astype(np.float64))  # as curves are


def _pool_image() -> None:
    from engine.ops.pooling import pool_image

    pool_image(_response(), "max", 2)  # the average is the same compiled code


def _reduce() -> None:
    from engine.images.reduction import block_mean, to_indices

    block_mean(_grey(), 2)  # all types are the same compiled code
    to_indices(_response(), 0, 1)


def _conv2d() -> None:
    from engine.ops.convolution import conv2d

    conv2d(_maps(), np.ones((2, 2, 3, 3), np.float32), np.zeros(2, np.float32), padding=1)


def _conv2d_in_float64() -> None:
    from engine.ops.convolution import conv2d, conv2d_backward

    x, weight = _maps().astype(np.float64), np.ones((2, 2, 3, 3))
    for stride in (1, 2):  # as gradients are shown beside finite differences
        conv2d_backward(conv2d(x, weight, stride=stride, padding=1), x, weight, stride, 1)


def _conv2d_of_many_channels() -> None:
    # Rows of ten: on every machine the direct sums have filters in the vectors, which neighbouring
    # outputs would not fill.
    _both_ways(10, "direct")


def _winograd() -> None:
    _both_ways(28, "winograd")  # on so large a map its tiles pay


def _both_ways(side: int, algorithm: str) -> None:
    from engine.ops.convolution import conv2d, conv2d_backward

    many = 32  # channels and filters
    x, weight = np.zeros((8, many, side, side), np.float32), np.ones((many, many, 3, 3), np.float32)
    out = conv2d(x, weight, padding=1, algorithm=algorithm)
    conv2d_backward(out, x, weight, padding=1, algorithm=algorithm)


def _conv2d_backward() -> None:
    from engine.ops.convolution import conv2d_backward

    weight = np.ones((2, 2, 3, 3), np.float32)
    for stride in (1, 2):  # the second puts phases together
        conv2d_backward(_maps()[:, :, ::stride, ::stride], _maps(), weight, stride, 1)


def _pool_maps() -> None:
    from engine.ops.pooling import (
        avg_pool2d,
        avg_pool2d_backward,
        max_pool2d,
        max_pool2d_backward,
    )

    for padding in (0, 1):  # with none, windows of 2×2 have kernels of their own
        max_pool2d(_maps(), 2, 2, padding)
        avg_pool2d(_maps(), 2, 2, padding)
    x = _maps().astype(np.float64)
    for window in (2, 3):
        out, winners = max_pool2d(x, window)
        max_pool2d_backward(out, winners, x.shape)
        avg_pool2d_backward(avg_pool2d(x, window), x.shape, window)


def _train() -> None:
    from engine import networks as nn  # as PyTorch's users call it
    from engine.networks.builder import ACTIVATIONS

    # No Conv2d: what it needs is compiled by other steps, perhaps in another process.
    # PReLU first, which learns: so batch normalisation's gradient of its input is asked for.
    layers = [nn.PReLU(), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.AvgPool2d(3, 1)]
    layers += [nn.MaxPool2d(2, 1), *(kind() for kind in ACTIVATIONS.values())]
    layers += [nn.Maxout(2), nn.Flatten()]
    network = nn.Sequential((2, _SIDE, _SIDE), [*layers, nn.Linear(1, 2)])
    for optimiser in (nn.SGD(), nn.Adam()):
        nn.step(network, optimiser, _maps(), np.zeros(1, np.int64))


def _draw_curves() -> None:
    from engine.ops import activations

    x = np.zeros((1, 2, _SIDE))
    activations.leaky_relu(x)
    activations.maxout(x, 2)
    activations.gelu(x)
    for name, settings in (("leaky_relu", ()), ("maxout", (2,)), ("gelu", ())):
        activations.derivative(name, x, *settings)


_STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("threads", _wait),
    ("picture filters", _filter_bytes),
    ("filters on real numbers", _filter_floats),
    ("convolution layers", _conv2d),
    ("gradients of convolution layers", _conv2d_backward),
    ("convolution layers of many channels", _conv2d_of_many_channels),
    ("convolution layers in float64", _conv2d_in_float64),
    ("histograms", _summarise),
    ("ReLU", _relu),
    ("colours", _reduce),
    ("pooling", _pool_image),
    ("pooling layers", _pool_maps),
    ("training", _train),
    ("curves", _draw_curves),
    ("Winograd's tiles", _winograd),
)
# What a second process compiles, about as long as the rest. No kernel that is cached for several
# types is in both: two processes that write its file at once would mix the types up.
_BESIDE = tuple(name for name, _ in _STEPS[10:])
