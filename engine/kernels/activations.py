"""Compiled activations: what NumPy lacks or is slow at; flat arrays unless said otherwise.

The conditions are turned so that a NaN fails them and is handed on.
"""

import math

from engine.kernels.compiled import compiled, compiled_inside
from engine.kernels.row_tiles import fence, rectify
from engine.kernels.vectors import VECTOR_BYTES
from engine.kernels.work_board import addresses, parallel_for

_ROOT_HALF, _DENSITY = math.sqrt(0.5), 1 / math.sqrt(2 * math.pi)
_FAR = 50.0  # so far from 0 Φ is 0 or 1, and φ 0


@compiled
def relu(board, parts, count, x, out, nontemporal):
    """Compute max(0, x) of `count` numbers, `nontemporal` where x is larger than the caches."""
    parallel_for(board, parts, count, addresses(_relu, (x, out, nontemporal)))


@compiled_inside
def _relu(x, out, nontemporal, start, stop):
    """Compute items start … stop of `relu`."""
    one = VECTOR_BYTES // x.itemsize
    address = out.ctypes.data + start * x.itemsize
    first = min(stop, start + -address % VECTOR_BYTES // x.itemsize)
    vectors = (stop - first) // one
    if nontemporal:
        rectify(out, first, x, first, vectors, 1)
        fence()
    else:
        rectify(out, first, x, first, vectors, 0)
    for i in range(start, first):
        out[i] = 0 if x[i] <= 0 else x[i]
    for i in range(first + vectors * one, stop):
        out[i] = 0 if x[i] <= 0 else x[i]


@compiled
def leaky(x, slopes, out, start, stop):
    """Compute x above 0, slope·x below: rows `start` to `stop` of x, each with its own slope."""
    for row in range(start, stop):
        source, target, slope = x[row], out[row], slopes[row]
        for i in range(source.size):
            target[i] = source[i] if source[i] > 0 else slope * source[i]


@compiled
def leaky_derivative(x, slopes, out, start, stop):
    """Compute 1 above 0, elsewhere the slope, at NaN NaN."""
    for row in range(start, stop):
        source, target, slope = x[row], out[row], slopes[row]
        for i in range(source.size):
            value = source[i]
            target[i] = 1 if value > 0 else slope if value <= 0 else value


@compiled
def gelu(x, out):
    """Compute x·Φ(x), Φ by erfc, which keeps its digits where Φ is small."""
    for i in range(x.size):
        value = float(x[i])  # in float32, what is rounded here is 18 times as wrong at Φ(-4.3)
        share = 0.5 * math.erfc(-value * _ROOT_HALF)
        out[i] = 0 if share == 0 else value * share


@compiled
def gelu_derivative(x, out):
    """Compute Φ(x) + x·φ(x)."""
    for i in range(x.size):
        value = float(x[i])
        value = min(max(value, -_FAR), _FAR) if value == value else value
        density = _DENSITY * math.exp(-0.5 * value * value)
        out[i] = 0.5 * math.erfc(-value * _ROOT_HALF) + value * density


@compiled
def maxout(x, out, start, stop):
    """Take the largest of the pieces, NaN before all: x is G×pieces×cells, out G×cells."""
    for group in range(start, stop):
        best = out[group]
        for i in range(best.size):
            best[i] = x[group, 0, i]
        for piece in range(1, x.shape[1]):
            values = x[group, piece]
            for i in range(best.size):
                best[i] = best[i] if values[i] <= best[i] or best[i] != best[i] else values[i]


@compiled
def maxout_derivative(x, out, start, stop):
    """Write 1 at the piece that `maxout` took, 0 at the others; both G×pieces×cells."""
    for group in range(start, stop):
        for i in range(x.shape[2]):
            winner = 0
            for piece in range(1, x.shape[1]):
                best = x[group, winner, i]
                if not (x[group, piece, i] <= best or best != best):
                    winner = piece
            for piece in range(x.shape[1]):
                out[group, piece, i] = piece == winner
