"""The arithmetic of volumes: what a layer makes of W×H×D numbers, and what it costs.

Plain integers, in the lectures' order (width × height × depth) and notation: K filters of
F×F×D1 weights and one bias each. A filter always reaches through the full depth of its input.
"""

from dataclasses import dataclass

from engine.planning.geometry import plan
from engine.planning.values import instance, one_of, whole

KINDS = ("conv", "pool", "relu", "fc")


@dataclass(frozen=True)
class Volume:
    """Width, height and depth of a volume of numbers."""

    width: int
    height: int
    depth: int

    def __post_init__(self) -> None:
        for name in ("width", "height", "depth"):
            whole(getattr(self, name), name, 0)

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return self.width * self.height * self.depth

    def __str__(self) -> str:
        return f"{self.width}×{self.height}×{self.depth}"


@dataclass(frozen=True)
class Layer:
    """One layer: "conv" (K filters), "pool", "relu" or "fc" (fully connected, K neurons).

    `kernel` F, `stride` S, `padding` P on each side and `dilation` count for windows only, that is
    for "conv" and "pool"; `filters` K for "conv" and "fc".
    """

    kind: str
    kernel: int = 1
    stride: int = 1
    padding: int = 0
    filters: int = 1
    dilation: int = 1

    def __post_init__(self) -> None:
        one_of(self.kind, "kind", KINDS)
        for name, least in (("kernel", 1), ("stride", 1), ("padding", 0), ("filters", 1)):
            whole(getattr(self, name), name, least)
        whole(self.dilation, "dilation", 1)

    @property
    def has_window(self) -> bool:
        """Whether a window moves over the input."""
        return self.kind in ("conv", "pool")


def output_volume(volume: Volume, layer: Layer) -> Volume:
    """Return the volume that `layer` makes of `volume`, sizes rounded down as libraries do.

    Raises ValueError where not even one window has room.
    """
    _check(volume, layer)
    if layer.kind == "relu":
        return volume
    if layer.kind == "fc":
        return Volume(1, 1, layer.filters)
    size, kernel = (volume.height, volume.width), (layer.kernel, layer.kernel)
    height, width = plan(size, kernel, layer.stride, layer.padding, layer.dilation).output
    return Volume(width, height, layer.filters if layer.kind == "conv" else volume.depth)


def weights_per_filter(volume: Volume, layer: Layer) -> int:
    """Return the weights of a filter, F·F·D1, or of a neuron, W·H·D; 0 if none learn."""
    _check(volume, layer)
    if layer.kind == "conv":
        return layer.kernel * layer.kernel * volume.depth
    return volume.count if layer.kind == "fc" else 0


def parameters(volume: Volume, layer: Layer) -> int:
    """Return weights and biases: (F·F·D1 + 1)·K; a pooling layer and ReLU have none.

    D1 is the depth of the input.
    """
    weights = weights_per_filter(volume, layer)
    return (weights + 1) * layer.filters if weights else 0


def multiply_adds(volume: Volume, layer: Layer) -> int:
    """Return multiplications (each with its addition) for a picture: W2·H2·K · F·F·D1.

    W2×H2 is the output's size, D1 the input's depth. Raises ValueError where the layer does not
    fit.
    """
    weights = weights_per_filter(volume, layer)
    return output_volume(volume, layer).count * weights if weights else 0


def _check(volume: object, layer: object) -> None:
    instance(volume, "volume", Volume, "a Volume")
    instance(layer, "layer", Layer, "a Layer")
