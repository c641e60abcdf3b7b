"""The lectures' settings of one layer and chains of layers, to start from."""

from dataclasses import replace

from app.output_size.link import SizeState


def _layer(width: int, depth: int, moves: tuple[int, int, int], filters: int) -> SizeState:
    kernel, stride, padding = moves
    return SizeState(
        width=width, depth=depth, kernel=kernel, stride=stride, padding=padding, filters=filters
    )


LAYERS = {
    "7×7, F = 3, stride 1": _layer(7, 3, (3, 1, 0), 6),
    "7×7, F = 3, stride 2": _layer(7, 3, (3, 2, 0), 6),
    "7×7, F = 3, stride 3": _layer(7, 3, (3, 3, 0), 6),
    "7×7, F = 3, pad 1": _layer(7, 3, (3, 1, 1), 6),
    "11×11×4, F = 5, S = 2": _layer(11, 4, (5, 2, 0), 2),
    "32×32×3, 6 of 5×5": _layer(32, 3, (5, 1, 0), 6),
    "32×32×3, 10 of 5×5, pad 2": _layer(32, 3, (5, 1, 2), 10),
    "PyTorch: Conv2d(3, 16, 3, 1, 1)": _layer(32, 3, (3, 1, 1), 16),
    "F = 3, S = 1, P = 1, K = 64": _layer(32, 32, (3, 1, 1), 64),
    "F = 5, S = 1, P = 2, K = 32": _layer(32, 3, (5, 1, 2), 32),
    "F = 5, S = 2, P = ?": _layer(32, 3, (5, 2, 2), 32),
    "F = 1, S = 1, P = 0, K = 32": _layer(56, 64, (1, 1, 0), 32),
    "AlexNet CONV1": _layer(227, 3, (11, 4, 0), 96),
    "AlexNet POOL1": replace(_layer(55, 96, (3, 2, 0), 96), kind="pool"),
}


def _chain(width: int, depth: int, layers: str) -> SizeState:
    return SizeState(show="chain", start_width=width, start_depth=depth, layers=layers)


_VGG_BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
_VGG = "~".join(
    "~".join([f"conv_3_1_1_{filters}"] * count) + "~pool_2_2_0" for count, filters in _VGG_BLOCKS
)
_DENSE = "fc_4096~fc_4096~fc_1000"

CHAINS = {
    "32 → 28 → 24 …": _chain(32, 3, "conv_5_1_0_6~conv_5_1_0_10"),
    "CONV → ReLU → POOL → FC": _chain(32, 3, "conv_3_1_1_12~relu~pool_2_2_0~fc_10"),
    "LeNet on CIFAR-10": _chain(
        32, 3, "conv_5_1_0_6~pool_2_2_0~conv_5_1_0_16~pool_2_2_0~fc_120~fc_84~fc_10"
    ),
    "(CONV → ReLU → POOL)·2 → FC → ReLU → FC": _chain(
        32, 3, "conv_3_1_1_12~relu~pool_2_2_0~conv_3_1_1_24~relu~pool_2_2_0~fc_64~relu~fc_10"
    ),
    "Five 2×2 pools: 224 → 7": _chain(224, 64, "~".join(["pool_2_2_0"] * 5)),
    "Three 3×3": _chain(32, 16, "~".join(["conv_3_1_0_16"] * 3)),
    "One 7×7": _chain(32, 16, "conv_7_1_0_16"),
    "AlexNet": _chain(
        227,
        3,
        "conv_11_4_0_96~pool_3_2_0~conv_5_1_2_256~pool_3_2_0~conv_3_1_1_384~conv_3_1_1_384"
        f"~conv_3_1_1_256~pool_3_2_0~{_DENSE}",
    ),
    "VGG-16": _chain(224, 3, f"{_VGG}~{_DENSE}"),
    "FC as CONV": _chain(7, 512, "conv_7_1_0_4096~conv_1_1_0_1000"),
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
