"""Convoscope's convolution engine: plain Python and NumPy outside, compiled by Numba inside.

Names and semantics follow `torch.nn.functional` for networks (N×C×H×W) and SciPy and scikit-image
for pictures (H×W or H×W×C).
"""

from importlib import import_module
from types import ModuleType

from engine import filters
from engine.ops import activations
from engine.ops.activations import (
    elu,
    gelu,
    leaky_relu,
    maxout,
    prelu,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from engine.ops.convolution import conv2d, conv2d_backward
from engine.ops.filtering import filter_image
from engine.ops.losses import binary_cross_entropy, cross_entropy, hinge_loss, softmax
from engine.ops.norm_pooling import lp_pool2d, lp_pool2d_backward
from engine.ops.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from engine.ops.transposed_convolution import conv_transpose2d
from engine.ops.unfolding import unfold
from engine.planning import geometry, volumes
from engine.planning.geometry import output_size
from engine.runtime.threads import get_num_threads, set_num_threads
from engine.warmup import warmup

_ON_DEMAND = ("datasets", "explain", "networks")

__all__ = [
    "activations",
    "avg_pool2d",
    "avg_pool2d_backward",
    "binary_cross_entropy",
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "cross_entropy",
    "elu",
    "filter_image",
    "filters",
    "gelu",
    "geometry",
    "get_num_threads",
    "hinge_loss",
    "leaky_relu",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "maxout",
    "output_size",
    "prelu",
    "relu",
    "set_num_threads",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
    "unfold",
    "volumes",
    "warmup",
]


def __getattr__(name: str) -> ModuleType:
    """Import a room that `import engine` leaves out, to start sooner, when it is first named."""
    if name in _ON_DEMAND:
        return import_module(f"engine.{name}")
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
