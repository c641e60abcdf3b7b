"""Heat maps beside PyTorch's autograd and hooks and, where it is installed, beside Captum.

``python -m tests.benchmarks.explanations [NETWORKS]``: so many random networks that branch, 100
without a number, in float32 and float64, with batches of three and a class for each sample. It
prints the largest difference of each method, as a share of the largest number of its map, and ends
with an error where one is beyond 1e-4.

Captum is no requirement, as it asks for an older NumPy than ours, but it runs with ours: ``pip
install --no-deps captum==0.9.0 tqdm``. Its guided back-propagation clips the whole gradient of the
tensor that a ReLU reads, that of other readers too; so here every reader has a copy of its own.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec

import numpy as np
import torch

from engine.explain import (
    grad_cam,
    grad_cam_plus_plus,
    guided_backprop,
    occlusion,
    saliency,
    smooth_grad,
)
from engine.networks import Graph
from tests.engine.explain.heat_maps.judges import (
    captums,
    grad_cam_of,
    grad_cam_plus_plus_of,
    random_case,
    torch_gradients,
)
from tests.engine.networks.torch_graph import torch_graph

Array = np.ndarray
Case = tuple[Graph, Array, Array]
Pair = tuple[Array, Array]

MOST = 1e-4
NETWORKS = 100


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS
    torch.set_num_threads(1)
    judges: dict[str, Callable[[Case], Iterator[tuple[str, Pair]]]] = {"PyTorch": _by_pytorch}
    if find_spec("captum") and find_spec("tqdm"):
        judges["Captum"] = _by_captum
    else:
        print("Captum is not installed; only PyTorch judges")
    largest: dict[tuple[str, str], float] = {}
    for number in range(count):
        for dtype in (np.float32, np.float64):
            case = random_case(number, dtype)
            for judge, pairs in judges.items():
                for method, pair in pairs(case):
                    key = f"{method}, {np.dtype(dtype).name}", judge
                    largest[key] = max(largest.get(key, 0.0), _difference(*pair))
    network, x = captums()
    for judge, pairs in judges.items():
        for method, pair in pairs((network, x, np.array([0]))):
            largest[f"{method}, Captum's example", judge] = _difference(*pair)
    print(f"{count} random networks; the largest difference as a share of the largest number")
    for (method, judge), found in sorted(largest.items()):
        print(f"{method:42} {judge:8} {found:.1e}")
    if max(largest.values()) > MOST:
        sys.exit(f"one is beyond {MOST:g}")


def _difference(found: Array, expected: Array) -> float:
    """The largest difference of two maps of one shape, as a share of the largest number."""
    if found.shape != expected.shape:
        raise ValueError(f"the maps are {found.shape} and {expected.shape}")
    return float(np.abs(found - expected).max() / max(1e-6, np.abs(expected).max()))


def _maps(network: Graph) -> list[str]:
    """Nodes whose output is maps: the first, the middle and the last one."""
    names = [
        node.name
        for node, row in zip(network.nodes, network.table.rows, strict=True)
        if len(row.output) == 3
    ]
    return [names[place] for place in sorted({0, len(names) // 2, len(names) - 1})]


def _by_pytorch(case: Case) -> Iterator[tuple[str, Pair]]:
    network, x, target = case
    yield "saliency", (saliency(*case), np.abs(torch_gradients(*case)[1]))
    yield (
        "guided back-propagation",
        (guided_backprop(*case), torch_gradients(*case, guided=True)[1]),
    )
    noisy = _noisy(x)
    grads = [torch_gradients(network, one, target)[1] for one in noisy]
    yield "SmoothGrad", (smooth_grad(*case, samples=len(noisy)), np.mean(grads, axis=0))
    for name in _maps(network):
        kept = torch_gradients(*case, name)
        yield "Grad-CAM", (grad_cam(network, x, name, target, False), grad_cam_of(*kept))
        found = grad_cam_plus_plus(network, x, name, target, False)
        yield "Grad-CAM++", (found, grad_cam_plus_plus_of(*kept))


def _by_captum(case: Case) -> Iterator[tuple[str, Pair]]:
    from captum import attr

    network, x, target = case
    model = torch_graph(network, network.scoring_layers)
    given, classes = torch.tensor(x, requires_grad=True), torch.tensor(target)

    def ask(method: object, *others: object, **settings: object) -> Array:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = method.attribute(*(others or (given,)), target=classes, **settings)
        return found.detach().numpy()

    yield "saliency", (saliency(*case), ask(attr.Saliency(model)))
    yield "guided back-propagation", (guided_backprop(*case), ask(attr.GuidedBackprop(model)))
    noisy = _noisy(x)
    grads = [ask(attr.Saliency(model), torch.tensor(one), abs=False) for one in noisy]
    yield "SmoothGrad", (smooth_grad(*case, samples=len(noisy)), np.mean(grads, axis=0))
    window, stride = (x.shape[1], 2, 2), (x.shape[1], 1, 2)
    expected = ask(attr.Occlusion(model), sliding_window_shapes=window, strides=stride)
    found = occlusion(*case, window[1:], stride[1:])
    yield "occlusion", (np.broadcast_to(found[:, None], expected.shape), expected)
    names = [node.name for node in network.nodes]
    for name in _maps(network):
        layer = model.steps[names.index(name)]
        expected = ask(attr.LayerGradCam(model, layer))[:, 0]
        yield "Grad-CAM", (grad_cam(network, x, name, target, False), expected)


def _noisy(x: Array) -> list[Array]:
    """The noisy copies that SmoothGrad takes, of its first seed."""
    rng = np.random.default_rng(0)
    spread = 0.15 * np.ptp(x, axis=(1, 2, 3), keepdims=True).astype(np.float64)
    return [(x + spread * rng.standard_normal(x.shape)).astype(x.dtype) for _ in range(5)]


if __name__ == "__main__":
    main()
