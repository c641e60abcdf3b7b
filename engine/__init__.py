"""Convoscope's convolution engine: plain Python and NumPy outside, compiled by Numba inside.

Names and semantics follow `torch.nn.functional` for networks (N×C×H×W) and SciPy and scikit-image
for pictures (H×W or H×W×C).
"""

from engine import activations, filters, geometry, volumes
from engine.activations import elu, leaky_relu, maxout, prelu, relu, sigmoid, tanh
from engine.convolution import conv2d, conv2d_backward
from engine.filtering import filter_image
from engine.geometry import output_size
from engine.losses import binary_cross_entropy, cross_entropy, hinge_loss, softmax
from engine.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from engine.threads import get_num_threads, set_num_threads
from engine.transposed_convolution import conv_transpose2d
from engine.unfolding import unfold
from engine.warmup import warmup

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
    "geometry",
    "get_num_threads",
    "hinge_loss",
    "leaky_relu",
    "max_pool2d",
    "max_pool2d_backward",
    "maxout",
    "output_size",
    "prelu",
    "relu",
    "set_num_threads",
    "sigmoid",
    "softmax",
    "tanh",
    "unfold",
    "volumes",
    "warmup",
]
