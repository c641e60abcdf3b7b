"""NumPy programs that make the filters made from numbers, as `engine.filters.makers` does."""

from collections.abc import Callable

from engine.filters.families import Made


def lines(made: Made) -> list[str]:
    """Lines that leave the weights in `kernel`; NumPy is there as `np`."""
    numbers = (f"{number:g}" for number in made.all_numbers)
    return _PROGRAMS[made.family.name](*numbers)


def _places(size: str) -> str:
    reach = int(size) // 2
    return f"y, x = np.mgrid[{-reach}:{reach + 1}, {-reach}:{reach + 1}]  # from the centre"


def _box(n: str) -> list[str]:
    return [f"kernel = np.full(({n}, {n}), 1 / {int(n) ** 2})"]


def _gaussian(sigma: str, size: str) -> list[str]:
    return [
        _places(size),
        f"kernel = np.exp(-(x**2 + y**2) / (2 * {sigma}**2))",
        "kernel /= kernel.sum()",
    ]


def _motion(length: str, angle: str) -> list[str]:
    middle = f"{(int(length) - 1) / 2:g}"
    return [
        f"right, up = np.cos(np.deg2rad({angle})), np.sin(np.deg2rad({angle}))",
        f"step = (np.arange({length}) - {middle}) / max(abs(right), abs(up))",
        f"row = np.rint({middle} - step * up - 1e-9).astype(int)",
        f"column = np.rint({middle} + step * right - 1e-9).astype(int)",
        f"kernel = np.zeros(({length}, {length}))",
        f"kernel[row, column] = 1 / {length}",
    ]


def _unsharp(sigma: str, amount: str, size: str) -> list[str]:
    middle = int(size) // 2
    return [
        *_gaussian(sigma, size),
        f"kernel = -{amount} * kernel",
        f"kernel[{middle}, {middle}] += 1 + {amount}",
    ]


def _log(sigma: str, size: str) -> list[str]:
    return [
        _places(size),
        f"half = (x**2 + y**2) / (2 * {sigma}**2)",
        f"kernel = -(1 - half) * np.exp(-half) / (np.pi * {sigma}**4)",
        "kernel -= kernel.mean()",
    ]


def _gabor(wavelength: str, angle: str, size: str) -> list[str]:
    turn = f"np.deg2rad({angle})"
    return [
        _places(size),
        f"along = x * np.cos({turn}) + y * np.sin({turn})",
        f"across = -x * np.sin({turn}) + y * np.cos({turn})",
        f"bell = np.exp(-(along**2 + (0.5 * across) ** 2) / (2 * (0.56 * {wavelength}) ** 2))",
        f"kernel = bell * np.cos(2 * np.pi * along / {wavelength})",
        "kernel -= kernel.mean()",
    ]


_PROGRAMS: dict[str, Callable[..., list[str]]] = {
    "box": _box,
    "gaussian": _gaussian,
    "motion": _motion,
    "unsharp": _unsharp,
    "log": _log,
    "gabor": _gabor,
}
