"""Networks to begin with that branch, by their nodes: residual, of inception modules, a U-Net."""

from collections.abc import Sequence

from engine.checks import listed, one_of, whole
from engine.networks.builder import ACTIVATIONS
from engine.networks.graph_builder import GraphBuilder
from engine.networks.nodes import Node

_MOST_BLOCKS = 26  # a stage names them by letters
_MODULES = (
    ((32, 32), (32, 48), (0, 80)),
    ((112, 48), (96, 64), (80, 80), (48, 96), (0, 96)),
    ((176, 160), (176, 160)),
)
"""Of `small_inception`: 1×1 and 3×3 filters; with none of 1×1, the module halves the sides."""


def residual(
    input_shape: object = (3, 32, 32),
    classes: int = 10,
    blocks: int = 3,
    filters: int = 16,
    activation: str = "ReLU",
    kernel_size: int = 3,
    stages: Sequence[int] | None = None,
) -> tuple[Node, ...]:
    """Return a residual network for small pictures: ResNet-20, with 272,474 parameters.

    A 3×3 convolution, then three stages of so many `blocks`, with `filters`, twice and four times
    as many; the mean of each map, a fully connected layer, softmax (He et al., "Deep residual
    learning for image recognition", 2016, section 4.2: 6·blocks + 2 layers). Shortcuts into a
    stage of more filters are projections, option B of the paper. Others have kernels of another
    odd `kernel_size` in their blocks, or in each of their `stages` so many filters.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    whole(blocks, "blocks", 1, _MOST_BLOCKS), whole(filters, "filters", 1)
    grown = GraphBuilder(input_shape)
    _convolution(grown, "conv1", "norm1", filters, 3, 1)
    grown.add("act1", _known(activation))
    usual = filters, 2 * filters, 4 * filters
    _stages(grown, _filters(stages, usual), blocks, activation, _odd(kernel_size))
    return _classified(grown, classes)


def resnet18(
    input_shape: object = (3, 224, 224), classes: int = 1000, activation: str = "ReLU"
) -> tuple[Node, ...]:
    """Return ResNet-18 (He et al., 2016, table 1), as torchvision has it: 11,689,512 parameters.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    grown = GraphBuilder(input_shape)
    _convolution(grown, "conv1", "norm1", 64, 7, 2)
    grown.add("act1", _known(activation))
    grown.add("pool1", "MaxPool2d", kernel_size=3, stride=2, padding=1)
    _stages(grown, [64, 128, 256, 512], 2, activation)
    return _classified(grown, classes)


def pooled_residual(
    input_shape: object = (3, 32, 32),
    classes: int = 10,
    blocks: int = 3,
    filters: int = 64,
    activation: str = "ReLU",
    kernel_size: int = 3,
    stages: Sequence[int] | None = None,
) -> tuple[Node, ...]:
    """Return a residual network that pools early, for small pictures: 1,028,906 parameters.

    A 3×3 convolution with half of the `filters` and 2×2 max pooling, then two stages of so many
    `blocks`, with `filters` and twice as many; the mean of each map, a fully connected layer,
    softmax. It begins as ResNet-18 does (He et al., 2016, table 1), with strides for small
    pictures. `kernel_size` and `stages` are as in `residual`.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    whole(blocks, "blocks", 1, _MOST_BLOCKS), whole(filters, "filters", 2)
    grown = GraphBuilder(input_shape)
    _convolution(grown, "conv1", "norm1", filters // 2, 3, 1)
    grown.add("act1", _known(activation))
    grown.add("pool1", "MaxPool2d", kernel_size=2)
    chosen = _filters(stages, (filters, 2 * filters))
    _stages(grown, chosen, blocks, activation, _odd(kernel_size))
    return _classified(grown, classes)


def small_inception(
    input_shape: object = (3, 32, 32),
    classes: int = 10,
    filters: int = 96,
    activation: str = "ReLU",
    kernel_size: int = 3,
) -> tuple[Node, ...]:
    """Return a network of inception modules for small pictures: 1,651,114 parameters.

    Every module joins what a 1×1 and a 3×3 convolution make of the same maps, and where sides are
    halved, a 3×3 convolution and max pooling (Zhang et al., "Understanding deep learning requires
    rethinking generalization", 2017, figure 3: 1,649,402 parameters, without the factors of its
    1,712 normalised maps). The first layer has so many `filters`; with fewer than the paper's 96,
    all others have fewer in proportion. Another odd `kernel_size` takes the place of 3×3 in the
    modules' convolutions.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    whole(filters, "filters", 1)
    grown = GraphBuilder(input_shape)
    _convolution(grown, "conv1", "norm1", filters, 3, 1)
    grown.add("act1", _known(activation))
    for stage, modules in enumerate(_MODULES, 1):
        for place, widths in enumerate(modules):
            name = f"module{stage}{chr(ord('a') + place)}"
            ones, threes = (max(1, round(width * filters / 96)) for width in widths)
            ones = ones if widths[0] else 0
            _module(grown, name, ones, threes, activation, _odd(kernel_size))
    return _classified(grown, classes)


def unet(
    input_shape: object = (3, 32, 32),
    classes: int = 2,
    filters: int = 16,
    activation: str = "ReLU",
) -> tuple[Node, ...]:
    """Return a small U-Net, which scores every pixel: 56,994 parameters.

    Two steps down, each with twice as many filters, and two up by transposed convolution, where
    the maps of the same size are stacked in depth (Ronneberger et al., "U-Net", 2015, figure 1;
    here with one padded convolution on each level instead of two). The sides must be multiples
    of 4.

    Raises ValueError or TypeError, in one sentence, for numbers that cannot be.
    """
    whole(filters, "filters", 1)
    grown, skips = GraphBuilder(input_shape), []
    for level in (1, 2):
        skips.append(_level(grown, f"down{level}", filters * level, activation))
        grown.add(f"pool{level}", "MaxPool2d", kernel_size=2)
    _level(grown, "bottom", 4 * filters, activation)
    for level in (2, 1):
        grown.add(
            f"up{level}", "ConvTranspose2d", out_channels=filters * level, kernel_size=2, stride=2
        )
        grown.add(f"concat{level}", "Concat", skips[level - 1], f"up{level}")
        _level(grown, f"back{level}", filters * level, activation)
    grown.add("scores", "Conv2d", out_channels=classes, kernel_size=1)
    return tuple(grown.nodes)


def _known(activation: str) -> str:
    return one_of(activation, "activation", tuple(ACTIVATIONS))


def _level(grown: GraphBuilder, name: str, filters: int, activation: str) -> str:
    grown.add(name, "Conv2d", out_channels=filters, kernel_size=3, padding=1)
    return grown.add(f"{name}_act", _known(activation))


def _convolution(
    grown: GraphBuilder, name: str, norm: str, filters: int, kernel: int, stride: int, *reads: str
) -> str:
    """Append a convolution and its batch normalisation, whose bias takes the place of its own."""
    settings = {"kernel_size": kernel, "stride": stride, "padding": kernel // 2, "bias": False}
    grown.add(name, "Conv2d", *reads, out_channels=filters, **settings)
    return grown.add(norm, "BatchNorm2d")


def _filters(stages: Sequence[int] | None, usual: Sequence[int]) -> Sequence[int]:
    """Return how many filters each stage has; ValueError or TypeError where that cannot be."""
    if stages is None:
        return usual
    given = listed(stages, "stages", int, "numbers of filters")
    if len(given) != len(usual):
        raise ValueError(f"stages has {len(given)} numbers; it must have {len(usual)}")
    return [whole(count, "the filters of a stage", 1) for count in stages]


def _odd(kernel_size: int) -> int:
    """Return the side of a kernel that has a middle; ValueError or TypeError for others."""
    if whole(kernel_size, "kernel_size", 1) % 2 == 0:
        raise ValueError(f"kernel_size is {kernel_size}; it must be odd")
    return kernel_size


def _stages(
    grown: GraphBuilder, filters: Sequence[int], blocks: int, activation: str, kernel: int = 3
) -> None:
    """Append stages of `blocks`; from the second on, the first block halves the sides."""
    for stage, count in enumerate(filters):
        for place in range(blocks):
            stride = 2 if stage and not place else 1
            name = f"block{stage + 1}{chr(ord('a') + place)}"
            _block(grown, name, count, stride, activation, kernel)


def _block(
    grown: GraphBuilder, name: str, filters: int, stride: int, activation: str, kernel: int
) -> None:
    """Append a basic block: what two convolutions make of the input is added to the input."""
    start = grown.last
    _convolution(grown, f"{name}.conv1", f"{name}.norm1", filters, kernel, stride, start)
    grown.add(f"{name}.act1", activation)
    way = _convolution(grown, f"{name}.conv2", f"{name}.norm2", filters, kernel, 1)
    skip = start
    if grown.shape(start) != grown.shape(way):
        names = f"{name}.projection", f"{name}.projection_norm"
        skip = _convolution(grown, *names, filters, 1, stride, start)
    grown.add(f"{name}.add", "Add", way, skip)
    grown.add(f"{name}.act2", activation)


def _module(
    grown: GraphBuilder, name: str, ones: int, threes: int, activation: str, kernel: int
) -> None:
    """Append two branches and what stacks their outputs; without `ones`, they halve the sides."""
    start, stride = grown.last, 1 if ones else 2
    if ones:
        _convolution(grown, f"{name}.one", f"{name}.one_norm", ones, 1, 1, start)
        first = grown.add(f"{name}.one_act", activation)
    else:
        pooling = {"kernel_size": 3, "stride": 2, "padding": 1}
        first = grown.add(f"{name}.pool", "MaxPool2d", start, **pooling)
    _convolution(grown, f"{name}.three", f"{name}.three_norm", threes, kernel, stride, start)
    second = grown.add(f"{name}.three_act", activation)
    grown.add(f"{name}.concat", "Concat", first, second)


def _classified(grown: GraphBuilder, classes: int) -> tuple[Node, ...]:
    """Append the mean of each map, a score for each class, and softmax."""
    grown.add("mean", "AdaptiveAvgPool2d")
    grown.add("flatten", "Flatten")
    grown.add("fc", "Linear", out_features=classes)
    grown.add("softmax", "Softmax")
    return tuple(grown.nodes)
