"""The programs that compute what the page shows, and draw it: NumPy's and PyTorch's."""

from app.cells import Numbers
from app.matrices.layers import RealLayer
from app.matrices.schema import MatricesState
from app.step_by_step.problem import build
from engine.explain import sliding_classifier as sliding

_IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\n"
_FIGURE = """
figure, axes = plt.subplots(1, {count}, figsize=(12, 4))
for axis, (title, matrix) in zip(axes, {shown}.items()):
    largest = abs(matrix).max() or 1
    axis.imshow(matrix, cmap="RdBu_r", vmin=-largest, vmax=largest)
    axis.set_title(f"{{title}}: {{matrix.shape[0]}}×{{matrix.shape[1]}}")
plt.show()
"""
_PRODUCT = '{"weights": weights, "columns": columns, "product": product}'
_SPARSE = '{"M": M, "y": y[0], "∂C/∂x": dx[0]}'


def numpy_code(state: MatricesState) -> str:
    """Return a program of plain loops: im2col's `product`, or the sparse `M` with `y` and `dx`."""
    return _numpy_sparse(state) if state.view == "sparse" else _numpy_columns(state)


def torch_code(state: MatricesState) -> str:
    """Return the same by PyTorch, which has its own `unfold` and its own gradient."""
    return _torch_sparse(state) if state.view == "sparse" else _torch_columns(state)


def _numpy_columns(state: MatricesState) -> str:
    (down, across), (spread, wide) = state.plan.stride, state.plan.dilation
    rows, columns = state.plan.output
    return (
        f"{_IMPORTS}\n{_given(state)}{_padded(state)}"
        f"H2, W2 = {rows}, {columns}\n"
        "K, _, FH, FW = w.shape\n"
        "columns = np.empty((len(x) * FH * FW, H2 * W2))\n"
        "for i, j in np.ndindex(H2, W2):\n"
        f"    r, c = {down} * i, {across} * j\n"
        f"    window = padded[:, r:r + {spread} * FH:{spread}, c:c + {wide} * FW:{wide}]\n"
        "    columns[:, i * W2 + j] = window.ravel()  # channel by channel, row by row\n"
        f"{_dense_weights(state)}"
        "product = weights @ columns + b[:, None]\n"
        "v = product.reshape(K, H2, W2)\n"
        f"{_FIGURE.format(count=3, shown=_PRODUCT)}"
    )


def _torch_columns(state: MatricesState) -> str:
    plan = state.plan
    return (
        f"{_IMPORTS}import torch\nimport torch.nn.functional as F\n\n"
        f"{_given(state)}{_padded(state)}"
        "t = torch.from_numpy(padded)[None]  # N×C×H×W\n"
        f"columns = F.unfold(t, {plan.kernel}, dilation={plan.dilation}, stride={plan.stride})[0]\n"
        f"{_dense_weights(state)}"
        "product = torch.from_numpy(weights) @ columns + torch.from_numpy(b)[:, None]\n"
        f"v = F.conv2d(t, torch.from_numpy(w), torch.from_numpy(b), {plan.stride}, 0, "
        f"{plan.dilation}, {state.groups})[0]\n"
        "assert torch.allclose(product.reshape(v.shape), v)\n"
        "columns, product, v = columns.numpy(), product.numpy(), v.numpy()\n"
        f"{_FIGURE.format(count=3, shown=_PRODUCT)}"
    )


def _numpy_sparse(state: MatricesState) -> str:
    (down, across), (spread, wide) = state.plan.stride, state.plan.dilation
    rows, columns = state.plan.output
    top, left = state.plan.vertical[0], state.plan.horizontal[0]
    return (
        f"{_IMPORTS}\n{_given(state)}"
        f"H2, W2 = {rows}, {columns}\n"
        "K, share, FH, FW = w.shape  # share: the channels that a filter reads\n"
        "C, H, W = x.shape\n"
        "M = np.zeros((K * H2 * W2, C * H * W))\n"
        "for k, i, j, c, a, b_ in np.ndindex(K, H2, W2, share, FH, FW):\n"
        f"    r, s = {down} * i + {spread} * a - {top}, {across} * j + {wide} * b_ - {left}\n"
        "    if 0 <= r < H and 0 <= s < W:  # else it is padding\n"
        f"        channel = k * {state.groups} // K * share + c\n"
        "        M[(k * H2 + i) * W2 + j, (channel * H + r) * W + s] = w[k, c, a, b_]\n"
        "y = (M @ x.ravel()).reshape(K, H2, W2) + b[:, None, None]\n"
        "dx = (M.T @ y.ravel()).reshape(C, H, W)  # C = ½Σy², so ∂C/∂y = y\n"
        f"{_FIGURE.format(count=3, shown=_SPARSE)}"
    )


def _torch_sparse(state: MatricesState) -> str:
    plan = state.plan
    (top, bottom), (left, right) = plan.vertical, plan.horizontal
    return (
        f"{_IMPORTS}import torch\nimport torch.nn.functional as F\n\n{_given(state)}"
        "def convolve(t, b=None):\n"
        f"    t = F.pad(t, ({left}, {right}, {top}, {bottom}))\n"
        f"    return F.conv2d(t, torch.from_numpy(w), b, {plan.stride}, 0, {plan.dilation}, "
        f"{state.groups})\n\n"
        "units = torch.eye(x.size, dtype=torch.float64).reshape(-1, *x.shape)\n"
        "M = convolve(units).flatten(1).T.numpy()  # each column is what one input value gives\n"
        "t = torch.from_numpy(x)[None].requires_grad_()\n"
        "y = convolve(t, torch.from_numpy(b))\n"
        "(0.5 * (y ** 2).sum()).backward()\n"
        "dx, y = t.grad[0].numpy(), y[0].detach().numpy()\n"
        "assert np.allclose(dx, (M.T @ y.ravel()).reshape(x.shape))\n"
        f"{_FIGURE.format(count=3, shown=_SPARSE)}"
    )


def _given(state: MatricesState) -> str:
    made = build(state)
    bias = made["bias"] or [0.0] * len(made["kernels"])
    turned = (
        "[:, :, ::-1, ::-1].copy()  # true convolution" if state.operation == "convolution" else ""
    )
    kernels = "".join(f"    [{', '.join(map(_rows, one))}],\n" for one in made["kernels"])
    return (
        f"x = np.array([{', '.join(map(_rows, made['input']))}], dtype=float)  # C×H×W\n"
        f"w = np.array([\n{kernels}], dtype=float){turned}\n"
        f"b = np.array({bias}, dtype=float)\n"
    )


def _rows(matrix: Numbers) -> str:
    return str([list(row) for row in matrix])


def _padded(state: MatricesState) -> str:
    plan = state.plan
    return f"padded = np.pad(x, ((0, 0), {plan.vertical}, {plan.horizontal}))\n"


def _dense_weights(state: MatricesState) -> str:
    """Write the filters as rows; for channels of another group their weights are 0."""
    if state.groups == 1:
        return "weights = w.reshape(len(w), -1)  # one filter per row\n"
    return (
        "weights = np.zeros((len(w), len(x), *w.shape[2:]))\n"
        "for k, own in enumerate(w):\n"
        f"    first = k * {state.groups} // len(w) * len(own)\n"
        "    weights[k, first:first + len(own)] = own\n"
        "weights = weights.reshape(len(w), -1)  # one filter per row\n"
    )


def fc_numpy_code() -> str:
    """Return a program: the same weights fully connected and as a convolution, on a larger map."""
    return (
        f"{_IMPORTS}\n"
        "rng = np.random.default_rng(0)\n"
        "C, F, K, S = 16, 3, 10, 6  # channels, side of the FC's input, classes, a larger side\n"
        "weight = rng.normal(size=(K, C * F * F))  # fully connected: one row for each class\n"
        "kernel = weight.reshape(K, C, F, F)  # the same numbers as K filters\n"
        "x = rng.normal(size=(C, S, S))\n"
        "scores = np.empty((K, S - F + 1, S - F + 1))\n"
        "for i, j in np.ndindex(*scores.shape[1:]):\n"
        "    window = x[:, i:i + F, j:j + F]\n"
        "    scores[:, i, j] = (kernel * window).sum(axis=(1, 2, 3))\n"
        "    assert np.allclose(scores[:, i, j], weight @ window.ravel())\n"
        "mean = scores.mean(axis=(1, 2))  # averaged over the map\n\n"
        "figure, axes = plt.subplots(2, 5)\n"
        "for k, axis in enumerate(axes.flat):\n"
        '    axis.imshow(scores[k], cmap="RdBu_r", vmin=-30, vmax=30)\n'
        '    axis.set_title(f"class {k}: {mean[k]:.2f}")\n'
        "plt.show()\n"
    )


def fc_torch_code() -> str:
    """Return a program: a network of this page's layers, turned into convolutions."""
    return (
        "import matplotlib.pyplot as plt\nimport torch\nfrom torch import nn\n\n"
        f"fc1 = nn.Linear({sliding.MAPS * 9}, {sliding.UNITS})\n"
        f"fc2 = nn.Linear({sliding.UNITS}, 10)\n"
        f"features = nn.Sequential(nn.Conv2d(1, {sliding.MAPS}, 3), nn.ReLU(), nn.MaxPool2d(2))\n"
        "connected = nn.Sequential(features, nn.Flatten(), fc1, nn.ReLU(), fc2)  # for 8×8\n\n"
        f"conv1, conv2 = nn.Conv2d({sliding.MAPS}, {sliding.UNITS}, 3), "
        f"nn.Conv2d({sliding.UNITS}, 10, 1)\n"
        "for conv, fc in ((conv1, fc1), (conv2, fc2)):\n"
        "    conv.weight.data = fc.weight.data.reshape(conv.weight.shape)\n"
        "    conv.bias.data = fc.bias.data\n"
        "convolved = nn.Sequential(features, conv1, nn.ReLU(), conv2)  # for any size\n\n"
        "x = torch.randn(1, 1, 12, 12)\n"
        "with torch.no_grad():\n"
        "    scores = convolved(x)[0]  # 10×3×3\n"
        "    for i in range(3):\n"
        "        for j in range(3):\n"
        "            window = x[:, :, 2 * i:2 * i + 8, 2 * j:2 * j + 8]\n"
        "            assert torch.allclose(connected(window)[0], scores[:, i, j], atol=1e-5)\n"
        "mean = scores.mean(dim=(1, 2))  # averaged over the map\n\n"
        "figure, axes = plt.subplots(2, 5)\n"
        "for k, axis in enumerate(axes.flat):\n"
        '    axis.imshow(scores[k].numpy(), cmap="RdBu_r", vmin=-0.5, vmax=0.5)\n'
        '    axis.set_title(f"class {k}: {mean[k]:.2f}")\n'
        "plt.show()\n"
    )


def cost_numpy_code(real: RealLayer) -> str:
    """Return a program that times loops and im2col on a layer."""
    return (
        f"{_IMPORTS}from time import perf_counter\n"
        "from numpy.lib.stride_tricks import sliding_window_view\n\n"
        f"{_drawn(real)}"
        "padded = np.pad(x, ((0, 0), (P, P), (P, P)))\n\n"
        "def one_output(k, i, j):\n"
        "    total = 0.0\n"
        "    for c in range(len(x)):\n"
        "        for a in range(F):\n"
        "            for b in range(F):\n"
        "                total += w[k, c, a, b] * padded[c, S * i + a, S * j + b]\n"
        "    return total\n\n"
        "def im2col():\n"
        "    windows = sliding_window_view(padded, (F, F), axis=(1, 2))[:, ::S, ::S]\n"
        "    columns = windows.transpose(0, 3, 4, 1, 2).reshape(w[0].size, -1)\n"
        "    return w.reshape(K, -1) @ columns\n\n"
        "def seconds(act, times):\n"
        "    start = perf_counter()\n"
        "    for _ in range(times):\n"
        "        act()\n"
        "    return (perf_counter() - start) / times\n\n"
        "product = im2col()\n"
        "assert np.isclose(one_output(0, 0, 0), product[0, 0], atol=1e-3)\n"
        "loops = seconds(lambda: one_output(0, 0, 0), 5) * product.size  # of all outputs\n"
        'plt.barh(["plain Python loops", "im2col: NumPy, BLAS"], [loops, seconds(im2col, 5)])\n'
        'plt.xscale("log")\n'
        'plt.xlabel("seconds")\n'
        "plt.show()\n"
    )


def cost_torch_code(real: RealLayer) -> str:
    """Return a program that times im2col and PyTorch's own convolution on a layer."""
    return (
        f"{_IMPORTS}import torch\nimport torch.nn.functional as functional\n"
        "from time import perf_counter\n\n"
        f"{_drawn(real)}"
        "t, weight = torch.from_numpy(x)[None], torch.from_numpy(w)\n\n"
        "def im2col():\n"
        "    columns = functional.unfold(t, F, padding=P, stride=S)[0]\n"
        "    return weight.reshape(K, -1) @ columns\n\n"
        "def conv2d():\n"
        "    return functional.conv2d(t, weight, None, S, P)[0].reshape(K, -1)\n\n"
        "def seconds(act, times):\n"
        "    act()\n"
        "    start = perf_counter()\n"
        "    for _ in range(times):\n"
        "        act()\n"
        "    return (perf_counter() - start) / times\n\n"
        "product = im2col()\n"
        "assert torch.allclose(product, conv2d(), atol=1e-2)\n"
        'plt.barh(["im2col", "conv2d"], [seconds(im2col, 5), seconds(conv2d, 5)])\n'
        'plt.xlabel("seconds")\n'
        "plt.show()\n"
    )


def _drawn(real: RealLayer) -> str:
    volume, layer = real.volume, real.layer
    return (
        f"F, S, P, K = {layer.kernel}, {layer.stride}, {layer.padding}, {layer.filters}\n"
        "rng = np.random.default_rng(0)\n"
        f"x = rng.standard_normal(({volume.depth}, {volume.height}, {volume.width}), np.float32)\n"
        "w = rng.standard_normal((K, len(x), F, F), np.float32)\n"
    )
