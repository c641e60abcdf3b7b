"""The explanations once more, by the autograd and the hooks of PyTorch; and what they are tried on.

`tests.benchmarks.explanations` asks Captum the same.
"""

import numpy as np

from engine import networks as nn
from engine.networks import Graph, Sequential
from tests.engine.networks.random_graphs import random_graph
from tests.engine.networks.torch_graph import torch_graph


def captums():
    """The network of Captum's `tests/attr/layer/test_grad_cam.py`, and its input."""
    layers = (nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 4, bias=False), nn.ReLU())
    network = Sequential((1, 4, 4), layers)
    network.parameters["0.weight"][...] = 1
    network.parameters["0.bias"][...] = (-50, -75)
    network.parameters["3.weight"][...] = (*[1] * 5, *[-1] * 3)
    return network, np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)


def random_case(seed, dtype=np.float64, samples=3):
    """A random network that branches, no weight of it 0, with a batch and classes."""
    rng = np.random.default_rng(seed)
    first = random_graph(rng)
    network = Graph(first.input_shape, first.nodes, seed, dtype=dtype)
    for name, array in network.state.items():
        drawn = (rng.random if "running" in name else rng.standard_normal)(array.shape)
        array += (0.3 * drawn).astype(dtype)
    x = rng.normal(size=(samples, *network.input_shape)).astype(dtype)
    return network, x, rng.integers(0, 3, samples)


def close(found, expected, share=1e-4):
    """Within 1e-4, and far nearer in float64."""
    assert found.shape == expected.shape
    if found.dtype == np.float64:
        share *= 1e-5
    assert np.abs(found - expected).max() <= share * max(1e-6, np.abs(expected).max())


def torch_gradients(network, x, target, node="input", guided=False):
    """A node's output and the gradient of each sample's score, both by autograd.

    `guided`: a hook on every ReLU clips what goes back through it.
    """
    import torch

    model = torch_graph(network, network.scoring_layers)
    hooks = [
        step.register_full_backward_hook(lambda _, grads, __: (grads[0].clamp(min=0),))
        for step in model.steps
        if guided and isinstance(step, torch.nn.ReLU)
    ]
    scores = model(torch.tensor(x, requires_grad=True))
    output = model.outputs[node]
    chosen = scores[torch.arange(len(x)), torch.as_tensor(np.broadcast_to(target, len(x)).copy())]
    (grad,) = torch.autograd.grad(chosen.sum(), output)
    for hook in hooks:
        hook.remove()
    return output.detach().numpy(), grad.numpy()


def grad_cam_of(maps, grads):
    return (grads.mean(axis=(2, 3), keepdims=True) * maps).sum(axis=1)


def grad_cam_plus_plus_of(maps, grads):
    """The closed form, number by number, in float64."""
    maps, grads = maps.astype(np.float64), grads.astype(np.float64)
    found = np.zeros((len(maps), *maps.shape[2:]))
    for sample, channel in np.ndindex(maps.shape[:2]):
        one, slope, weight = maps[sample, channel], grads[sample, channel], 0.0
        for g in slope.flat:
            below = 2 * g**2 + g**3 * one.sum()
            weight += (g**2 / below if below else g**2) * max(g, 0)
        found[sample] += weight * one
    return found
