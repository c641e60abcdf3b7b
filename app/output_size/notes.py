"""What a chain shows beyond its table: sentences with its own numbers."""

from collections.abc import Iterator

from app.output_size.network import Network, Step, network
from engine.networks import AdaptiveAvgPool2d, Conv2d, Linear, ReLU
from engine.networks.builder import LayerSpec
from engine.planning.volumes import Layer as Single
from engine.planning.volumes import Volume, weights_per_filter

_MOST_KERNEL = 15  # of what stands instead of stacked kernels
_PICTURES = [Volume(side, side, 3) for side in (64, 200, 1000)]


def notes(made: Network) -> list[str]:
    """One sentence, or two, for each idea that the chain is an example of."""
    return [*_one_neuron(made), *_stacked(made), *_one_place(made), *_averaged(made)]


def _one_neuron(made: Network) -> Iterator[str]:
    """Why not fully connected: what one neuron on the whole picture would need."""
    if not made.steps or not isinstance(made.steps[0].layer, Linear):
        return
    start = made.start
    others = "; ".join(
        f"{picture}: {_weights(picture):,}" for picture in _PICTURES if picture != start
    )
    small = weights_per_filter(start, Single("conv", 5))
    yield (
        f"Why not fully connected? One neuron has {start.width}·{start.height}·{start.depth} = "
        f"{_weights(start):,} weights. On {others}. A 5×5 filter has {small} on images of "
        "any size."
    )


def _weights(picture: Volume) -> int:
    return weights_per_filter(picture, Single("fc"))


def _stacked(made: Network) -> Iterator[str]:
    """Small filters one after the other, and one large filter that sees as much."""
    convs = [step.layer for step in made.steps if isinstance(step.layer, Conv2d)]
    if not convs or any(not _slides(step) for step in made.steps):
        return
    seen, filters = made.steps[-1].receptive_field, convs[-1].out_channels
    if len(convs) > 1 and seen <= _MOST_KERNEL:
        instead, least = [(seen, filters)], "A single"
    elif len(convs) == 1 and seen in range(5, _MOST_KERNEL + 1, 2):
        instead, least = [(3, filters)] * ((seen - 1) // 2), f"{(seen - 1) // 2} stacked"
    else:
        return
    other = network(made.start, [_conv(*each) for each in instead])
    if other.problem is None:
        plural = "s" if len(instead) > 1 else ""
        kernel = instead[0][0]
        yield (
            f"{least} {kernel}×{kernel} layer{plural} of {filters} filters "
            f"ha{'ve' if plural else 's'} the same receptive field, {seen}×{seen}, with "
            f"{other.parameters:,} parameters instead of {made.parameters:,}. Stacked layers, with "
            "a ReLU in between, are also more expressive."
        )


def _slides(step: Step) -> bool:
    """Whether it is one of the layers that are stacked: a window over every place, or a ReLU."""
    match step.layer:
        case ReLU():
            return True
        case Conv2d(kernel_size=(kernel, _), stride=(1, 1), dilation=(1, 1), groups=1):
            return kernel > 1
    return False


def _conv(kernel: int, filters: int) -> LayerSpec:
    return "Conv2d", {"out_channels": filters, "kernel_size": kernel}


def _one_place(made: Network) -> Iterator[str]:
    """Yield an FC layer written as a convolution, on its own size of input and on a larger one."""
    for step in made.steps:
        width = step.input.width
        match step.layer:
            case Conv2d(kernel_size=(kernel, _), padding=(0, 0), dilation=(1, 1), groups=1):
                is_whole = 1 < width == kernel
            case _:
                is_whole = False
        if is_whole:
            filters = step.output.depth
            yield (
                f"{step.name} is an FC layer of {filters:,} neurons, written as a convolution: F = "
                f"{width} fits exactly one position on {step.input}; the {step.row.parameters:,} "
                "parameters are those of the FC layer. On a larger input it gives a map."
            )


def _averaged(made: Network) -> Iterator[str]:
    """Yield the map of class scores that a larger picture gives."""
    for step in made.steps:
        if isinstance(step.layer, AdaptiveAvgPool2d) and step.input.count > step.output.count:
            width, height = step.input.width, step.input.height
            yield (
                f"The {made.start.width}×{made.start.height} image gives a {width}×{height} map "
                f"of scores for each of {step.input.depth:,} classes; the mean of its "
                f"{width * height} scores is the score of the class."
            )
