"""The rows of the engine's benchmark: the same work done by us and by other libraries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import scipy.ndimage
import scipy.signal
import skimage.filters
import skimage.measure
import torch

import engine
from engine import geometry
from engine.planning import conv_plan
from engine.runtime import threads

Call = Callable[[], object]


@dataclass(frozen=True)
class Work:
    """One row, ready to run: the first of `others` is the one that we are measured against."""

    ours: Call
    others: dict[str, Call]
    compare: Callable[[object], np.ndarray] = np.asarray  # a result as one array, to tell an error


@dataclass(frozen=True)
class Row:
    """What is measured, what it costs at least, and what it must reach."""

    group: str
    name: str
    prepare: Callable[[], Work]
    flops: float
    bytes: float
    least_ratio: float  # how many times the other's speed
    least_share: float = 0.0  # of the machine's limit

    @property
    def title(self) -> str:
        return f"{self.group}: {self.name}"


# --- convolution layers ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    name: str
    channels: int
    size: int
    filters: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @property
    def output(self) -> int:
        window = self.dilation * (self.kernel - 1) + 1
        return (self.size + 2 * self.padding - window) // self.stride + 1

    @property
    def settings(self) -> tuple[int, int, int, int]:
        return self.stride, self.padding, self.dilation, self.groups

    def flops(self, samples: int) -> float:
        taps = self.channels // self.groups * self.kernel**2
        return 2.0 * samples * self.filters * self.output**2 * taps

    def numbers(self, samples: int) -> float:
        """Numbers of the input, the output and the weights together."""
        weights = self.filters * self.channels // self.groups * self.kernel**2
        inside = samples * self.channels * self.size**2
        return float(inside + samples * self.filters * self.output**2 + weights)


LAYERS = (
    Layer("LeNet 1", 3, 32, 6, 5),
    Layer("LeNet 2", 6, 14, 16, 5),
    Layer("Tiny VGG 1", 3, 64, 10, 3),
    Layer("Tiny VGG 2", 10, 62, 10, 3),
    Layer("Tiny VGG 3", 10, 30, 10, 3),
    Layer("Tiny VGG 4", 10, 28, 10, 3),
    Layer("VGG-like 64→64, 56×56", 64, 58, 64, 3),
    Layer("VGG-like 128→128, 16×16", 128, 18, 128, 3),
    Layer("AlexNet CONV1, stride 4", 3, 227, 96, 11, stride=4),
    Layer("1×1 64→128, 56×56", 64, 56, 128, 1),
    Layer("depthwise 3×3, 64 channels, 56×56", 64, 58, 64, 3, groups=64),
    Layer("dilated (2) 64→64, 56×56", 64, 60, 64, 3, dilation=2),
    Layer("64→64, 56×56, padding 1", 64, 56, 64, 3, padding=1),
    Layer("128→128, 16×16, padding 1", 128, 16, 128, 3, padding=1),
)


def layers() -> Iterator[Row]:
    for samples in (1, 32):
        for layer in LAYERS:
            flops = layer.flops(samples)
            dense = layer.channels // layer.groups * layer.kernel**2 >= 90
            hard = dense and layer.output >= 16 and flops >= 1e8
            yield Row(
                "convolution forward",
                f"{layer.name}, batch {samples}",
                lambda layer=layer, samples=samples: _forward(layer, samples),
                flops,
                4 * layer.numbers(samples),
                0.95,
                0.80 if hard else 0.0,
            )
    for samples in (1, 32):
        for layer in LAYERS:
            yield Row(
                "convolution backward",
                f"{layer.name}, batch {samples}",
                lambda layer=layer, samples=samples: _backward(layer, samples),
                2 * layer.flops(samples),
                8 * layer.numbers(samples),
                0.95,
            )


def _tensors(layer: Layer, samples: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((samples, layer.channels, layer.size, layer.size), np.float32)
    shape = (layer.filters, layer.channels // layer.groups, layer.kernel, layer.kernel)
    weight = rng.standard_normal(shape, np.float32)
    grad = rng.standard_normal((samples, layer.filters, layer.output, layer.output), np.float32)
    return x, weight, grad


def _forward(layer: Layer, samples: int) -> Work:
    x, weight, _ = _tensors(layer, samples)
    bias = np.ones(layer.filters, np.float32)
    tensors = [torch.from_numpy(array) for array in (x, weight, bias)]

    def theirs() -> object:
        with torch.inference_mode():
            return torch.nn.functional.conv2d(*tensors, *layer.settings)

    others: dict[str, Call] = {"PyTorch": theirs}
    if _takes_winograd(layer, samples):
        others["our Winograd"] = lambda: engine.conv2d(
            x, weight, bias, *layer.settings, algorithm="winograd"
        )
    return Work(lambda: engine.conv2d(x, weight, bias, *layer.settings), others)


def _takes_winograd(layer: Layer, samples: int) -> bool:
    """Tell whether `algorithm="winograd"` does anything else than the default for this layer."""
    stride, padding, dilation, groups = layer.settings
    kernel = layer.kernel, layer.kernel
    plan = geometry.plan((layer.size, layer.size), kernel, stride, padding, dilation)
    shape = layer.filters, layer.channels // groups, *kernel
    number = threads.get_num_threads()
    how = conv_plan.forward(plan, "constant", samples, shape, groups, 4, number)
    return how.tiles is not None


def _backward(layer: Layer, samples: int) -> Work:
    x, weight, grad = _tensors(layer, samples)
    x_, weight_, grad_ = (torch.from_numpy(array) for array in (x, weight, grad))
    pairs = [[setting, setting] for setting in layer.settings[:3]]

    def theirs() -> object:
        return torch.ops.aten.convolution_backward(
            grad_, x_, weight_, [layer.filters], *pairs, False, [0, 0], layer.groups,
            [True, True, True],
        )  # fmt: skip

    others: dict[str, Call] = {"PyTorch": theirs}
    if _takes_winograd(layer, samples):
        others["our Winograd"] = lambda: engine.conv2d_backward(
            grad, x, weight, *layer.settings, algorithm="winograd"
        )
    return Work(lambda: engine.conv2d_backward(grad, x, weight, *layer.settings), others, _joined)


def _joined(gradients: object) -> np.ndarray:
    return np.concatenate([np.asarray(gradient).ravel() for gradient in gradients])


# --- picture filters ------------------------------------------------------------------------------

SIZES = ((512, 512), (1080, 1920), (3000, 4000))
KERNELS = (3, 5, 7, 9, 11, 15, 21, 31)


def pictures() -> Iterator[Row]:
    for separable in (False, True):
        for size in SIZES:
            for channels in (1, 3):
                for dtype in (np.float32, np.uint8):
                    for side in KERNELS:
                        yield _picture_row(separable, size, channels, dtype, side)


def _picture_row(
    separable: bool, size: tuple[int, int], channels: int, dtype: type, side: int
) -> Row:
    numbers = size[0] * size[1] * channels
    taps = 2 * side if separable else side * side
    return Row(
        "separable filter" if separable else "picture filter",
        f"{size[1]}×{size[0]}×{channels} {dtype.__name__}, {side}×{side}",
        lambda: _picture(separable, size, channels, dtype, side),
        2.0 * numbers * taps,
        float(numbers * (4 + np.dtype(dtype).itemsize)),
        1.0,
    )


def _picture(separable: bool, size: tuple[int, int], channels: int, dtype: type, side: int) -> Work:
    rng = np.random.default_rng(0)
    shape = size if channels == 1 else (*size, channels)
    picture = (rng.random(shape, np.float32) * 255).astype(dtype)
    down, across = rng.standard_normal((2, side))
    kernel = np.outer(down, across) if separable else rng.standard_normal((side, side))
    others: dict[str, Call] = {}
    if separable:
        others["OpenCV"] = lambda: cv2.sepFilter2D(picture, cv2.CV_32F, across, down)
    else:
        single = kernel.astype(np.float32)
        others["OpenCV"] = lambda: cv2.filter2D(picture, cv2.CV_32F, single)
        if size == SIZES[0] and channels == 1 and dtype == np.float32:
            others |= _slow_peers(picture, kernel, single)
    return Work(lambda: engine.filter_image(picture, kernel, mode="reflect"), others)


def _slow_peers(picture: np.ndarray, kernel: np.ndarray, single: np.ndarray) -> dict[str, Call]:
    """Timed on the smallest pictures only."""
    side = len(kernel) // 2
    image, weight = torch.from_numpy(picture)[None, None], torch.from_numpy(single)[None, None]

    def pytorch() -> object:
        with torch.inference_mode():
            padded = torch.nn.functional.pad(image, [side] * 4, mode="reflect")
            return torch.nn.functional.conv2d(padded, weight)[0, 0]

    def by_overlapping_blocks() -> object:
        padded = np.pad(picture, side, mode="reflect")
        return scipy.signal.oaconvolve(padded, single[::-1, ::-1], "valid")

    if len(kernel) >= 15:
        return {"SciPy": by_overlapping_blocks, "PyTorch": pytorch}
    return {
        "SciPy": lambda: scipy.ndimage.correlate(picture, single, mode="mirror"),
        "scikit-image": lambda: skimage.filters.correlate_sparse(picture, single, "reflect"),
        "PyTorch": pytorch,
    }


# --- pooling and activations ----------------------------------------------------------------------

MAPS = ((32, 10, 60, 60), (32, 64, 56, 56), (32, 64, 224, 224))
LARGE = 1 << 24  # numbers from which memory, not the cache, sets the limit


def maps() -> Iterator[Row]:
    for shape in MAPS:
        count = float(np.prod(shape))
        share = 0.7 if count > LARGE else 0.0
        name = "×".join(map(str, shape))
        # A quarter as many maxima, each with a position of 8 bytes.
        pooled = count * 4 + count / 4 * (4 + 8)
        yield Row(
            "max pooling 2×2/2, out=",
            name,
            lambda shape=shape: _pooling(shape),
            count,
            pooled,
            1.0,
            share,
        )
    for shape in MAPS:
        count = float(np.prod(shape))
        share = 0.7 if count > LARGE else 0.0
        name = "×".join(map(str, shape))
        yield Row(
            "ReLU, out=", name, lambda shape=shape: _relu(shape), count, count * 8, 1.0, share
        )


def _pooling(shape: tuple[int, ...]) -> Work:
    x = np.random.default_rng(0).standard_normal(shape, np.float32)
    half = (*shape[:2], shape[2] // 2, shape[3] // 2)
    out, argmax = np.zeros(half, np.float32), np.zeros(half, np.int64)
    tensor, largest, indices = (torch.from_numpy(a.copy()) for a in (x, out, argmax))

    def pytorch() -> object:
        with torch.inference_mode():
            return torch.ops.aten.max_pool2d_with_indices.out(
                tensor, [2, 2], [2, 2], [0, 0], [1, 1], False, out=largest, indices=indices
            )

    others = {"PyTorch": pytorch}
    if x.size < LARGE:
        others["scikit-image"] = lambda: (skimage.measure.block_reduce(x, (1, 1, 2, 2), np.max),)

    def ours() -> object:
        return engine.max_pool2d(x, 2, out=out, argmax=argmax)

    return Work(ours, others, lambda result: np.asarray(result[0]))


def _relu(shape: tuple[int, ...]) -> Work:
    x = np.random.default_rng(0).standard_normal(shape, np.float32)
    out, theirs = np.zeros_like(x), torch.zeros(shape)
    tensor = torch.from_numpy(x)

    def pytorch() -> object:
        with torch.inference_mode():
            return torch.clamp_min(tensor, 0, out=theirs)

    def numpy() -> object:
        return np.maximum(x, 0, out=out)

    return Work(lambda: engine.relu(x, out=out), {"PyTorch": pytorch, "NumPy": numpy})


def rows() -> list[Row]:
    return [*layers(), *pictures(), *maps()]
