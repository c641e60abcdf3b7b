"""What a kernel does to waves: its discrete-time Fourier transform, and what that says of it.

H(u, v) = Σ k[r, c]·exp(−2πi(u·r + v·c)), with u and v in cycles per pixel along the rows' and the
columns' index (Oppenheim and Schafer, *Discrete-Time Signal Processing*, section 2.6; Gonzalez and
Woods, *Digital Image Processing*, section 4.7). A wave of frequency (u, v) leaves the convolution
|H| times as high. Cross-correlation and true convolution, with stride 1, have the same |H|.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

PASSED = float(np.sqrt(0.5))
"""A frequency is passed from this share of the highest gain on: half of the power, −3 dB."""
BLOCKED = 0.1
"""A frequency is blocked up to this share: a hundredth of the power, −20 dB."""

_NOTHING = 1e-9  # shares of the highest gain that are rounding noise
_PLANE = 128  # frequencies of the plane along an axis
_LINE = 1024  # and of a cut, from −0.5 to 0.5; a diagonal has nearly twice the rows of a kernel


@dataclass(frozen=True)
class Lobe:
    """The highest gain behind the first dip of a low-pass cut: it lets fine waves through again.

    `share` is that of the gain at 0, `frequency` is in cycles per pixel along the axes of the cut.
    """

    share: float
    frequency: float


@dataclass(frozen=True)
class Cut:
    """The gain along one direction, at `frequencies` from 0 to 0.5 cycles per pixel.

    Along the diagonal both u and v have that frequency. `highest` is the highest gain in the plane,
    which the cut is judged by where it has none itself.
    """

    direction: str
    frequencies: Floats
    gain: Floats
    highest: float

    @property
    def peak(self) -> int:
        """Where the gain is highest, the first of several."""
        return int(np.argmax(self.gain >= self.gain.max() * (1 - _NOTHING)))

    @property
    def kind(self) -> str:
        """Judge the cut by its gains: which of its frequencies are passed, and which are not.

        "blocked": none, compared with the highest gain of the plane; "all-pass": all of them;
        "low-pass", "high-pass", "band-pass" and "band-stop": those at 0, those at 0.5, some
        between, all but some between; "multi-band": more bands than that, as a dilated kernel has.
        "emphasis" is a high-pass that does not block the frequency 0.
        """
        top = float(self.gain.max())
        if top <= BLOCKED * self.highest:
            return "blocked"
        passed = self.gain >= PASSED * top
        edges = np.flatnonzero(np.diff(passed))
        match bool(passed[0]), len(edges), bool(passed[-1]):
            case True, 0, True:
                return "all-pass"
            case True, 1, False:
                return "low-pass"
            case False, 1, True:
                return "high-pass" if self.gain[0] <= BLOCKED * top else "emphasis"
            case False, 2, False:
                return "band-pass"
            case True, 2, True:
                return "band-stop"
        return "multi-band"

    @property
    def side_lobe(self) -> Lobe | None:
        """Return the highest side lobe of a low-pass; None where the gain only falls."""
        if self.kind != "low-pass":
            return None
        rises = np.flatnonzero(np.diff(self.gain) > _NOTHING * self.gain[0])
        rises = rises[rises >= self.peak + np.argmax(np.diff(self.gain[self.peak :]) < 0)]
        if not len(rises):
            return None
        at = int(rises[0]) + int(np.argmax(self.gain[rises[0] :]))
        return Lobe(float(self.gain[at] / self.gain[0]), float(self.frequencies[at]))


@dataclass(frozen=True)
class Response:
    """The gain |H| of a kernel.

    `plane[i, j]` is the gain at u = `frequencies[i]` and v = `frequencies[j]`, from −0.5 to 0.5
    both included. `cuts` go from its centre horizontally (u = 0), vertically (v = 0) and diagonally
    (u = v, down and to the right). `sum` is that of the weights; |sum| is the gain at 0.
    """

    frequencies: Floats
    plane: Floats
    cuts: tuple[Cut, Cut, Cut]
    sum: float

    @property
    def highest(self) -> float:
        """The highest gain of the plane and the cuts."""
        return self.cuts[0].highest

    @property
    def is_zero_at_dc(self) -> bool:
        """Whether a flat area becomes 0, but for rounding."""
        return abs(self.sum) <= _NOTHING * self.highest


def response(kernel: ArrayLike, dilation: tuple[int, int] = (1, 1)) -> Response:
    """Compute the gain of a kernel of R×C weights, whose cells `dilation` (rows, columns) spreads.

    A sum of weights along a line, transformed, is a cut through the transform across that line
    (projection-slice theorem), so the cuts are sharper than the plane. ValueError for anything but
    a matrix of at least one number, all finite, or where it covers more than 512 rows or columns.
    """
    weights = np.asarray(kernel, np.float64)
    if weights.ndim != 2 or not weights.size:
        raise ValueError(f"kernel must be a matrix of at least one weight, not {weights.shape}")
    if not np.isfinite(weights).all():
        raise ValueError("kernel must have finite weights only")
    rows, columns = (
        (size - 1) * step + 1 for size, step in zip(weights.shape, dilation, strict=True)
    )
    if max(rows, columns) > _LINE // 2:
        raise ValueError(f"kernel covers {rows}×{columns} pixels; at most {_LINE // 2} are allowed")
    spread = np.zeros((rows, columns))
    spread[:: dilation[0], :: dilation[1]] = weights
    anti = np.add.outer(np.arange(rows), np.arange(columns))
    lines = {
        "horizontal": spread.sum(axis=0),
        "vertical": spread.sum(axis=1),
        "diagonal": np.bincount(anti.ravel(), spread.ravel()),
    }
    gains = {name: np.abs(np.fft.rfft(line, _LINE)) for name, line in lines.items()}
    plane = _plane(spread)
    highest = float(max(plane.max(), *(gain.max() for gain in gains.values())))
    along = np.arange(_LINE // 2 + 1) / _LINE
    horizontal, vertical, diagonal = (
        Cut(name, along, gain, highest) for name, gain in gains.items()
    )
    axis = np.arange(-_PLANE // 2, _PLANE // 2 + 1) / _PLANE
    return Response(axis, plane, (horizontal, vertical, diagonal), float(weights.sum()))


def _plane(spread: Floats) -> Floats:
    """Gains from −0.5 to 0.5 along both axes; the transform has the period 1."""
    period = [-(-size // _PLANE) * _PLANE for size in spread.shape]
    padded = np.pad(spread, [(0, to - of) for of, to in zip(spread.shape, period, strict=True)])
    # What lies a multiple of _PLANE apart has the same phase at each of these frequencies.
    folded = padded.reshape(-1, _PLANE, period[1] // _PLANE, _PLANE).sum(axis=(0, 2))
    gain = np.fft.fftshift(np.abs(np.fft.fft2(folded)))
    return np.pad(gain, ((0, 1), (0, 1)), mode="wrap")
