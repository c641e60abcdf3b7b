"""The worked examples, ready to run: the lectures' own numbers."""

from dataclasses import dataclass
from random import Random

from app import cells
from app.state.matrix_text import matrix
from app.state.volume_text import Volume
from engine.images import gallery


@dataclass(frozen=True)
class Example:
    """Numbers and settings; `kernels` holds a matrix for every filter and channel."""

    title: str
    shows: str
    volume: Volume
    kernels: tuple[Volume, ...]
    bias: tuple[str, ...] = ()
    operation: str = "correlation"
    stride: int = 1
    padding: int = 0
    window: int = 2
    rgb: bool = False


VERTICAL_EDGE = matrix("1 0 -1 / 1 0 -1 / 1 0 -1")
_HORIZONTAL_EDGE = matrix("1 1 1 / 0 0 0 / -1 -1 -1")
_SHARPEN = matrix("0 -1 0 / -1 5 -1 / 0 -1 0")

_RED = matrix(
    "156 155 156 158 158 / 153 154 157 159 159 / 149 151 155 158 159 /"
    "146 146 149 153 158 / 145 143 143 148 158"
)
_GREEN = matrix(
    "167 166 167 169 169 / 164 165 168 170 170 / 160 162 166 169 170 /"
    "156 156 159 163 168 / 155 153 153 158 168"
)
_BLUE = matrix(
    "163 162 163 165 165 / 160 161 164 166 166 / 156 158 162 165 166 /"
    "155 155 158 162 167 / 154 152 152 157 167"
)
_FILTER = (
    matrix("-1 -1 1 / 0 1 -1 / 0 1 1"),
    matrix("1 0 0 / 1 -1 -1 / 1 0 -1"),
    matrix("0 1 1 / 0 1 0 / 1 -1 1"),
)
_POOLED = matrix(
    "3 4 6 2 1 7 / 3 5 4 9 8 8 / 1 7 5 4 6 6 / 7 2 6 5 4 5 / 6 1 7 7 2 4 / 5 3 3 1 4 3"
)
_PIXELS = matrix(
    "105 102 100 97 96 / 103 99 103 101 102 / 101 98 104 102 100 / 99 101 106 104 99 /"
    "104 104 104 100 98"
)
_PATTERN = matrix(
    "112 76 144 55 43 23 / 164 43 43 34 25 13 / 12 13 30 67 44 14 / 6 45 24 77 87 89 /"
    "64 64 60 67 65 67 / 34 35 54 60 44 56"
)
_STEP = matrix(" / ".join(["10 10 10 0 0 0"] * 6))
_FLOOR = matrix(" / ".join([" ".join(["10"] * 6)] * 3 + [" ".join(["0"] * 6)] * 3))
_TOY = matrix("7 2 3 3 8 / 4 5 3 8 4 / 3 3 2 8 4 / 2 8 7 2 7 / 5 4 4 5 4")
_SMALL = tuple(cells.format_matrix(gallery.load("small_numbers").pixels[:, :, c]) for c in range(3))
_NOTHING, _CENTRE, _MINUS = (matrix(f"0 0 0 / 0 {one} 0 / 0 0 0") for one in (0, 1, -1))
_SPOT = matrix("-1 -1 -1 / -1 8 -1 / -1 -1 -1")
FOUR_FILTERS = (
    (VERTICAL_EDGE,) * 3,
    (_HORIZONTAL_EDGE,) * 3,
    (_CENTRE, _MINUS, _NOTHING),
    (_NOTHING, _NOTHING, _SPOT),
)
"""Of 3×3×3, for the small numbers in three colours."""


def drawn(seed: str, channels: int, side: int, lowest: int, highest: int) -> Volume:
    """Random integers, the same for everyone."""
    random = Random(seed)
    numbers = [
        [[random.randint(lowest, highest) for _ in range(side)] for _ in range(side)]
        for _ in range(channels)
    ]
    return tuple(map(cells.format_matrix, numbers))


EXAMPLES = {
    "a": Example(
        "A · 5×5, vertical edge kernel",
        "Nine products are summed to one output value; then the window moves on by one.",
        (_TOY,),
        ((VERTICAL_EDGE,),),
    ),
    "b": Example(
        "B · zero padding, sharpen",
        "Zero padding keeps the output as large as the input. Try stride 2.",
        (_PIXELS,),
        ((_SHARPEN,),),
        padding=1,
    ),
    "c": Example(
        "C · three channels and a bias",
        "Each channel has its own kernel; the channel sums and the bias add up to one value.",
        (_RED, _GREEN, _BLUE),
        (_FILTER,),
        bias=("1",),
        padding=1,
        rgb=True,
    ),
    "volume": Example(
        "Volume · 6×6×3, four filters → 4×4×4",
        "One 3×3×3 filter gives one feature map; four filters give four, stacked into a "
        "volume of depth 4.",
        _SMALL,
        FOUR_FILTERS,
        bias=("0",) * 4,
        rgb=True,
    ),
    "numpy": Example(
        "Volume · 11×11×4 in NumPy, F=5, S=2 → 4×4×2",
        "v[0,0,0] = np.sum(x[0:5,0:5,:]*w0)+b0, v[1,0,0] = np.sum(x[2:7,0:5,:]*w0)+b0, and so on: "
        "every step writes its line under the numbers.",
        drawn("x", 4, 11, 0, 9),
        (drawn("w0", 4, 5, -1, 1), drawn("w1", 4, 5, -1, 1)),
        bias=("1", "-2"),
        stride=2,
    ),
    "d": Example(
        "D · a step edge",
        "The kernel responds where brightness changes from left to right, and nowhere else: "
        "positive, as it gets darker there.",
        (_STEP,),
        ((VERTICAL_EDGE,),),
    ),
    "d2": Example(
        "D · the step edge, transposed",
        "The same with rows and columns swapped: a horizontal edge.",
        (_FLOOR,),
        ((_HORIZONTAL_EDGE,),),
    ),
    "e": Example(
        "E · a pattern to detect",
        "The output is large where the window resembles the kernel, or its negative.",
        (_PATTERN,),
        ((VERTICAL_EDGE,),),
    ),
    "pool": Example(
        "Max pooling, 2×2",
        "Only the largest value of each window is kept. There are no parameters to learn.",
        (_POOLED,),
        ((matrix("1 1 / 1 1"),),),
        operation="max",
        stride=2,
    ),
    "strided": Example(
        "Strided convolution instead of pooling, 2×2",
        "The same 2×2 windows at stride 2, but with weights: compare it with pooling.",
        (_POOLED,),
        ((matrix("1 0 / 0 1"),),),
        bias=("-5",),
        stride=2,
    ),
    "transposed": Example(
        "Transposed convolution",
        "Each input value adds a scaled copy of the kernel to the output; overlaps add up.",
        (matrix("1 2 / 3 4"),),
        ((matrix("1 2 1 / 2 4 2 / 1 2 1"),),),
        operation="transposed",
        stride=2,
    ),
}

RANDOM, OWN = "random", "own"
"""Names of the example whose numbers are drawn by a seed, and of one that was changed."""

_UNTOLD = {RANDOM: "Random numbers, to edit", OWN: "Your own numbers"}


def title(name: str) -> str:
    """Return the example's title in the menu."""
    return _UNTOLD[name] if name in _UNTOLD else EXAMPLES[name].title
