"""Networks to begin with, by their layers; each ends in softmax. `branching` has those of nodes."""

from collections.abc import Sequence

from engine.networks.builder import LayerSpec, build, pattern
from engine.networks.layers.base import Layer, LayerInfo
from engine.networks.table import Table, table


def lenet(
    input_shape: object = (3, 32, 32), classes: int = 10, activation: str = "ReLU"
) -> tuple[Layer, ...]:
    """Return the lectures' LeNet: 62,006 parameters on 32×32×3 (after LeCun et al., 1998)."""
    return pattern(
        input_shape, classes, 1, 2, 2, (6, 16), 5, 0, (120, 84), activation=activation
    )  # fmt: skip


def tiny_vgg(
    input_shape: object = (3, 64, 64), classes: int = 10, activation: str = "ReLU"
) -> tuple[Layer, ...]:
    """Return the network of CNN Explainer (Wang et al., 2020): 19,920 parameters on 64×64×3."""
    return pattern(input_shape, classes, 2, 2, 0, 10, 3, 0, activation=activation)


def six_layer_vgg(
    input_shape: object = (3, 32, 32), classes: int = 10, activation: str = "ReLU"
) -> tuple[Layer, ...]:
    """Return three pairs of 3×3 convolutions with 32, 64 and 128 filters.

    307,498 parameters on 32×32×3 (after Simonyan & Zisserman, 2015).
    """
    return pattern(input_shape, classes, 2, 3, 0, (32, 64, 128), 3, 1, activation=activation)


def fully_connected(
    input_shape: object, classes: int, hidden: Sequence[int], activation: str = "ReLU"
) -> tuple[Layer, ...]:
    """Return dense layers only, with so many `hidden` neurons each."""
    return pattern(
        input_shape, classes, 1, 0, len(hidden), neurons=hidden, activation=activation
    )  # fmt: skip


def twin(input_shape: object, layers: Sequence[LayerInfo]) -> tuple[Layer, ...]:
    """Return a fully connected network of about as many parameters as `layers`.

    It has one hidden layer.
    """
    return twin_of(table(input_shape, layers))


def twin_of(model: Table) -> tuple[Layer, ...]:
    """Return what `twin` does for the network of this table, which may branch.

    Raises ValueError with half a sentence where that does not end in a row of classes.
    """
    if model.problem or len(model.output) != 1:
        raise ValueError(model.problem or "the network has no row of classes at its end")
    numbers, classes = 1, model.output[0]
    for length in model.input:
        numbers *= length
    hidden = max(1, round((model.parameters - classes) / (numbers + 1 + classes)))
    return fully_connected(model.input, classes, [hidden])


def alexnet(classes: int = 1000, columns: int = 1) -> tuple[Layer, ...]:
    """Return AlexNet (Krizhevsky et al., 2012) in one column: 62,378,344 parameters.

    In two `columns`, as the paper has it for two graphics cards, CONV2, CONV4 and CONV5 see half of
    the maps each (`groups`): 60,965,224 parameters. For 227×227×3: the paper says 224, with which
    CONV1 does not fit. Its local response normalisation, which learns nothing and is out of use,
    is left out.
    """
    if columns not in (1, 2):
        raise ValueError(f"AlexNet has 1 or 2 columns, not {columns!r}")
    shapes = [(96, 11, 4, 0), (256, 5, 1, 2), (384, 3, 1, 1), (384, 3, 1, 1), (256, 3, 1, 1)]
    specs: list[LayerSpec] = []
    for number, (filters, kernel, stride, padding) in enumerate(shapes, 1):
        groups = columns if number in (2, 4, 5) else 1
        specs += _convolution(filters, kernel, stride, padding, groups)
        if number in (1, 2, 5):
            specs.append(("MaxPool2d", {"kernel_size": 3, "stride": 2}))
    return build((3, 227, 227), specs + _classifier(classes))


def vgg16(classes: int = 1000) -> tuple[Layer, ...]:
    """Return VGG-16 (Simonyan & Zisserman, 2015, D) for 224×224×3: 138,357,544 parameters."""
    specs: list[LayerSpec] = []
    for convolutions, filters in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        specs += _convolution(filters, 3, 1, 1) * convolutions
        specs.append(("MaxPool2d", {"kernel_size": 2}))
    return build((3, 224, 224), specs + _classifier(classes))


def _convolution(
    filters: int, kernel: int, stride: int, padding: int, groups: int = 1
) -> list[LayerSpec]:
    settings = {
        "out_channels": filters,
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "groups": groups,
    }
    return [("Conv2d", settings), ("ReLU", {})]


def _classifier(classes: int) -> list[LayerSpec]:
    """Return the two dense layers of 4,096 neurons that both end in."""
    specs: list[LayerSpec] = [("Flatten", {})]
    for _ in range(2):
        specs += [("Linear", {"out_features": 4096}), ("ReLU", {}), ("Dropout", {})]
    return [*specs, ("Linear", {"out_features": classes}), ("Softmax", {})]
