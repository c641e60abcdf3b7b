"""Why a row of the engine's benchmark cannot be reached, and what was tried: for its table.

Told where a row misses what it was to reach. Measured on two cores of an AMD EPYC (Zen 5), each of
which can do two multiply-adds of 512 bits and two loads a cycle.
"""

import re

REASONS = {
    r"ReLU, out=: 32×(10|64)×(60|56)×": "8 µs of Python: 2 to look at the arguments, 4 to hand"
    " half of it to the other thread, 2 to hear that it is done. They explain the smaller map, not"
    " the larger, whose loop itself takes longer; why is not found. Tried: aligned arrays, asking"
    " for cells ahead, four vectors a turn, writing past the caches, all not"
    " faster while the maps fit into them",
    r"depthwise .* batch 1$": "9 products for each number that is read and written, 13 µs at the"
    " peak of one core; its tiles, one to a row of outputs, take 75 to 90 µs, maps of 1.6 MB from"
    " the third-level cache included, and Python 7. Tried: vectors that overlap in rows of 58"
    " outputs (a quarter off the gradient with respect to the input)",
    r"LeNet 2, batch 32": "10 columns fill no vector, so filters do: 16 of them are one vector,"
    " each multiply-add loads a cell of its own, at most 83 % of the peak, and the sums must be"
    " turned back. Tried: outputs in the vectors, in rows or running on into each other (40 %"
    " slower)",
    r"Tiny VGG [34], batch": "rows of 28 and 26 outputs fill 88 and 81 % of two vectors."
    " Tried: two vectors of a tile that overlap (kept: a quarter off the time), rows that run on"
    " into each other (40 % slower, as they must be copied)",
    r"Tiny VGG 2, batch 32": "one thread runs at 80 % of a core's peak: 60 columns fill 94 % of"
    " four vectors, and vectors read from any column cross the border of a cache line",
    r"AlexNet CONV1": "one thread runs at 84 to 88 % of a core's peak; packing the weights, turning"
    " the sums and starting the second thread take the rest",
}


def reason(title: str) -> str:
    """What is known about the row with this title; empty where nothing is."""
    return next((text for pattern, text in REASONS.items() if re.search(pattern, title)), "")
