"""One call or more of every public operation, small and large enough to be split."""

from collections.abc import Callable
from dataclasses import astuple

import numpy as np

import engine
from engine import activations, explain, filters, geometry
from engine import networks as nn
from engine.networks import Graph, Node, builder
from tests.engine import registered

# What is public and is no operation on arrays.
NO_OPERATIONS = {
    "activations",
    "filters",
    "geometry",
    "get_num_threads",
    "set_num_threads",
    "warmup",
    "volumes",
}
ACTIVATIONS: dict[str, dict[str, object]] = {
    kind.function.__name__: registered.settings(name) for name, kind in builder.ACTIVATIONS.items()
} | {"prelu": {"weight": 0.25}, "maxout": {"pieces": 2}}

_RESIDUAL = (
    Node("conv", nn.Conv2d(3, 8, 3, padding=1)),
    Node("norm", nn.BatchNorm2d(8), ("conv",)),
    Node("relu", nn.ReLU(), ("norm",)),
    Node("skip", nn.Conv2d(3, 8, 1)),
    Node("sum", nn.Add(), ("relu", "skip")),
    Node("mean", nn.AdaptiveAvgPool2d(1), ("sum",)),
    Node("row", nn.Flatten(), ("mean",)),
    Node("fc", nn.Linear(8, 3), ("row",)),
)


def operations() -> dict[str, Callable[[], object]]:
    """Calls without arguments; the part of the name before a blank is the public operation."""
    rng = np.random.default_rng(0)
    calls: dict[str, Callable[[], object]] = {}
    for dtype in (np.float32, np.float64):
        kind = np.dtype(dtype).name
        maps = rng.standard_normal((4, 16, 60, 60)).astype(dtype)
        for calls_of in (_layers, _activations, _losses, _heat_maps, _features):
            for name, call in calls_of(maps, rng).items():
                calls[f"{name} {kind}"] = call
    calls |= _pictures(rng)
    calls["output_size"] = lambda: engine.output_size(227, 11, 4, 2)
    calls["geometry.fit"] = lambda: geometry.fit(10, 3, 2).output
    return calls


def _layers(maps: np.ndarray, rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    weight = rng.standard_normal((24, 16, 3, 3)).astype(maps.dtype)
    deep = rng.standard_normal((16, 1, 5, 5)).astype(maps.dtype)
    bias = rng.standard_normal(24).astype(maps.dtype)
    out, argmax = engine.max_pool2d(maps, 3, 2, 1)
    shrunk = out[:, :, :29, :29]
    small = maps[:1, :, :9, :9]
    grad = rng.standard_normal((4, 24, 60, 60)).astype(maps.dtype)
    strided = grad[:, :, :30, :30]
    return {
        "conv2d": lambda: engine.conv2d(maps, weight, bias, padding=1),
        "conv2d small": lambda: engine.conv2d(small, weight, bias, stride=2),
        "conv2d depthwise": lambda: engine.conv2d(maps, deep, groups=16, padding="same"),
        "conv2d dilated": lambda: engine.conv2d(
            maps, weight, dilation=2, padding=2, padding_mode="reflect"
        ),
        "conv2d_backward": lambda: engine.conv2d_backward(grad, maps, weight, padding=1),
        "conv2d_backward strided": lambda: engine.conv2d_backward(strided, maps, weight, 2, 1),
        "conv_transpose2d": lambda: engine.conv_transpose2d(grad, weight, stride=2, padding=1),
        "unfold": lambda: engine.unfold(maps, 3, padding=1),
        "max_pool2d": lambda: engine.max_pool2d(maps, 3, 2, 1),
        "max_pool2d halves": lambda: engine.max_pool2d(maps, 2),
        "max_pool2d_backward": lambda: engine.max_pool2d_backward(out, argmax, maps.shape),
        "avg_pool2d": lambda: engine.avg_pool2d(maps, 2),
        "avg_pool2d_backward": lambda: engine.avg_pool2d_backward(out, maps.shape, 3, 2, 1),
        "lp_pool2d": lambda: engine.lp_pool2d(maps, 2, 3, 2),
        "lp_pool2d_backward": lambda: engine.lp_pool2d_backward(shrunk, maps, 2, 3, 2),
    }


def _activations(maps: np.ndarray, rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    calls: dict[str, Callable[[], object]] = {}
    for name, parameters in ACTIVATIONS.items():
        function = getattr(activations, name)
        calls[name] = lambda f=function, p=parameters: f(maps, **p)
        calls[f"activations.derivative {name}"] = lambda n=name, p=parameters: (
            activations.derivative(n, maps, **p)
        )
    calls["relu small"] = lambda: engine.relu(maps[0, 0])
    calls["sigmoid out"] = lambda: engine.sigmoid(maps, out=np.empty_like(maps))
    return calls


def _losses(maps: np.ndarray, rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    scores = maps[0, 0]
    classes = rng.integers(0, scores.shape[1], len(scores))
    answers = rng.random(scores.shape)
    return {
        "softmax": lambda: engine.softmax(maps, axis=1),
        "cross_entropy": lambda: engine.cross_entropy(scores, classes),
        "hinge_loss": lambda: engine.hinge_loss(scores, classes),
        "binary_cross_entropy": lambda: engine.binary_cross_entropy(scores, answers),
    }


def _heat_maps(maps: np.ndarray, rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    x = np.ascontiguousarray(maps[:2, :3, :24, :24])
    network = Graph(x.shape[1:], _RESIDUAL, dtype=x.dtype)
    given, target = (network, x), np.array([1, 0])
    heat_map = rng.standard_normal((2, 24, 24))
    one, other = heat_map
    calls: dict[str, Callable[[], object]] = {
        "cam": lambda: explain.cam(*given, target),
        "grad_cam": lambda: explain.grad_cam(*given, "sum", target),
        "grad_cam_plus_plus": lambda: explain.grad_cam_plus_plus(*given, "sum", target),
        "saliency": lambda: explain.saliency(*given, target),
        "smooth_grad": lambda: explain.smooth_grad(*given, target, 4),
        "guided_backprop": lambda: explain.guided_backprop(*given, target),
        "occlusion": lambda: explain.occlusion(*given, target, 8),
        "occlusion_steps": lambda: [
            step.drops for step in explain.occlusion_steps(*given, target, 8)
        ],
        "occluded_score": lambda: explain.occluded_score(*given, target, 3, 5, 8),
        "deletion": lambda: explain.deletion(*given, target, heat_map, 4).probabilities,
        "insertion": lambda: explain.insertion(*given, target, heat_map, 4).area,
        "randomised": lambda: explain.randomised(network, "sum", 1)(x),
        "similarity": lambda: astuple(explain.similarity(one, other)),
    }
    return {f"explain.{name}": call for name, call in calls.items()}


def _features(maps: np.ndarray, rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    x = np.ascontiguousarray(maps[:3, :3, :24, :24])
    network = Graph(x.shape[1:], _RESIDUAL, dtype=x.dtype)
    at = network, "sum"
    calls: dict[str, Callable[[], object]] = {
        "receptive_field": lambda: astuple(explain.receptive_field(*at, (3, 23))),
        "effective_receptive_field": lambda: explain.effective_receptive_field(*at, (3, 20), x).map,
        "maximise": lambda: [one.picture for one in explain.maximise(*at, 2, steps=4)],
        "deep_dream": lambda: [one.picture for one in explain.deep_dream(network, x[0], "sum")],
        "top_patches": lambda: [one.value for one in explain.top_patches(*at, 2, x)],
        "nearest": lambda: explain.nearest(*at, x, x).similarity,
        "map_statistics": lambda: explain.map_statistics(x).counts,
    }
    return {f"explain.{name}": call for name, call in calls.items()}


def _pictures(rng: np.random.Generator) -> dict[str, Callable[[], object]]:
    calls: dict[str, Callable[[], object]] = {}
    grey = rng.integers(0, 256, (700, 900), dtype=np.uint8)
    colour = rng.integers(0, 256, (300, 400, 3), dtype=np.uint8)
    kernels = {
        "3x3": rng.standard_normal((3, 3)),
        "separable": filters.get("gaussian_5x5"),
        "11x11": rng.standard_normal((11, 11)),
        "31x31": rng.standard_normal((31, 31)),
    }
    for size, kernel in kernels.items():
        for kind, picture in {
            "bytes": grey,
            "colour": colour,
            "floats": grey.astype(np.float32),
            "doubles": colour.astype(np.float64),
        }.items():
            calls[f"filter_image {kind} {size}"] = lambda p=picture, k=kernel: engine.filter_image(
                p, k, mode="reflect"
            )
    calls["filter_image strided"] = lambda: engine.filter_image(
        grey, kernels["3x3"], stride=2, padding="valid", dilation=2, flip=True
    )
    calls["filters.get"] = lambda: filters.get("sobel_x")
    return calls
