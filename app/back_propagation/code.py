"""NumPy and PyTorch programs for exactly the network on the screen ("Show me the code").

The tests run them and compare what they compute with the engine.
"""

from engine.explain.back_propagation import Array, Chain

_SHOWN = {"Y[0]": "Y[0]", "dC/dY[0]": "dY[0]", "dC/dK[0, 0]": "dK[0, 0]", "dC/dX[0]": "dX[0]"}


def numpy_code(chain: Chain, rate: float) -> str:
    """Write both passes and the step of gradient descent with loops that NumPy's beginners read."""
    return "\n".join(
        [
            "import matplotlib.pyplot as plt",
            "import numpy as np",
            "",
            *_numbers(chain, "np.array({}, dtype=float)"),
            f"S, P, D = {chain.stride[0]}, {chain.padding[0]}, {chain.dilation[0]}",
            "",
            "# Forward",
            "padded = np.pad(X, ((0, 0), (P, P), (P, P)))",
            "height, width = (D * (side - 1) + 1 for side in K.shape[2:])",
            "rows = (padded.shape[1] - height) // S + 1",
            "columns = (padded.shape[2] - width) // S + 1",
            "",
            "def window(volume, y, x):",
            "    return volume[:, y * S : y * S + height : D, x * S : x * S + width : D]",
            "",
            "Y = np.zeros((len(K), rows, columns))",
            "for k, y, x in np.ndindex(Y.shape):",
            f"    Y[k, y, x] = np.sum(window(padded, y, x) * K[k]) + {_bias_of_output(chain)}",
            *_numpy_forward(chain),
            "",
            "# Backward",
            *_numpy_backward(chain),
            _numpy_bias_gradient(chain),
            "dK, dpadded = np.zeros_like(K), np.zeros_like(padded)",
            "for k, y, x in np.ndindex(Y.shape):",
            "    dK[k] += dY[k, y, x] * window(padded, y, x)",
            "    window(dpadded, y, x)[...] += dY[k, y, x] * K[k]",
            "dX = dpadded[:, P : P + X.shape[1], P : P + X.shape[2]]",
            "",
            "# One step of gradient descent",
            *_step(chain, rate),
            'print("C =", C)',
            "",
            _shown("{}"),
            figure(),
        ]
    )


def torch_code(chain: Chain, rate: float) -> str:
    """Write both passes with autograd, and the step of gradient descent."""
    weights = ["K", "B", *(["W", "b"] if chain.dense is not None else [])]
    return "\n".join(
        [
            "import matplotlib.pyplot as plt",
            "import numpy as np",
            "import torch",
            "import torch.nn.functional as F",
            "",
            *_numbers(chain, "torch.tensor({}, dtype=torch.float64)"),
            f"for leaf in (X, {', '.join(weights)}):",
            "    leaf.requires_grad_()",
            "",
            _torch_convolution(chain),
            *_torch_forward(chain),
            "",
            "Y.retain_grad()",
            "C.backward()",
            f"dX, {', '.join(f'd{name}' for name in weights)} = X.grad, "
            + ", ".join(f"{name}.grad" for name in weights),
            "dY = Y.grad",
            "",
            "with torch.no_grad():  # one step of gradient descent",
            *(f"    {line}" for line in _step(chain, rate)),
            'print("C =", C.item())',
            "",
            _shown("{}.detach().numpy()"),
            figure(),
        ]
    )


def _numbers(chain: Chain, array: str) -> list[str]:
    named = {"X": chain.x, "K": chain.kernels, "B": chain.bias}
    if chain.dense is not None and chain.dense_bias is not None:
        named |= {"W": chain.dense, "b": chain.dense_bias}
    if chain.loss == "squared" and chain.target is not None:
        named["T"] = chain.target
    return [f"{name} = {array.format(_text(values))}" for name, values in named.items()]


def figure(form: str = ".3g") -> str:
    """Write what draws four matrices, `shown` by their titles, with numbers of this format."""
    return f"""figure, axes = plt.subplots(2, 2)
for place, (title, matrix) in zip(axes.flat, shown.items()):
    place.imshow(matrix, cmap="RdBu_r", vmin=-abs(matrix).max(), vmax=abs(matrix).max())
    place.set_title(title)
    for (row, column), value in np.ndenumerate(matrix):
        place.text(column, row, f"{{value:{form}}}", ha="center", va="center")
plt.show()"""


def _shown(array: str) -> str:
    pairs = (f'    "{title}": {array.format(matrix)},' for title, matrix in _SHOWN.items())
    return "\n".join(["shown = {", *pairs, "}"])


def _text(values: Array) -> str:
    def whole(value: object) -> object:
        if isinstance(value, list):
            return [whole(one) for one in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return str(whole(values.tolist()))


def _bias_of_output(chain: Chain) -> str:
    return "B[k, y, x]" if chain.has_bias_per_position else "B[k]"


def _numpy_bias_gradient(chain: Chain) -> str:
    if chain.has_bias_per_position:
        return "dB = dY.copy()  # each bias belongs to one neuron: no sum"
    return "dB = dY.sum(axis=(1, 2))"


def _torch_convolution(chain: Chain) -> str:
    settings = f"stride={chain.stride[0]}, padding={chain.padding[0]}, dilation={chain.dilation[0]}"
    if chain.has_bias_per_position:
        return f"Y = F.conv2d(X[None], K, None, {settings})[0] + B"
    return f"Y = F.conv2d(X[None], K, B, {settings})[0]"


def _below(chain: Chain) -> str:
    """Name what pooling, or the fully connected layer, is given."""
    return "A" if chain.relu else "Y"


def _last(chain: Chain) -> str:
    if chain.dense is not None:
        return "Z"
    return "P2" if chain.pooling != "none" else _below(chain)


_CELLS = "{}[c, i * S2 : i * S2 + F2, j * S2 : j * S2 + F2]"


def _numpy_forward(chain: Chain) -> list[str]:
    lines = ["A = np.maximum(Y, 0)"] if chain.relu else []
    below = _below(chain)
    if chain.pooling != "none":
        largest = {"max": "max", "average": "mean"}[chain.pooling]
        lines += [
            f"F2, S2 = {chain.window[0]}, {chain.pool_stride[0]}  # of pooling",
            f"sides = ((side - F2) // S2 + 1 for side in {below}.shape[1:])",
            "P2 = np.zeros((len(Y), *sides))",
            "for c, i, j in np.ndindex(P2.shape):",
            f"    P2[c, i, j] = {_CELLS.format(below)}.{largest}()",
        ]
        below = "P2"
    if chain.dense is not None:
        lines.append(f"Z = W @ {below}.ravel() + b")
    last = _last(chain)
    if chain.loss == "sum":
        return [*lines, f"C = {last}.sum()"]
    if chain.loss == "squared":
        return [*lines, f"C = ((({last} - T) ** 2).sum()) / 2"]
    return [
        *lines,
        f"exponentials = np.exp({last} - {last}.max())",
        "p = exponentials / exponentials.sum()  # softmax",
        f"C = -np.log(p.flat[{chain.label}])",
    ]


def _numpy_backward(chain: Chain) -> list[str]:
    last = _last(chain)
    lines = {
        "sum": [f"d{last} = np.ones_like({last})"],
        "squared": [f"d{last} = {last} - T"],
        "cross_entropy": [f"d{last} = p.copy()", f"d{last}.flat[{chain.label}] -= 1  # p - y"],
    }[chain.loss]
    below = _below(chain)
    if chain.dense is not None:
        under = "P2" if chain.pooling != "none" else below
        lines += [
            f"dW, db = np.outer(dZ, {under}.ravel()), dZ",
            f"d{under} = (W.T @ dZ).reshape({under}.shape)",
        ]
    if chain.pooling != "none":
        lines += [
            f"d{below} = np.zeros_like({below})",
            "for c, i, j in np.ndindex(P2.shape):",
            *(f"    {line}" for line in _numpy_routing(chain, below)),
        ]
    if chain.relu:
        lines.append("dY = dA * (Y > 0)")
    return lines


def _numpy_routing(chain: Chain, below: str) -> list[str]:
    cells, grads = _CELLS.format(below), _CELLS.format(f"d{below}")
    if chain.pooling == "average":
        return [f"{grads} += dP2[c, i, j] / F2**2"]
    if chain.ties == "first":
        return [
            f"winner = np.unravel_index({cells}.argmax(), (F2, F2))",
            f"{grads}[winner] += dP2[c, i, j]",
        ]
    share = " / mask.sum()" if chain.ties == "even" else ""
    return [f"mask = {cells} == P2[c, i, j]", f"{grads} += dP2[c, i, j] * mask{share}"]


def _torch_forward(chain: Chain) -> list[str]:
    lines = ["A = F.relu(Y)"] if chain.relu else []
    below = _below(chain)
    if chain.pooling != "none":
        lines += _torch_pooling(chain, below)
        below = "P2"
    if chain.dense is not None:
        lines.append(f"Z = F.linear({below}.flatten(), W, b)")
    last = _last(chain)
    loss = {
        "sum": f"C = {last}.sum()",
        "squared": f"C = (({last} - T) ** 2).sum() / 2",
        "cross_entropy": f"C = F.cross_entropy({last}.reshape(1, -1), "
        f"torch.tensor([{chain.label}]))",
    }[chain.loss]
    return [*lines, loss]


def _torch_pooling(chain: Chain, below: str) -> list[str]:
    size, stride = chain.window[0], chain.pool_stride[0]
    if chain.pooling == "average":
        return [f"P2 = F.avg_pool2d({below}, {size}, {stride})"]
    if chain.ties == "first":
        return [f"P2 = F.max_pool2d({below}, {size}, {stride})"]
    windows = f"windows = {below}.unfold(1, {size}, {stride}).unfold(2, {size}, {stride})"
    if chain.ties == "even":
        return [windows, "P2 = windows.amax((3, 4))  # its gradient is shared equally"]
    return [
        windows,
        "mask = windows == windows.amax((3, 4), keepdim=True)",
        "routed = (windows * mask).sum((3, 4))  # its gradient goes to every maximum in full",
        "P2 = windows.amax((3, 4)).detach() + routed - routed.detach()",
    ]


def _step(chain: Chain, rate: float) -> list[str]:
    names = ["K", "B", *(["W", "b"] if chain.dense is not None else [])]
    return [f"{name} -= {rate:g} * d{name}" for name in names]
