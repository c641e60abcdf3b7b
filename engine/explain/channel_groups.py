"""How the channels of a convolution are connected: all with all, in groups, each for itself.

Sources: groups, Krizhevsky et al. (2012); 1×1, Lin et al., "Network in network" (2014); depthwise
and pointwise, Howard et al., "MobileNets" (2017).
"""

from dataclasses import dataclass
from math import gcd

from engine.networks.builder import LayerSpec, build
from engine.networks.table import table
from engine.planning.values import whole

KINDS = ("standard", "groups", "depthwise", "separable", "pointwise")


@dataclass(frozen=True)
class Part:
    """One convolution of F×F, `kernel`: from `inputs` maps to `outputs`, in `groups`."""

    kernel: int
    inputs: int
    outputs: int
    groups: int
    parameters: int
    multiply_adds: int

    @property
    def inputs_per_filter(self) -> int:
        """Return how many maps each filter sees."""
        return self.inputs // self.groups

    def sees(self, output: int, channel: int) -> bool:
        """Tell whether the filter `output` has weights for the map `channel`; both from 0."""
        return output * self.groups // self.outputs == channel * self.groups // self.inputs


@dataclass(frozen=True)
class Wiring:
    """One or two convolutions, one after the other; `multiply_adds` are those for one position."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def parameters(self) -> int:
        """Return weights and biases of all parts."""
        return sum(part.parameters for part in self.parts)

    @property
    def multiply_adds(self) -> int:
        """Return the multiply-adds for one position of all maps."""
        return sum(part.multiply_adds for part in self.parts)


def possible_groups(inputs: int, outputs: int) -> tuple[int, ...]:
    """Return the numbers of groups, from 2 on, that divide both numbers of maps."""
    most = gcd(whole(inputs, "inputs", 1), whole(outputs, "outputs", 1))
    return tuple(groups for groups in range(2, most + 1) if most % groups == 0)


def wiring(kind: str, inputs: int, outputs: int, kernel: int, groups: int = 2) -> Wiring:
    """Return what connects `inputs` maps with `outputs`; only "groups" has a number of `groups`.

    "depthwise" gives as many maps as come in, "separable" is that and a 1×1 convolution,
    "pointwise" the 1×1 alone. Raises ValueError or TypeError where the numbers cannot be.
    """
    parts: tuple[Part, ...]
    match kind:
        case "standard":
            parts = (part(kernel, inputs, outputs),)
        case "groups":
            parts = (part(kernel, inputs, outputs, groups),)
        case "depthwise":
            parts = (part(kernel, inputs, inputs, inputs),)
        case "separable":
            parts = (part(kernel, inputs, inputs, inputs), part(1, inputs, outputs))
        case "pointwise":
            parts = (part(1, inputs, outputs),)
        case _:
            raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    return Wiring(kind, parts)


def part(kernel: int, inputs: int, outputs: int, groups: int = 1) -> Part:
    """Measure one convolution by the engine's table of a network."""
    shape = inputs, whole(kernel, "kernel", 1), kernel
    spec: LayerSpec = (
        "Conv2d",
        {"out_channels": outputs, "kernel_size": kernel, "groups": groups},
    )
    made = table(shape, build(shape, [spec]))
    if made.problem:
        raise ValueError(made.problem)
    return Part(kernel, inputs, outputs, groups, made.parameters, made.multiply_adds)
