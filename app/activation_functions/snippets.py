"""The curve as programs with NumPy and PyTorch, each of which ends in a figure by Matplotlib."""

from collections.abc import Callable
from typing import Any

from engine.explain.activation_curves import PER_UNIT, REACH, Function

Lines = list[str]

_POINTS = 2 * REACH * PER_UNIT + 1


def numpy_code(function: Function, title: str) -> str:
    """Write a program that leaves `x`, `f` and `slope`, and a figure of them."""
    imports, body = _NUMPY[function.name](*function.parameters)
    return "\n".join(
        [
            *imports,
            "import matplotlib.pyplot as plt",
            "import numpy as np",
            "",
            f"x = np.linspace(-{REACH}, {REACH}, {_POINTS})",
            *body,
            *_figure(title, "x", "f", "slope"),
        ]
    )


def torch_code(function: Function, title: str) -> str:
    """Write the same with PyTorch, which finds the derivative by itself."""
    return "\n".join(
        [
            "import matplotlib.pyplot as plt",
            "import torch",
            "import torch.nn.functional as F",
            "",
            f"x = torch.linspace(-{REACH}, {REACH}, {_POINTS}, dtype=torch.float64, "
            "requires_grad=True)",
            f"f = {_TORCH[function.name](*function.parameters)}",
            "f.sum().backward()  # each f depends on its own x alone: x.grad is the derivative",
            "slope = x.grad",
            *_figure(title, "x.detach()", "f.detach()", "slope"),
        ]
    )


def _figure(title: str, x: str, f: str, slope: str) -> Lines:
    return [
        "",
        "figure, (above, below) = plt.subplots(2, sharex=True, layout='constrained')",
        f"above.plot({x}, {f})",
        f'above.set_title("{title}")',
        'above.set_ylabel("f(x)")',
        f'below.plot({x}, {slope}, "--")',
        'below.set_ylabel("derivative")',
        'below.set_xlabel("x")',
        'figure.savefig("activation.png", dpi=200)',
    ]


def _of(*body: str, imports: tuple[str, ...] = ()) -> Callable[..., tuple[Lines, Lines]]:
    """Make a program of lines in which {} stands for the parameters, the same in each."""
    return lambda *numbers: (
        list(imports),
        [line.format(*(f"{one:g}" for one in numbers)) for line in body],
    )


def _maxout(*lines: tuple[float, float]) -> tuple[Lines, Lines]:
    slopes, offsets = (
        ", ".join(f"{one:g}" for one in column) for column in zip(*lines, strict=True)
    )
    return [], [
        f"slopes, offsets = np.array([{slopes}]), np.array([{offsets}])",
        "lines = slopes[:, None] * x + offsets[:, None]",
        "f = lines.max(axis=0)",
        "slope = slopes[lines.argmax(axis=0)]",
    ]


_SIGMA = "sigma = 1 / (1 + np.exp(-x))"
_LEAK = _of("f = np.where(x > 0, x, {0} * x)", "slope = np.where(x > 0, 1, {0})")
_NUMPY: dict[str, Callable[..., tuple[Lines, Lines]]] = {
    "sigmoid": _of("f = 1 / (1 + np.exp(-x))", "slope = f * (1 - f)"),
    "tanh": _of("f = np.tanh(x)", "slope = 1 - f**2"),
    "relu": _of("f = np.maximum(0, x)", "slope = np.where(x > 0, 1, 0)"),
    "leaky_relu": _LEAK,
    "prelu": _LEAK,
    "maxout": _maxout,
    "elu": _of(
        "f = np.where(x > 0, x, {0} * np.expm1(np.minimum(x, 0)))",
        "slope = np.where(x > 0, 1, f + {0})",
    ),
    "gelu": _of(
        "phi = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)  # the normal density",
        "Phi = np.array([0.5 * erfc(-value / sqrt(2)) for value in x])",
        "f = x * Phi",
        "slope = Phi + x * phi",
        imports=("from math import erfc, sqrt", ""),
    ),
    "silu": _of(_SIGMA, "f = x * sigma", "slope = sigma * (1 + x * (1 - sigma))"),
    "softplus": _of("f = np.logaddexp(0, x)  # log(1 + exp(x))", "slope = 1 / (1 + np.exp(-x))"),
}


def _torch_maxout(*lines: tuple[float, float]) -> str:
    written = ", ".join(f"{rate:g} * x + {offset:g}" for rate, offset in lines)
    return f"torch.stack([{written}]).max(dim=0).values"


_TORCH: dict[str, Callable[..., Any]] = {
    "sigmoid": lambda: "torch.sigmoid(x)",
    "tanh": lambda: "torch.tanh(x)",
    "relu": lambda: "F.relu(x)",
    "leaky_relu": lambda leak: f"F.leaky_relu(x, negative_slope={leak:g})",
    "prelu": lambda slope: f"F.prelu(x, torch.tensor([{slope:g}], dtype=torch.float64))",
    "maxout": _torch_maxout,
    "elu": lambda alpha: f"F.elu(x, alpha={alpha:g})",
    "gelu": lambda: "F.gelu(x)",
    "silu": lambda: "F.silu(x)",
    "softplus": lambda: "F.softplus(x)",
}
