"""The filter bank: famous kernels by name, makers with parameters, and edits of a kernel."""

from engine.filters.bank import Filter, describe, get, names
from engine.filters.makers import (
    box,
    flip,
    gabor,
    gaussian,
    laplacian_of_gaussian,
    motion_blur,
    normalise,
    rotate,
    unsharp,
    zero_sum,
)

__all__ = [
    "Filter",
    "box",
    "describe",
    "flip",
    "gabor",
    "gaussian",
    "get",
    "laplacian_of_gaussian",
    "motion_blur",
    "names",
    "normalise",
    "rotate",
    "unsharp",
    "zero_sum",
]
