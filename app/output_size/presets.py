"""The lectures' settings of one layer and chains of layers, to start from."""

from dataclasses import replace
from itertools import takewhile

from app import alexnet
from app.output_size import pattern
from app.output_size.schema import SizeState
from engine.networks import notation, ready_made
from engine.networks.googlenet import googlenet


def _layer(width: int, depth: int, moves: tuple[int, int, int], filters: int) -> SizeState:
    kernel, stride, padding = moves
    return SizeState(
        width=width, depth=depth, kernel=kernel, stride=stride, padding=padding, filters=filters
    )


ALEXNET = "AlexNet"
LAYERS = {
    "7×7, F = 3, stride 1": _layer(7, 3, (3, 1, 0), 6),
    "7×7, F = 3, stride 2": _layer(7, 3, (3, 2, 0), 6),
    "7×7, F = 3, stride 3": _layer(7, 3, (3, 3, 0), 6),
    "7×7, F = 3, pad 1": _layer(7, 3, (3, 1, 1), 6),
    "11×11×4, F = 5, S = 2": _layer(11, 4, (5, 2, 0), 2),
    "32×32×3, six 5×5 filters": _layer(32, 3, (5, 1, 0), 6),
    "32×32×3, ten 5×5 filters, pad 2": _layer(32, 3, (5, 1, 2), 10),
    "PyTorch: Conv2d(3, 16, 3, 1, 1)": _layer(32, 3, (3, 1, 1), 16),
    "1×1 convolution: 56×56×64, K = 32": _layer(56, 64, (1, 1, 0), 32),
    f"{ALEXNET} CONV1": _layer(alexnet.SIDE, 3, (11, 4, 0), 96),
    f"{ALEXNET} POOL1": replace(_layer(55, 96, (3, 2, 0), 96), kind="pool"),
}

COMMON: dict[str, dict[str, int]] = {
    "F = 3, S = 1, P = 1": {"kernel": 3, "stride": 1, "padding": 1},
    "F = 5, S = 1, P = 2": {"kernel": 5, "stride": 1, "padding": 2},
    "F = 5, S = 2, P = ?": {"kernel": 5, "stride": 2, "padding": 2},
    "F = 1, S = 1, P = 0": {"kernel": 1, "stride": 1, "padding": 0},
    **{f"K = {filters}": {"filters": filters} for filters in (32, 64, 128, 512)},
}
"""The lectures' common settings of a convolution: of a layer that stands there, only these numbers
change. K is a power of two, which computers handle fastest."""


def _chain(width: int, depth: int, layers: str) -> SizeState:
    return SizeState(show="chain", start_width=width, start_depth=depth, layers=layers)


def _alexnet() -> str:
    """With NORM1 and NORM2, which the engine leaves out."""
    chain = list(notation.read(pattern.text_of(ready_made.alexnet())))
    pools = [place for place, (name, _) in enumerate(chain) if name == "MaxPool2d"]
    for place in pools[1::-1]:
        chain.insert(place + 1, ("LocalResponseNorm", {}))
    return notation.write(chain)


def _vgg_maps() -> str:
    """VGG-16 before its FC layers."""
    chain = notation.read(pattern.text_of(ready_made.vgg16()))
    return notation.write(takewhile(lambda spec: spec[0] != "Linear", chain))


CHAINS = {
    "32 → 28 → 24 …": _chain(32, 3, "conv_5_1_0_6~conv_5_1_0_10"),
    "CONV → ReLU → POOL → FC": _chain(32, 3, "conv_3_1_1_12~relu~max_2_2_0~fc_10"),
    "(CONV → ReLU → POOL)·2 → FC → ReLU → FC": _chain(
        32, 3, "conv_3_1_1_12~relu~max_2_2_0~conv_3_1_1_24~relu~max_2_2_0~fc_64~relu~fc_10"
    ),
    pattern.NAME: _chain(32, 3, pattern.Pattern().text),
    "LeNet on CIFAR-10": _chain(32, 3, pattern.text_of(ready_made.lenet())),
    ALEXNET: _chain(alexnet.SIDE, 3, _alexnet()),
    "VGG-16": _chain(224, 3, pattern.text_of(ready_made.vgg16())),
    "GoogLeNet": _chain(224, 3, pattern.text_of(googlenet())),
    "Five 2×2 pools: 224 → 7": _chain(224, 64, "~".join(["max_2_2_0"] * 5)),
    "Three stacked 3×3": _chain(32, 16, "~relu~".join(["conv_3_1_0_16"] * 3)),
    "One 7×7 instead": _chain(32, 16, "conv_7_1_0_16"),
    "FC as CONV": _chain(7, 512, "conv_7_1_0_4096~relu~conv_1_1_0_1000"),
    "VGG-16 with FC as CONV, on 384×384": _chain(
        384,
        3,
        f"{_vgg_maps()}~conv_7_1_0_4096~relu~conv_1_1_0_4096~relu~conv_1_1_0_1000~mean~softmax",
    ),
    "Why not fully connected": _chain(32, 3, "fc_1"),
}

_OF_LAYER = ("kind", "width", "depth", "kernel", "stride", "padding", "dilation", "filters")
_OF_CHAIN = ("start_width", "start_depth", "layers")


def apply(state: SizeState, preset: SizeState) -> SizeState:
    """`state` with the layer or the chain of a preset."""
    names = _OF_CHAIN if preset.show == "chain" else _OF_LAYER
    return replace(state, **{name: getattr(preset, name) for name in names})


def name_of(state: SizeState, presets: dict[str, SizeState]) -> str | None:
    """Which of `presets` the state stands at; None where it is the learner's own."""
    return next((name for name, preset in presets.items() if apply(state, preset) == state), None)


def note_of(state: SizeState) -> str:
    """Return what has to be said of the example that the state stands at, or nothing."""
    presets = CHAINS if state.show == "chain" else LAYERS
    shown = state.show != "exercises" and name_of(state, presets)
    return alexnet.note() if shown and shown.startswith(ALEXNET) else ""
