"""Maps of real numbers made larger, smaller or smoother, for heat maps and generated pictures."""

import math

import numpy as np

from engine.checks import Array, check_memory, float_array, pair, real_number
from engine.filters.makers import gaussian
from engine.ops.filtering import filter_image

WIDEST_BLUR = 50.0


def resize(maps: object, size: object) -> Array:
    """Return maps …×H×W at another size, by bilinear interpolation between the cells' centres.

    As `torch.nn.functional.interpolate(mode="bilinear", align_corners=False)`: no cells are
    averaged where the maps become smaller. `size` is a (height, width) pair or one number for both;
    the type is the input's. Raises ValueError or TypeError for maps without two dimensions, with no
    cell, or for a size below 1.
    """
    given, wanted = _maps(maps), pair(size, "size", 1)
    check_memory((*given.shape[:-2], *wanted), "the resized map")
    down, across = map(_blend, given.shape[-2:], wanted)
    with np.errstate(all="ignore"):
        return np.asarray(down @ given @ across.T, given.dtype)


def blur(maps: object, sigma: object) -> Array:
    """Return maps …×H×W smoothed by a Gaussian of `sigma` pixels, the edge replicated.

    The kernel reaches ⌈2·sigma⌉ − 1 pixels to each side, at least 1 (11×11 at a sigma of 3); the
    type is the input's. Raises ValueError or TypeError where `sigma` is not from 0.01 to 50.
    """
    given = _maps(maps)
    width = real_number(sigma, "sigma", minimum=0.01, maximum=WIDEST_BLUR)
    kernel = gaussian(2 * max(1, math.ceil(2 * width) - 1) + 1, width)
    planes = np.ascontiguousarray(given.reshape(-1, *given.shape[-2:]).transpose(1, 2, 0))
    smooth = filter_image(planes, kernel, mode="edge").transpose(2, 0, 1)
    return np.ascontiguousarray(smooth.reshape(given.shape), given.dtype)


def _maps(maps: object) -> Array:
    given = float_array(maps, "the map")
    if given.ndim < 2 or given.size == 0:
        raise ValueError("the map must have a height and a width, and at least one cell")
    return given


def _blend(old: int, new: int) -> Array:
    """Return the new×old shares of the old cells in each new one."""
    places = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    first = np.minimum(places.astype(int), max(0, old - 2))
    shares = np.zeros((new, old))
    shares[np.arange(new), first] = 1 - (places - first)
    if old > 1:
        shares[np.arange(new), first + 1] = places - first
    return shares
