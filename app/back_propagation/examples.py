"""What the page can begin with: numbers and settings that show one thing each."""

from dataclasses import dataclass

from app.cells import Texts
from app.state.matrix_text import matrix
from app.state.volume_text import Volume

_X = matrix("2 0 1 3 / 1 4 2 0 / 0 3 5 1 / 2 1 0 2")
_K = matrix("1 0 -1 / 2 1 0 / 0 -1 1")
_WIDE = matrix("2 0 1 3 1 / 1 4 2 0 2 / 0 3 5 1 0 / 2 1 0 2 3 / 1 0 2 4 1")
_OTHER = matrix("1 2 0 1 0 / 0 1 3 1 2 / 2 0 1 0 1 / 1 1 0 2 0 / 0 2 1 0 3")
_SMALL = matrix("1 0 / -1 2")
_TIES = matrix("3 1 2 2 / 3 0 2 1 / 1 4 0 5 / 4 2 5 5")


@dataclass(frozen=True)
class Example:
    """Numbers and settings; what is left out is as in a single convolution."""

    title: str
    shows: str
    volume: Volume = (_X,)
    kernels: tuple[Volume, ...] = ((_K,),)
    bias: tuple[str, ...] = ("1",)
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    relu: bool = False
    pooling: str = "none"
    window: int = 2
    pool_stride: int = 2
    classes: int = 0
    dense: Texts = ()
    offset: tuple[str, ...] = ()
    loss: str = "squared"
    target: Volume = ()
    label: int = 0
    rate: str = "0.01"


EXAMPLES = {
    "conv": Example(
        "One convolution",
        "How much does the loss C change when one number changes? Every weight meets many windows, "
        "so its gradient is a sum.",
        target=(matrix("8 3 / 9 12"),),
    ),
    "stride": Example(
        "Stride 2: zeros between the gradients",
        "At stride 2 the full convolution puts a zero between the gradients of neighbouring "
        "outputs.",
        volume=(_WIDE,),
        stride=2,
        target=(matrix("8 3 / 9 6"),),
    ),
    "channels": Example(
        "Two channels, two filters",
        "∂C/∂K of each filter and channel pairs one map with one channel; ∂C/∂X adds up what comes "
        "back through all filters.",
        volume=(_X, matrix("1 2 0 1 / 0 1 3 1 / 2 0 1 0 / 1 1 0 2")),
        kernels=((_SMALL, matrix("0 1 / 1 0")), (matrix("1 1 / 0 -1"), matrix("-1 0 / 2 1"))),
        bias=("1", "0"),
        target=(matrix("4 3 9 / 8 6 0 / 2 0 5"), matrix("3 9 1 / 2 8 9 / 4 7 3")),
    ),
    "padding": Example(
        "Padding 1, dilation 2",
        "Dilation spreads the kernel's weights in both passes; padding cuts the gradient of the "
        "border off.",
        volume=(_WIDE,),
        padding=1,
        dilation=2,
        target=(matrix("6 2 3 / 7 6 1 / 1 0 8"),),
    ),
    "network": Example(
        "CONV → ReLU → POOL → FC → softmax",
        "A whole network: the loss's gradient p − y comes back through every operation, down to "
        "each weight and each pixel.",
        volume=(_WIDE,),
        kernels=((_SMALL,),),
        bias=("-3",),
        relu=True,
        pooling="max",
        classes=3,
        dense=matrix("0.2 -0.1 0.3 0.1 / -0.2 0.4 0.1 -0.3 / 0.1 0.1 -0.2 0.2"),
        offset=("0", "0.1", "-0.1"),
        loss="cross_entropy",
        label=1,
        rate="0.1",
    ),
    "ties": Example(
        "Max pooling with ties",
        "Two numbers share the maximum of a window: libraries route the gradient differently, and "
        "the finite difference takes none of their sides.",
        volume=(_TIES,),
        kernels=((matrix("1"),),),
        bias=("0",),
        pooling="max",
        target=(matrix("1 1 / 6 2"),),
    ),
    "average": Example(
        "ReLU and average pooling",
        "ReLU's mask stops the gradient where the sum was negative; average pooling spreads it "
        "evenly.",
        volume=(_WIDE, _OTHER),
        kernels=((_SMALL, matrix("1 -1 / -2 0")),),
        bias=("-1",),
        relu=True,
        pooling="average",
        target=(matrix("1 3 / 2 1"),),
    ),
}

OWN = "own"
"""Name of an example that was changed."""


def title(name: str) -> str:
    """Return the example's title in the menu."""
    return "Your own numbers" if name == OWN else EXAMPLES[name].title
