"""From a fully connected layer to a convolution: parameters for one map, idea by idea.

Each of the W·H neurons of a map sees all W·H·D numbers of the input, then only a window of F×F×D
(local connectivity), and at last all of them have the same weights (parameter sharing).
"""

from dataclasses import dataclass

from engine.planning.values import whole
from engine.planning.volumes import Layer, Volume, output_volume, parameters, weights_per_filter


@dataclass(frozen=True)
class Sharing:
    """An image of W×H×D, `volume`, and filters of F×F×D, `kernel`, at stride 1.

    The map has the size of the image (same padding), so it has W·H neurons. `neuron` and `filter`
    are weights without their one bias; `full`, `local` and `shared` are the parameters of the whole
    map, biases included.
    """

    volume: Volume
    kernel: int
    neurons: int
    neuron: int
    filter: int
    full: int
    local: int
    shared: int


def sharing(size: int, kernel: int, depth: int = 3) -> Sharing:
    """Count the weights on an image of `size`×`size`×`depth`.

    Raises ValueError or TypeError where `kernel` is even or one of them is no whole number from 1.
    """
    volume = Volume(whole(size, "size", 1), size, whole(depth, "depth", 1))
    if whole(kernel, "kernel", 1) % 2 == 0:
        raise ValueError(f"kernel is {kernel}; it must be odd, so that the map keeps its size")
    one = Layer("conv", kernel, padding=(kernel - 1) // 2)
    dense = Layer("fc")
    neurons = output_volume(volume, one).count
    return Sharing(
        volume,
        kernel,
        neurons,
        neuron=weights_per_filter(volume, dense),
        filter=weights_per_filter(volume, one),
        full=neurons * parameters(volume, dense),
        local=neurons * parameters(volume, one),
        shared=parameters(volume, one),
    )
