"""Networks of ours as ONNX files: read back here, and computed by ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import networks as nn
from engine.networks import Graph, Sequential, load_onnx, to_onnx
from tests.engine import registered
from tests.engine.networks.onnx.files import model, node, value
from tests.engine.networks.random_graphs import random_graph

EVERY = pytest.mark.parametrize("name", registered.COMPUTED)


def network_of(name: str) -> Sequential:
    shape, layers = registered.made(name)
    return Sequential(shape, [layer for layer in layers if isinstance(layer, nn.Layer)], 1)


def graph(seed: int) -> Graph:
    found = random_graph(np.random.default_rng(seed))
    made = Graph(found.input_shape, found.nodes, seed)
    rng = np.random.default_rng(seed)
    for array in made.state.values():
        array += rng.uniform(0, 0.5, array.shape)
    return made


def batch(network: Graph) -> np.ndarray:
    shape = 2, *network.input_shape
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


@EVERY
def test_every_layer_comes_back(name: str) -> None:
    network = network_of(name)
    x = batch(network)
    found = load_onnx(to_onnx(network)).run({"input": x})
    np.testing.assert_allclose(found["output"], network(x), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_inner_tensors_have_the_names_of_nodes(seed: int) -> None:
    network = graph(seed)
    x = batch(network)
    found, wanted = load_onnx(to_onnx(network)).tensors({"input": x}), network.activations(x)
    for name, array in wanted.items():
        there = found["output" if name == network.nodes[-1].name else name]
        np.testing.assert_allclose(there, array, rtol=1e-5, atol=1e-6)


def test_a_network_without_layers_hands_its_input_on() -> None:
    x = np.ones((2, 3), np.float32)
    assert (
        load_onnx(to_onnx(Sequential((3,), []))).run({"input": x})["output"].tolist() == x.tolist()
    )


@pytest.mark.onnx
@pytest.mark.parametrize("network", [*map(network_of, registered.COMPUTED), *map(graph, range(3))])
def test_onnx_runtime_computes_the_same(network: Graph) -> None:
    runtime, onnx = pytest.importorskip("onnxruntime"), pytest.importorskip("onnx")
    data, x = to_onnx(network), batch(network)
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    (found,) = runtime.InferenceSession(data).run(["output"], {"input": x})
    np.testing.assert_allclose(found, network(x), rtol=1e-4, atol=1e-5)


@pytest.mark.onnx
@pytest.mark.parametrize("operator", ["Conv", "MaxPool", "AveragePool", "Resize"])
def test_onnx_runtime_agrees_on_windows(operator: str) -> None:
    """Settings that the layers of ours lack: uneven padding, gaps, ceil mode, linear resizing."""
    runtime = pytest.importorskip("onnxruntime")
    window: dict[str, Any] = {"kernel_shape": [3, 2], "strides": [2, 1], "pads": [1, 0, 0, 1]}
    rng = np.random.default_rng(0)
    names, arrays = ["x"], {}
    if operator == "Conv":
        arrays = {"w": rng.standard_normal((4, 1, 3, 2)).astype(np.float32)}
        window |= {"group": 2, "dilations": [1, 2]}
        names += ["w"]
    elif operator == "Resize":
        names += ["", "", "sizes"]
        arrays = {"sizes": np.array([2, 2, 5, 11])}
        window = {"mode": "linear"}
    else:
        window |= {"ceil_mode": 1}
    shape = (2, 2, 7, 8)
    data = model(node(operator, names, **window), arrays=arrays, inputs=[value("x", shape)])
    x = rng.standard_normal(shape).astype(np.float32)
    (wanted,) = runtime.InferenceSession(data).run(["y"], {"x": x})
    np.testing.assert_allclose(load_onnx(data).run({"x": x})["y"], wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.onnx
def test_cases_of_the_onnx_project_pass() -> None:
    onnx = pytest.importorskip("onnx")
    from tests.benchmarks import onnx_conformance

    verdicts = onnx_conformance.Verdicts()
    data = Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
    for kind in ("conv", "basic_conv", "convtranspose", "maxpool", "averagepool", "gemm", "lrn"):
        for folder in data.glob(f"test_{kind}_*"):
            onnx_conformance.try_case(folder, verdicts)
    assert not verdicts.wrong
    assert not verdicts.refused
    assert len(verdicts.passed) > 40
