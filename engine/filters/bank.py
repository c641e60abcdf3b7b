"""The filter bank: famous kernels by name, makers with parameters, and edits of a kernel.

A kernel is applied by cross-correlation (`filter_image` without `flip`), rows from the top down,
columns from left to right. Kernels that measure change sum to 0: grey where nothing changes.

Derivatives have one sign, that of the coordinates: x (Sobel, Prewitt, Scharr) is positive where it
gets brighter from left to right, y where it gets brighter from top to bottom. Those of the lectures
that are the other way round say so in their titles.
"""

from dataclasses import dataclass

import numpy as np

from engine.checks import shown
from engine.filters.makers import Kernel, gabor, zero_sum

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Filter:
    """One kernel of the bank.

    Its entries are `rows[i][j] / divisor`, exact where all are whole numbers. `title` is for a
    menu, `shows` one sentence on what the result shows, `source` where the kernel comes from.
    """

    name: str
    title: str
    shows: str
    rows: Rows
    divisor: int
    source: str

    @property
    def matrix(self) -> tuple[tuple[str, ...], ...]:
        """Every entry as it is written on a board: "1/9", "-2", or four decimals."""
        return tuple(tuple(_written(entry, self.divisor) for entry in row) for row in self.rows)


def _written(entry: float, divisor: int) -> str:
    if isinstance(entry, int):
        return f"{entry}/{divisor}" if entry and divisor != 1 else f"{entry}"
    return f"{entry:.4f}"


def names() -> tuple[str, ...]:
    """Return the names of the bank, in the order of a menu."""
    return tuple(_BANK)


def describe(name: str) -> Filter:
    """Return title, explanation, exact entries and source of one filter.

    Raises ValueError, with the names that there are, for any other.
    """
    if not isinstance(name, str) or name not in _BANK:
        raise ValueError(f"there is no filter {shown(name)}; the bank has {', '.join(_BANK)}")
    return _BANK[name]


def get(name: str) -> Kernel:
    """Return the kernel of that name, a new 2-D float64 array.

    Raises ValueError, with the names that there are, for any other.
    """
    found = describe(name)
    return np.array(found.rows, dtype=np.float64) / found.divisor


def _rows(kernel: Kernel) -> Rows:
    return tuple(tuple(float(entry) for entry in row) for row in kernel)


def _diagonal(size: int) -> Rows:
    return tuple(tuple(int(i + j == size - 1) for j in range(size)) for i in range(size))


_LECTURES = "lectures"
_FILTERS = (
    Filter(
        "identity",
        "Identity (no change)",
        "Each pixel stays as it is: the output equals the input.",
        ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
        1,
        _LECTURES,
    ),
    Filter(
        "mean_3x3",
        "Mean 3×3 (blur)",
        "Each pixel becomes the mean of its neighbourhood: noise and fine detail fade.",
        ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
        9,
        _LECTURES,
    ),
    Filter(
        "box_5x5",
        "Box 5×5 (stronger blur)",
        "The mean of a larger neighbourhood: more blur; square artefacts around bright points.",
        ((1, 1, 1, 1, 1),) * 5,
        25,
        "the mean of a window, as box(5)",
    ),
    Filter(
        "gaussian_3x3",
        "Gaussian 3×3 (soft blur)",
        "Near pixels count more than far ones: a soft blur without square artefacts.",
        ((1, 2, 1), (2, 4, 2), (1, 2, 1)),
        16,
        "binomial coefficients 1 2 1 in both directions",
    ),
    Filter(
        "gaussian_5x5",
        "Gaussian 5×5 (blur)",
        "Bell-shaped weights: blurs evenly in all directions, like a lens out of focus.",
        (
            (1, 4, 7, 4, 1),
            (4, 16, 26, 16, 4),
            (7, 26, 41, 26, 7),
            (4, 16, 26, 16, 4),
            (1, 4, 7, 4, 1),
        ),
        273,
        _LECTURES,
    ),
    Filter(
        "motion_blur",
        "Motion blur 9×9 (diagonal)",
        "The mean along a line: as if the camera had moved while the shutter was open.",
        _diagonal(9),
        9,
        "a line of equal weights, as motion_blur(9, 45)",
    ),
    Filter(
        "sharpen",
        "Sharpen",
        "Amplifies the difference to the four neighbours: edges get crisper, and so does noise.",
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        1,
        _LECTURES + ": identity minus Laplacian",
    ),
    Filter(
        "unsharp",
        "Unsharp mask 5×5",
        "Twice the picture minus its blur: adds back the detail that blurring removes.",
        (
            (-1, -4, -6, -4, -1),
            (-4, -16, -24, -16, -4),
            (-6, -24, 476, -24, -6),
            (-4, -16, -24, -16, -4),
            (-1, -4, -6, -4, -1),
        ),
        256,
        "the darkroom's unsharp mask, with the binomial blur 1 4 6 4 1",
    ),
    Filter(
        "sobel_x",
        "Sobel x (vertical edges)",
        "Right column minus left column: positive where it gets brighter from left to right.",
        ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
        1,
        "Sobel & Feldman, 1968",
    ),
    Filter(
        "sobel_y",
        "Sobel y (horizontal edges)",
        "Bottom row minus top row: positive where it gets brighter from top to bottom.",
        ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
        1,
        "Sobel & Feldman, 1968",
    ),
    Filter(
        "horizontal_sobel",
        "Horizontal Sobel (sign reversed)",
        "Sobel x with the sign reversed: positive where it gets darker from left to right.",
        ((1, 0, -1), (2, 0, -2), (1, 0, -1)),
        1,
        _LECTURES,
    ),
    Filter(
        "sobel_diagonal",
        "Diagonal Sobel (sign reversed)",
        "Diagonal gradient: positive where it gets darker towards the bottom right.",
        ((2, 1, 0), (1, 0, -1), (0, -1, -2)),
        1,
        _LECTURES,
    ),
    Filter(
        "prewitt_x",
        "Prewitt x (vertical edges)",
        "Right column minus left column: positive where it gets brighter from left to right.",
        ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
        1,
        "Prewitt, 1970",
    ),
    Filter(
        "prewitt_y",
        "Prewitt y (horizontal edges)",
        "Bottom row minus top row: positive where it gets brighter from top to bottom.",
        ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
        1,
        "Prewitt, 1970",
    ),
    Filter(
        "vertical_edge",
        "Vertical edge (Prewitt x, sign reversed)",
        "Left column minus right column: positive where it gets darker from left to right.",
        ((1, 0, -1), (1, 0, -1), (1, 0, -1)),
        1,
        _LECTURES,
    ),
    Filter(
        "horizontal_edge",
        "Horizontal edge (Prewitt y, sign reversed)",
        "Top row minus bottom row: positive where it gets darker from top to bottom.",
        ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
        1,
        _LECTURES,
    ),
    Filter(
        "scharr_x",
        "Scharr x (vertical edges)",
        "Like Sobel x, in sign too, but responds more evenly to edges of every direction.",
        ((-3, 0, 3), (-10, 0, 10), (-3, 0, 3)),
        1,
        "Scharr, 2000",
    ),
    Filter(
        "scharr_y",
        "Scharr y (horizontal edges)",
        "Like Sobel y, in sign too, but responds more evenly to edges of every direction.",
        ((-3, -10, -3), (0, 0, 0), (3, 10, 3)),
        1,
        "Scharr, 2000",
    ),
    Filter(
        "roberts",
        "Roberts cross 2×2 (diagonal edges)",
        "One pixel minus its diagonal neighbour: the smallest edge detector, without a centre.",
        ((1, 0), (0, -1)),
        1,
        "Roberts, 1963",
    ),
    Filter(
        "laplacian",
        "Laplacian (edges in all directions)",
        "How much the four neighbours differ from the pixel: changes sign at every edge.",
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        1,
        "second differences, vertical plus horizontal",
    ),
    Filter(
        "laplacian_8",
        "Laplacian, 8 neighbours",
        "The Laplacian with diagonal neighbours too: stronger at corners, points and noise.",
        ((1, 1, 1), (1, -8, 1), (1, 1, 1)),
        1,
        "second differences in four directions",
    ),
    Filter(
        "outline",
        "Outline",
        "The 8-neighbour Laplacian with the sign reversed: bright outlines on dark flat areas.",
        ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
        1,
        "minus laplacian_8",
    ),
    Filter(
        "log",
        "Laplacian of Gaussian 5×5 (blobs)",
        "Blur and Laplacian in one: responds to blobs and edges, less to noise.",
        ((0, 0, 1, 0, 0), (0, 1, 2, 1, 0), (1, 2, -16, 2, 1), (0, 1, 2, 1, 0), (0, 0, 1, 0, 0)),
        1,
        "Marr & Hildreth, 1980, with integer weights",
    ),
    Filter(
        "emboss",
        "Emboss (relief)",
        "A gradient added to the picture: it looks as if lit from one corner.",
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        1,
        "a diagonal gradient plus identity",
    ),
    Filter(
        "gabor",
        "Gabor 9×9 (stripes)",
        "Responds to vertical stripes, one every five pixels, as early layers learn to do.",
        _rows(zero_sum(gabor(9, wavelength=5))),
        1,
        "Daugman, 1985, as zero_sum(gabor(9, 5))",
    ),
)
_BANK = {each.name: each for each in _FILTERS}
