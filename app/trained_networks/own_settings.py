"""What a file does not say of a model: which numbers it takes, and what it gives."""

from dataclasses import dataclass, replace
from typing import Any

from engine.networks.classifiers import Normalisation

RGB, BGR = "rgb", "bgr"
ORDERS = {RGB: "Red, green, blue (RGB)", BGR: "Blue, green, red (BGR)"}
OURS, UNIT, BYTES = "ours", "unit", "bytes"
IMAGENET, CAFFE, OWN_NUMBERS = "imagenet", "caffe", "own"
NORMALISATIONS = {
    OURS: "−1 … 1: v/127.5 − 1 (as here)",
    UNIT: "0 … 1: v/255",
    IMAGENET: "ImageNet: (v/255 − mean)/σ (torchvision)",
    BYTES: "0 … 255: unchanged",
    CAFFE: "Caffe: v − mean, BGR",
    OWN_NUMBERS: "Own mean and σ, of v/255",
}
IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_CAFFE_MEAN = (123.68, 116.779, 103.939)  # red, green, blue
NCHW, NHWC = "nchw", "nhwc"
LAYOUTS = {NCHW: "N×C×H×W (PyTorch)", NHWC: "N×H×W×C (TensorFlow)"}
SCORES, PROBABILITIES = "scores", "probabilities"
OUTPUTS = {SCORES: "Scores, before softmax", PROBABILITIES: "Probabilities"}
SIDES = 16, 512
"""Pixels that a picture may have, high and wide."""


@dataclass(frozen=True)
class Settings:
    """What the learner says of a model; each matters only where the file leaves it open.

    `tensor` is the output that is looked at, "" the only one. `mean` and `std` are those of
    OWN_NUMBERS: one for each channel, or one for all. `names` are the class names, one a line.
    """

    side: int = 224
    layout: str = NCHW
    order: str = RGB
    normalisation: str = UNIT
    mean: tuple[float, ...] = IMAGENET_MEAN
    std: tuple[float, ...] = IMAGENET_STD
    tensor: str = ""
    output: str = SCORES
    names: str = ""

    def choose(self, name: str, chosen: str) -> "Settings":
        """Set one of the menus; Caffe's normalisation comes with its order of channels."""
        order = BGR if chosen == CAFFE else self.order
        changed: dict[str, Any] = {"order": order, name: chosen}
        return replace(self, **changed)

    def of_channels(self, channels: int) -> Normalisation:
        """Return the normalisation of so many channels; a grey picture takes the means of RGB's."""
        divisor, mean, std = {
            OURS: (127.5, (1.0,), (1.0,)),
            UNIT: (255.0, (0.0,), (1.0,)),
            BYTES: (1.0, (0.0,), (1.0,)),
            IMAGENET: (255.0, IMAGENET_MEAN, IMAGENET_STD),
            CAFFE: (1.0, _CAFFE_MEAN, (1.0,)),
            OWN_NUMBERS: (255.0, self.mean, self.std),
        }[self.normalisation]
        reverse = self.order == BGR and channels == 3
        return Normalisation(divisor, _each(mean, channels), _each(std, channels), reverse)

    @property
    def is_ours(self) -> bool:
        """Whether pictures are already as the model takes them."""
        return (self.normalisation, self.order) == (OURS, RGB)


def numbers(text: str, what: str, positive: bool = False) -> tuple[float, ...]:
    """Read one number, or three; ValueError, in one sentence, for anything else."""
    try:
        found = tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError:
        found = ()
    lowest = 1e-6 if positive else -1e6
    if len(found) not in (1, 3) or not all(lowest <= number <= 1e6 for number in found):
        least = "larger than 0" if positive else "numbers"
        raise ValueError(
            f"{what} is “{text}”; it must be one number, or three for red, green and blue, {least}."
        )
    return found


def _each(given: tuple[float, ...], channels: int) -> tuple[float, ...]:
    if len(given) == channels:
        return given
    return (sum(given) / len(given),) * channels
