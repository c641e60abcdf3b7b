"""The programs that compute what the views show, and draw it: NumPy's and PyTorch's."""

from collections.abc import Callable

from app.why_convolution.schema import WhyState
from app.why_convolution.twins_code import twins_numpy, twins_torch

Program = Callable[[WhyState], str]

_GROWTH = """
figure, axes = plt.subplots()
axes.plot(sizes, neuron, "--", label="one fully connected neuron")
axes.plot(sizes, [weights] * len(sizes), label=f"one {F}×{F}×{D} filter")
axes.set(xlabel="image size in pixels", ylabel="weights", yscale="log")
axes.legend()
plt.show()
"""


def weights_numpy(state: WhyState) -> str:
    """Return a program that counts `full`, `local` and `shared`, and draws how a neuron grows."""
    return (
        "import matplotlib.pyplot as plt\nimport numpy as np\n\n"
        f"W, D, F = {state.size}, 3, {state.kernel}\n"
        "neurons = W * W  # one for each pixel of the map\n"
        "weights = F * F * D\n"
        "full = neurons * (W * W * D + 1)\n"
        "local = neurons * (weights + 1)\n"
        "shared = weights + 1\n"
        'print(f"{full:,} → {local:,} → {shared:,} parameters")\n\n'
        "sizes = np.arange(16, 1001)\n"
        "neuron = sizes**2 * D\n"
        f"{_GROWTH}"
    )


def weights_torch(state: WhyState) -> str:
    """Return the same by PyTorch; the fully connected layer needs no memory."""
    return (
        "import matplotlib.pyplot as plt\nimport torch\nfrom torch import nn\n\n"
        f"W, D, F = {state.size}, 3, {state.kernel}\n\n"
        "def count(layer):\n"
        "    return sum(p.numel() for p in layer.parameters())\n\n"
        'one = nn.Linear(W * W * D, 1, device="meta")  # shapes alone\n'
        'convolution = nn.Conv2d(D, 1, F, padding="same", device="meta")\n'
        "full = W * W * count(one)\n"
        "local = W * W * count(convolution)\n"
        "shared = count(convolution)\n"
        'print(f"{full:,} → {local:,} → {shared:,} parameters")\n\n'
        "weights = convolution.weight.numel()\n"
        "sizes = range(16, 1001, 8)\n"
        'neuron = [nn.Linear(s * s * D, 1, device="meta").weight.numel() for s in sizes]\n'
        f"{_GROWTH}"
    )


_BARS = """
figure, axes = plt.subplots()
axes.bar(list(parameters), list(parameters.values()))
axes.set_ylabel("parameters")
plt.show()
"""


def filters_numpy(state: WhyState) -> str:
    """Return a program that finds receptive `field` and `parameters` of both stacks."""
    return (
        "import matplotlib.pyplot as plt\nimport numpy as np\n\n"
        f"C, n, F = {state.channels}, {(state.field - 1) // 2}, {state.field}\n\n"
        "def field(kernels):\n"
        "    seen = np.ones(1)\n"
        "    for kernel in kernels:  # a kernel of ones marks what each output depends on\n"
        "        seen = np.convolve(seen, np.ones(kernel))\n"
        "    return len(seen)\n\n"
        "def count(kernels):\n"
        "    return sum((kernel * kernel * C + 1) * C for kernel in kernels)\n\n"
        'stacks = {f"{n} layers of 3×3": [3] * n, f"one layer of {F}×{F}": [F]}\n'
        "fields = {name: field(kernels) for name, kernels in stacks.items()}\n"
        "parameters = {name: count(kernels) for name, kernels in stacks.items()}\n"
        "print(fields, parameters)\n"
        f"{_BARS}"
    )


def filters_torch(state: WhyState) -> str:
    """Return the same by PyTorch: what has a gradient is in the receptive field."""
    return (
        "import matplotlib.pyplot as plt\nimport torch\nfrom torch import nn\n\n"
        f"C, n, F = {state.channels}, {(state.field - 1) // 2}, {state.field}\n\n"
        "def layers(kernels):\n"
        "    return nn.Sequential(*(\n"
        '        part for kernel in kernels for part in (nn.Conv2d(C, C, kernel, padding="same"), '
        "nn.ReLU())\n"
        "    ))\n\n"
        "def field(network):\n"
        "    for p in network.parameters():\n"
        "        nn.init.ones_(p)\n"
        "    x = torch.ones(1, C, 4 * F + 1, 4 * F + 1, requires_grad=True)\n"
        "    network(x)[0, 0, 2 * F, 2 * F].backward()\n"
        "    return int((x.grad[0, 0] != 0).any(dim=0).sum())\n\n"
        "stacks = {\n"
        '    f"{n} layers of 3×3": layers([3] * n),\n'
        '    f"one layer of {F}×{F}": layers([F]),\n'
        "}\n"
        "fields = {name: field(network) for name, network in stacks.items()}\n"
        "parameters = {\n"
        "    name: sum(p.numel() for p in network.parameters()) for name, network in "
        "stacks.items()\n"
        "}\n"
        "print(fields, parameters)\n"
        f"{_BARS}"
    )


def channels_numpy(state: WhyState) -> str:
    """Return a program that counts `parameters` of every way to connect the channels."""
    groups = state.used_groups
    grouped = (
        f'    "{groups} groups": (F * F * (D // {groups}) + 1) * K,\n' if groups is not None else ""
    )
    return (
        "import matplotlib.pyplot as plt\nimport numpy as np\n\n"
        f"D, K, F = {state.inputs}, {state.outputs}, {state.side}\n"
        "depthwise, pointwise = (F * F * 1 + 1) * D, (1 * 1 * D + 1) * K\n"
        "parameters = {\n"
        '    "standard": (F * F * D + 1) * K,\n'
        f"{grouped}"
        '    "depthwise": depthwise,\n'
        '    "depthwise + 1×1": depthwise + pointwise,\n'
        '    "1×1": pointwise,\n'
        "}\n"
        "print(parameters)\n\n"
        "# A 1×1 convolution is a dot product over the channels of each pixel.\n"
        "x, w = np.random.rand(4, 4, D), np.random.rand(D, K)\n"
        "v = x @ w\n"
        "assert np.allclose(v[1, 2, 0], np.dot(x[1, 2, :], w[:, 0]))\n"
        f"{_BARS}"
    )


def channels_torch(state: WhyState) -> str:
    """Return the same by PyTorch."""
    groups = state.used_groups
    grouped = (
        f'    "{groups} groups": nn.Conv2d(D, K, F, groups={groups}),\n'
        if groups is not None
        else ""
    )
    return (
        "import matplotlib.pyplot as plt\nfrom torch import nn\n\n"
        f"D, K, F = {state.inputs}, {state.outputs}, {state.side}\n"
        "depthwise, pointwise = nn.Conv2d(D, D, F, groups=D), nn.Conv2d(D, K, 1)\n"
        "layers = {\n"
        '    "standard": nn.Conv2d(D, K, F),\n'
        f"{grouped}"
        '    "depthwise": depthwise,\n'
        '    "depthwise + 1×1": nn.Sequential(depthwise, pointwise),\n'
        '    "1×1": pointwise,\n'
        "}\n"
        "parameters = {\n"
        "    name: sum(p.numel() for p in layer.parameters()) for name, layer in layers.items()\n"
        "}\n"
        "print(parameters)\n"
        f"{_BARS}"
    )


CODE: dict[str, tuple[Program, Program]] = {
    "weights": (weights_numpy, weights_torch),
    "filters": (filters_numpy, filters_torch),
    "channels": (channels_numpy, channels_torch),
    "twins": (twins_numpy, twins_torch),
}
"""The programs of each view, NumPy's and PyTorch's."""
