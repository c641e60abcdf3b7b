"""The activation functions of the page: titles, formulas, and what the engine calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.explain.activation_curves import Function

LEAKY = {"leaky_0.1": 0.1, "leaky_0.01": 0.01}
"""The leaks of the lectures."""


@dataclass(frozen=True)
class Entry:
    """A function as the page shows it.

    `value` and `slope` are its formulas, in which {} stands for its parameters. `parameters` gives
    those of the engine's function `name`, from the page's settings.
    """

    title: str
    name: str
    value: str
    slope: str
    parameters: Callable[[Any], tuple[Any, ...]] = lambda settings: ()


def _leaky(leak: float) -> Entry:
    return Entry(
        f"leaky ReLU ({leak:g})",
        "leaky_relu",
        f"f(x) = max({leak:g}·x, x)",
        f"f′(x) = 1 for x > 0, else {leak:g}",
        lambda settings: (leak,),
    )


ENTRIES: dict[str, Entry] = {
    "sigmoid": Entry("sigmoid", "sigmoid", "σ(x) = 1 / (1 + e⁻ˣ)", "σ′(x) = σ(x)·(1 − σ(x))"),
    "tanh": Entry("tanh", "tanh", "f(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", "f′(x) = 1 − f(x)²"),
    "relu": Entry("ReLU", "relu", "f(x) = max(0, x)", "f′(x) = 1 for x > 0, else 0"),
    **{name: _leaky(leak) for name, leak in LEAKY.items()},
    "prelu": Entry(
        "parametric ReLU",
        "prelu",
        "f(x) = x for x > 0, else a·x, a = {}",
        "f′(x) = 1 for x > 0, else a;  ∂f/∂a = min(0, x)",
        lambda settings: (settings.slope / 100,),
    ),
    "maxout": Entry(
        "maxout of two lines",
        "maxout",
        "f(x) = max({}, {})",
        "f′(x) = slope of the larger line",
        lambda settings: tuple((rate / 10, offset / 10) for rate, offset in settings.lines),
    ),
    "elu": Entry(
        "ELU",
        "elu",
        "f(x) = x for x > 0, else α·(eˣ − 1), α = {}",
        "f′(x) = 1 for x > 0, else f(x) + α",
        lambda settings: (settings.alpha / 10,),
    ),
    "gelu": Entry("GELU", "gelu", "f(x) = x·Φ(x)", "f′(x) = Φ(x) + x·φ(x)"),
    "silu": Entry("SiLU (Swish)", "silu", "f(x) = x·σ(x)", "f′(x) = σ(x)·(1 + x·(1 − σ(x)))"),
    "softplus": Entry("softplus", "softplus", "f(x) = ln(1 + eˣ)", "f′(x) = σ(x)"),
}
"""By their names in a link, in the order of a menu."""

TITLES = {name: entry.title for name, entry in ENTRIES.items()}


def function(name: str, settings: Any) -> Function:
    """Return the function of that name with the parameters that are set on the page."""
    entry = ENTRIES[name]
    return Function(entry.name, entry.parameters(settings))


def formulas(name: str, settings: Any) -> tuple[str, str]:
    """Return the formulas of a function and of its derivative, with the numbers that are set."""
    entry = ENTRIES[name]
    numbers = entry.parameters(settings)
    written = map(line, numbers) if name == "maxout" else (f"{one:g}" for one in numbers)
    return entry.value.format(*written) if "{}" in entry.value else entry.value, entry.slope


def line(numbers: tuple[float, float]) -> str:
    """Write slope·x + offset as one would by hand."""
    rate, offset = numbers
    start = {0.0: "", 1.0: "x", -1.0: "−x"}.get(rate, f"{rate:g}·x".replace("-", "−"))
    if offset == 0:
        return start or "0"
    if not start:
        return f"{offset:g}".replace("-", "−")
    return f"{start} {'−' if offset < 0 else '+'} {abs(offset):g}"
