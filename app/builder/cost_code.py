"""Programs that count what each layer costs, and draw it: NumPy's and PyTorch's."""

from collections.abc import Sequence

from app.builder import branching_code, wording
from app.builder.cost_charts import COSTS
from engine.checks import pair
from engine.networks import BatchNorm2d, Conv2d, Flatten, Layer, Linear, Node, model_code
from engine.networks.layers.inception import Inception
from engine.networks.layers.pooling import WindowPooling
from engine.networks.table import Row, Table

_BEGIN = """\
import matplotlib.pyplot as plt
import numpy as np

shape = {shape}  # of the input: channels, height, width
names, parameters, multiply_adds, memory = [], [], [], []


def layer(name, output, learned=0, products=0):
    \"""Note what a layer costs; its output is the input of the next.\"""
    global shape
    shape = output
    names.append(f"{{len(names) + 1}} {{name}}")
    parameters.append(learned)
    multiply_adds.append(products)
    memory.append(4 * np.prod(output))  # bytes in float32
"""

_SIDE = '''

def side(size, F, S, P, D=1):
    """Return how many positions a window has along a side."""
    return (size + 2 * P - D * (F - 1) - 1) // S + 1
'''

_DEFINITIONS = {
    "conv": '''

def conv(K, F, S, P, D=1, groups=1):
    """K filters of F×F, each with a bias."""
    C, H, W = shape
    output = K, side(H, F, S, P, D), side(W, F, S, P, D)
    weights = F * F * C // groups  # of each filter
    layer("CONV", output, (weights + 1) * K, np.prod(output) * weights)
''',
    "pool": '''

def pool(name, F, S, P):
    """A window of F×F, which learns nothing."""
    C, H, W = shape
    layer(name, (C, side(H, F, S, P), side(W, F, S, P)))
''',
    "fc": '''

def fc(K):
    """K neurons, each connected to every number of the input, and with a bias."""
    N = shape[0]
    layer("FC", (K,), (N + 1) * K, N * K)
''',
    "inception": '''

def inception(one, three_before, three, five_before, five, after_pool):
    """Four branches: 1×1; 1×1 → 3×3; 1×1 → 5×5; pooling → 1×1. Outputs are stacked in depth."""
    C, H, W = shape
    filters = np.array([one, three_before, three, five_before, five, after_pool])
    weights = np.array([C, C, 9 * three_before, C, 25 * five_before, C])  # of each filter
    output = one + three + five + after_pool, H, W
    layer("INCEPTION", output, ((weights + 1) * filters).sum(), H * W * (weights * filters).sum())
''',
}

_TORCH_COUNTS = """
model.to("meta").eval()  # from here on sizes alone, no numbers
x = torch.zeros({shape}, device="meta")
names, parameters, multiply_adds, memory = [], [], [], []
for number, layer in enumerate(model, 1):
    x = layer(x)
    products = 0
    if isinstance(layer, nn.Conv2d):
        products = layer.weight.numel() * x[0, 0].numel()  # at every position
    elif isinstance(layer, nn.Linear):
        products = layer.weight.numel()
    elif isinstance(layer, nn.BatchNorm2d):
        products = x.numel()
    names.append(f"{{number}} {{type(layer).__name__}}")
    parameters.append(sum(p.numel() for p in layer.parameters()))
    multiply_adds.append(products)
    memory.append(4 * x.numel())  # bytes in float32
"""


def numpy_code(made: Table, is_log: bool) -> str:
    """Return a program that leaves `parameters`, `multiply_adds` and `memory` of each layer."""
    if not made.is_numbered:
        return "\n".join([branching_code.numpy_code(made), *_figure(is_log)])
    calls = [_call(row) for row in made.rows]
    used = [text for name, text in _DEFINITIONS.items() if any(c.startswith(name) for c in calls)]
    helper = _SIDE if any("side(" in text for text in used) else ""
    begin = _BEGIN.format(shape=made.input)
    return "\n".join([begin + helper + "".join(used), "", *calls, *_figure(is_log)])


def torch_code(made: Table, network: Sequence[Layer] | Sequence[Node], is_log: bool) -> str:
    """Return the same by PyTorch; ValueError where a layer does not fit."""
    traced, counts = "import torch.fx", branching_code.TORCH_COUNTS
    if made.is_numbered:
        traced, counts = "", _TORCH_COUNTS
    shape = ", ".join(map(str, (1, *made.input)))
    return "\n".join(
        [
            "import matplotlib.pyplot as plt",
            *[traced] * bool(traced),
            model_code(made.input, network),
            counts.format(shape=shape).rstrip(),
            *_figure(is_log),
        ]
    )


def _call(row: Row) -> str:
    """Write a layer in the words of the definitions, or as what it makes and costs."""
    layer, name = row.layer, wording.title(row.layer)
    match layer:
        case Conv2d():
            rare = {"D": pair(layer.dilation, "", 1)[0], "groups": layer.groups}
            more = "".join(f", {word}={count}" for word, count in rare.items() if count > 1)
            return f"conv({layer.out_channels}, {_moves(layer)}{more})"
        case WindowPooling():
            return f'pool("{name}", {_moves(layer)})'
        case Linear():
            return f"fc({layer.out_features})"
        case Inception():
            _, *filters = layer.settings().values()
            return f"inception({', '.join(map(str, filters))})"
        case BatchNorm2d():
            return f'layer("{name}", shape, 2 * shape[0], np.prod(shape))'
        case Flatten():
            return f'layer("{name}", (np.prod(shape),))'
    output = "shape" if row.output == row.input else row.output
    return f'layer("{name}", {output}{f", {row.parameters}" * (row.parameters > 0)})'


def _moves(layer: Conv2d | WindowPooling) -> str:
    numbers = layer.kernel_size, layer.stride, layer.padding
    return ", ".join(str(pair(number, "", 0)[0]) for number in numbers)


def _figure(is_log: bool) -> list[str]:
    panels = [
        f'    "{cost.title}": ("{cost.axis}", {name}),'
        for cost, name in zip(COSTS, ("parameters", "multiply_adds", "memory"), strict=True)
    ]
    return [
        "",
        "for costs in zip(names, parameters, multiply_adds, memory):",
        "    print(*costs)",
        "panels = {",
        *panels,
        "}",
        "size = 13, 1.5 + 0.28 * len(names)",
        'figure, every = plt.subplots(1, 3, sharey=True, figsize=size, layout="constrained")',
        "for axes, (title, (unit, costs)) in zip(every, panels.items()):",
        "    axes.barh(names, costs)",
        f'    axes.set(title=title, xlabel=unit, xscale="{"log" if is_log else "linear"}")',
        "every[0].invert_yaxis()  # the first layer at the top",
        "plt.show()",
        "",
    ]
