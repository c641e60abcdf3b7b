"""The layer of the page in PyTorch and NumPy, with the learner's numbers."""

from collections.abc import Sequence

from app import cells, formulas
from app.cells import Texts
from app.volumes import compute
from app.volumes.compute import Result
from engine.planning.volumes import output_volume, parameters


def torch_code(result: Result) -> str:
    """PyTorch's layer, its arguments explained, its size formula and its parameters."""
    volume, layer = result.input, result.layer
    made = output_volume(volume, layer)
    size = f"W2 = floor((W + 2·padding - kernel_size)/stride + 1) = {made.width}"
    name = "nn.Sequential(conv, nn.ReLU())" if result.state.activation == "relu" else "conv"
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


def numpy_code(result: Result) -> str:
    """Write a program for the maps around the place, as the lectures do, with all its numbers."""
    state = result.state
    steps, (_, i, j) = compute.opened(result)
    (y, x), k = result.place, state.chosen
    rows, columns = steps.plan.output
    first = (y - i) * state.stride, (x - j) * state.stride
    bias = cells.format_number(float(result.bias[k]))
    weights = [cells.format_matrix(matrix) for matrix in result.weights[k]]
    value = formulas.short(float(result.maps[k, y, x]), 6)
    return "\n".join(
        [
            "import numpy as np",
            "",
            f"S, F = {state.stride}, {steps.side}  # stride, rows and columns of a filter",
            f"# {steps.rows} rows and {steps.columns} columns of the padded picture, starting at"
            f" [{first[0]}, {first[1]}]: red, green, blue",
            _volume("x", steps.volume),
            f"x[S*{i}, S*{j}, :]  # a depth column: the pixel where the place's window begins",
            "x[:, :, 0]  # a depth slice: the red channel",
            f"# Filter {k}: F×F×D = {steps.side}×{steps.side}×3, and its bias",
            _volume(f"w{k}", weights),
            f"b{k} = {bias}",
            f"v = np.zeros(({rows}, {columns}))",
            f"for i in range({rows}):",
            f"    for j in range({columns}):",
            f"        v[i, j] = np.sum(x[S*i:S*i+F, S*j:S*j+F, :] * w{k}) + b{k}",
            *(["v = np.maximum(v, 0)  # ReLU"] if state.activation == "relu" else []),
            f"print(v[{i}, {j}])  # v[{y}, {x}, {k}] on the page: {value}",
        ]
    )


def _volume(name: str, matrices: Sequence[Texts]) -> str:
    """Write a volume H×W×D of these matrices, one row of a channel in a line."""
    channels = [",\n     ".join(f"[{', '.join(row)}]" for row in matrix) for matrix in matrices]
    return f"{name} = np.dstack([\n" + "".join(f"    [{one}],\n" for one in channels) + "])"
