"""The layer of the page in PyTorch and NumPy, with the learner's numbers."""

from app.volumes.compute import Result
from app.volumes.link import VolumeState
from engine.volumes import output_volume, parameters


def torch_code(result: Result, state: VolumeState) -> str:
    """PyTorch's layer, its arguments explained, its size formula and its parameters."""
    volume, layer = result.input, result.layer
    made = output_volume(volume, layer)
    size = f"W2 = floor((W + 2·padding - kernel_size)/stride + 1) = {made.width}"
    name = "nn.Sequential(conv, nn.ReLU())" if state.activation == "relu" else "conv"
    return "\n".join(
        [
            "from torch import nn",
            "",
            "conv = nn.Conv2d(",
            f"    in_channels={volume.depth},  # D1: red, green, blue",
            f"    out_channels={layer.filters},  # K: filters, and maps",
            f"    kernel_size={layer.kernel},  # F: rows and columns of a filter",
            f"    stride={layer.stride},  # S: pixels from one window to the next",
            f"    padding={layer.padding},  # P: zeros on each side",
            ")",
            f"layer = {name}",
            "sum(p.numel() for p in layer.parameters())"
            f"  # (F·F·D1 + 1)·K = {parameters(volume, layer)}",
            f"# N×{volume.depth}×{volume.height}×{volume.width}"
            f" becomes N×{made.depth}×{made.height}×{made.width}",
            f"# {size}",
        ]
    )


def numpy_code(result: Result, state: VolumeState) -> str:
    """The volume in NumPy: its slices, its depth columns, one number of the output."""
    layer, (y, x), k = result.layer, result.place, state.chosen
    stride, side, pad = layer.stride, layer.kernel, layer.padding
    top, left = y * stride, x * stride
    return "\n".join(
        [
            "import numpy as np",
            "",
            f"# x: H×W×D = {result.plan.size[0]}×{result.plan.size[1]}×3",
            f"x[{y}, {x}, :]  # a depth column: one pixel, red, green and blue",
            "x[:, :, 0]  # a depth slice: the red channel",
            f"x = np.pad(x, (({pad}, {pad}), ({pad}, {pad}), (0, 0)))",
            f"# w{k}: F×F×D = {side}×{side}×3, b{k}: one number",
            f"v[{y}, {x}, {k}] = np.sum("
            f"x[{top}:{top + side}, {left}:{left + side}, :] * w{k}) + b{k}"
            f"  # {result.sums[k, y, x]:.6g}",
            *(["v = np.maximum(v, 0)  # ReLU"] if state.activation == "relu" else []),
        ]
    )
