"""Why a row of the engine's benchmark cannot be reached, and what was tried: for its table.

Told where a row misses what it was to reach. Measured on two cores of an AMD EPYC (Zen 5), each of
which can do two multiply-adds of 512 bits and two loads a cycle, or, where it says so, on one core
of an older one (Zen 4), which can do one of each.
"""

import re

REASONS = {
    r"ReLU, out=: 32×10×60×": "4 µs of Python for looking at the arguments, where PyTorch takes"
    " 1.5; and in the last cache the loop itself is up to a tenth slower than PyTorch's (on a Zen"
    " 4, 25 MB: 0.24 ms, 0.20 to 0.22), for a cause that was not found. Tried: handing half of it"
    " to the other thread without the GIL (kept: 0.14 ms before), 16, 32 and 64 bytes and one, two"
    " and four vectors a turn (all alike), asking for cells ahead and writing past the caches"
    " (slower while the maps fit)",
    r"ReLU, out=: 32×64×56×": "51 MB do not fit into a last cache of 32 MB: they are written past"
    " it, which takes a quarter off the time of 100 MB on a Zen 4; of 51 MB so much stays in a"
    " quiet cache that both ways take as long, and PyTorch's less (0.74 to 0.92 ms beside 0.94 to"
    " 0.97 in one run, 1.21 beside 1.09 in another). Tried: other widths, several vectors a turn,"
    " asking for cells ahead",
    r"depthwise .* batch 1$": "9 products for each number that is read and written, 13 µs at the"
    " peak of one core; its tiles, one to a row of outputs, take 75 to 90 µs, maps of 1.6 MB from"
    " the third-level cache included, and Python 7. Tried: vectors that overlap in rows of 58"
    " outputs (a quarter off the gradient with respect to the input)",
    r"LeNet 2, batch 32": "10 columns fill no vector, so filters do: 16 of them are one vector,"
    " each multiply-add loads a cell of its own, at most 83 % of the peak, and the sums must be"
    " turned back. Tried: outputs in the vectors, in rows or running on into each other (40 %"
    " slower); 20 positions a tile, not 10 (the tile alone, on a Zen 4, 99 % of a core's peak"
    " instead of 97 %: not worth its compilation)",
    r"Tiny VGG [34], batch": "rows of 28 and 26 outputs fill 88 and 81 % of two vectors."
    " Tried: two vectors of a tile that overlap (kept: a quarter off the time), rows that run on"
    " into each other (40 % slower, as they must be copied)",
    r"Tiny VGG 2, batch 32": "60 columns fill 94 % of four vectors, and a Zen 4 reaches 82 % of a"
    " core's peak with one sample over and over; a batch of 10 MB comes from the last cache, which"
    " left 61 %. Asking for cells a row ahead has brought 70 % (kept); asking for the lines to be"
    " written gained nothing that could be told from chance",
    r"AlexNet CONV1": "on a Zen 4 the tiles alone reach 98 % of a core's peak, with the cells and"
    " weights of all rows 95 %, the whole kernel 83 %: turning the sums and writing them to 32"
    " planes, from beyond the second-level cache, takes the rest. At batch 32 the result, 37 MB, is"
    " fresh memory at every call, which the system has to clear first: into memory that is kept the"
    " same call reaches 75 to 77 %, otherwise 70 (huge pages, which NumPy asks for, are in use)."
    " Tried: packing the weights in both threads (kept, half a percent), smaller parts for each"
    " thread (kept: nothing alone, a third off the time beside another process), asking for the"
    " lines that will be written (no gain)",
}


def reason(title: str) -> str:
    """What is known about the row with this title; empty where nothing is."""
    return next((text for pattern, text in REASONS.items() if re.search(pattern, title)), "")
