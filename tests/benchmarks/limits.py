"""What this machine can do at most: multiply-adds in registers, bytes to and from memory."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.vectors import REGISTERS, VECTOR_BYTES

LANES = VECTOR_BYTES // 4
SUMS = min(16, REGISTERS - 4)  # enough at once to hide the latency of each
STEPS = 1 << 20
CELLS = 1 << 25  # 128 MB of float32 to an array: larger than every cache


@intrinsic
def _multiply_add(typing_context, steps):
    """`steps` times SUMS vector multiply-adds that only touch registers."""

    def generate(context, builder, signature, arguments):
        vector = ir.VectorType(ir.FloatType(), LANES)
        factor = ir.Constant(vector, [0.5] * LANES)
        sums = [
            cgutils.alloca_once_value(builder, ir.Constant(vector, [float(s)] * LANES))
            for s in range(SUMS)
        ]
        with cgutils.for_range(builder, arguments[0]):
            for total in sums:
                product = builder.fmul(builder.load(total), factor, flags=("contract",))
                builder.store(builder.fadd(product, factor, flags=("contract",)), total)
        result = builder.load(sums[0])
        for total in sums[1:]:
            result = builder.fadd(result, builder.load(total))
        return builder.extract_element(result, ir.IntType(32)(0))

    return types.float32(types.intp), generate


@numba.njit(nogil=True)
def _spin(steps):
    return _multiply_add(steps)


@numba.njit(nogil=True)
def _copy(target, source):
    for i in range(target.size):
        target[i] = source[i]


@numba.njit(nogil=True, fastmath={"reassoc"})
def _read(source):
    total = np.float32(0)
    for i in range(source.size):
        total += source[i]
    return total


@numba.njit(nogil=True, fastmath={"contract"})
def _triad(target, source, other):
    for i in range(target.size):
        target[i] = source[i] + np.float32(3) * other[i]


class Limits:
    """Measures again whenever asked, so that a machine that slows down is seen."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self.flops_seen: list[float] = []
        self.flops()
        self.bandwidth = self._measure_bandwidth()

    def flops(self) -> float:
        """float32 operations a second (a multiply-add is two) of all threads together."""
        seconds = self._best(lambda _: _spin(STEPS), 3)
        self.flops_seen.append(2.0 * LANES * SUMS * STEPS * self.threads / seconds)
        return self.flops_seen[-1]

    @property
    def peak(self) -> float:
        """The fastest that was seen."""
        return max(self.flops_seen)

    def _measure_bandwidth(self) -> dict[str, float]:
        """Bytes a second, read and written together, in pages that exist already: zeros that
        nobody has written would all be read from one and the same page, out of the cache.
        """
        arrays = [np.ones(CELLS, np.float32) for _ in range(3)]
        parts = [
            [np.array_split(array, self.threads)[t] for array in arrays]
            for t in range(self.threads)
        ]
        read = self._best(lambda t: _read(parts[t][1]), 7)
        copy = self._best(lambda t: _copy(parts[t][0], parts[t][1]), 7)
        triad = self._best(lambda t: _triad(*parts[t]), 7)
        return {
            "read": 4.0 * CELLS / read,
            "copy": 8.0 * CELLS / copy,
            "triad": 12.0 * CELLS / triad,
        }

    def _best(self, work: Callable[[int], object], times: int) -> float:
        """Seconds of the fastest of `times` runs on all threads at once."""
        work(0)
        fastest = float("inf")
        for _ in range(times):
            start = time.perf_counter()
            done = [self._pool.submit(work, t) for t in range(1, self.threads)]
            work(0)
            wait(done)
            fastest = min(fastest, time.perf_counter() - start)
        return fastest


def machine() -> str:
    """The processor's name and the cores that this process may use."""
    name = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {numba.config.NUMBA_DEFAULT_NUM_THREADS} cores, {VECTOR_BYTES * 8}-bit vectors"
