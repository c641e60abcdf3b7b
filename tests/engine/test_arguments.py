"""Whatever is given to a public call: a result, or one sentence of ours; never a foreign error."""

import inspect
import linecache
import traceback
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import engine
from engine import activations, datasets, filters, geometry, networks, volumes
from engine.images import pictures
from engine.networks.layers.registry import LAYERS
from engine.runtime import threads
from tests.engine import registered
from tests.engine.images.picture_bytes import encode

ROOM = Path(engine.__file__).parent
LONGEST = 600
X, W = np.ones((1, 2, 5, 5), np.float32), np.ones((2, 2, 3, 3), np.float32)
PICTURE = np.zeros((9, 9, 3), np.uint8)
FILE = encode(Image.fromarray(PICTURE), "PNG")
SQUARES = [np.zeros((3, 8, 8), np.uint8)] * 2
DATA = datasets.from_classes("Mine", {"cup": SQUARES, "pen": SQUARES})
LAYER_LIST = (networks.Flatten(), networks.Linear(50, 3))
NODES = (
    networks.Node("flat", networks.Flatten()),
    networks.Node("sum", networks.Add(), ("flat", "flat")),
)
VOLUME, CONV = volumes.Volume(9, 9, 3), volumes.Layer("conv", 3, filters=2)


def net() -> networks.Sequential:
    return networks.Sequential((2, 5, 5), LAYER_LIST)


def averaging() -> networks.Sequential:
    head = (networks.AdaptiveAvgPool2d(1), networks.Flatten(), networks.Linear(2, 3))
    return networks.Sequential((2, 5, 5), (networks.ReLU(), *head))


WINDOW = {"stride": 1, "padding": 0}
CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "conv2d": (
        engine.conv2d,
        {"x": X, "weight": W, "bias": np.ones(2), **WINDOW, "dilation": 1, "groups": 1,
         "padding_mode": "zeros"},
    ),
    "conv2d_backward": (
        engine.conv2d_backward,
        {"grad_out": X[:, :, 2:, 2:], "x": X, "weight": W, **WINDOW, "dilation": 1, "groups": 1},
    ),
    "conv_transpose2d": (
        engine.conv_transpose2d,
        {"x": X, "weight": W, "bias": np.ones(2), **WINDOW, "output_padding": 0, "groups": 1,
         "dilation": 1},
    ),
    "max_pool2d": (
        engine.max_pool2d, {"x": X, "kernel_size": 2, **WINDOW, "ceil_mode": True}
    ),
    "max_pool2d_backward": (
        engine.max_pool2d_backward,
        {"grad_out": X[:, :, :4, :4], "argmax": engine.max_pool2d(X, 2, 1)[1],
         "input_shape": X.shape},
    ),
    "avg_pool2d": (
        engine.avg_pool2d,
        {"x": X, "kernel_size": 2, **WINDOW, "ceil_mode": True, "count_include_pad": False},
    ),
    "avg_pool2d_backward": (
        engine.avg_pool2d_backward,
        {"grad_out": X[:, :, :4, :4], "input_shape": X.shape, "kernel_size": 2, **WINDOW,
         "ceil_mode": False, "count_include_pad": False},
    ),
    "lp_pool2d": (
        engine.lp_pool2d, {"x": X, "norm_type": 2, "kernel_size": 2, "stride": 1}
    ),
    "lp_pool2d_backward": (
        engine.lp_pool2d_backward,
        {"grad_out": X[:, :, :4, :4], "x": X, "norm_type": 2, "kernel_size": 2, "stride": 1},
    ),
    "filter_image": (
        engine.filter_image,
        {"image": PICTURE, "kernel": W[0, 0], **WINDOW, "mode": "edge", "dilation": 1,
         "flip": True},
    ),
    "unfold": (engine.unfold, {"x": X, "kernel_size": 2, "dilation": 1, **WINDOW}),
    "output_size": (engine.output_size, {"size": 9, "kernel": 3, **WINDOW, "dilation": 1}),
    "relu": (engine.relu, {"x": X, "out": None}),
    "leaky_relu": (engine.leaky_relu, {"x": X, "negative_slope": 0.1, "out": None}),
    "prelu": (engine.prelu, {"x": X, "weight": np.ones(1), "out": None}),
    "gelu": (engine.gelu, {"x": X, "out": None}),
    "silu": (engine.silu, {"x": X, "out": None}),
    "softplus": (engine.softplus, {"x": X, "out": None}),
    "elu": (engine.elu, {"x": X, "alpha": 1.0, "out": None}),
    "sigmoid": (engine.sigmoid, {"x": X, "out": None}),
    "tanh": (engine.tanh, {"x": X, "out": None}),
    "maxout": (engine.maxout, {"x": X, "pieces": 2}),
    "softmax": (engine.softmax, {"x": X, "axis": 1}),
    "cross_entropy": (engine.cross_entropy, {"logits": W[:, 0, 0], "target": np.array([0, 1])}),
    "hinge_loss": (
        engine.hinge_loss, {"scores": W[:, 0, 0], "target": np.array([0, 1]), "margin": 1.0},
    ),
    "binary_cross_entropy": (
        engine.binary_cross_entropy, {"logits": W[0, 0, 0], "target": np.ones(3)},
    ),
    "set_num_threads": (engine.set_num_threads, {"number": 2}),
    "warmup": (engine.warmup, {"only": ["pooling"]}),
    "activations.derivative": (activations.derivative, {"name": "relu", "x": X}),
    "activations.definition": (activations.definition, {"name": "relu"}),
    "geometry.fit": (
        geometry.fit, {"size": 9, "kernel": 3, **WINDOW, "dilation": 1, "suggest": True},
    ),
    "geometry.least_same": (
        geometry.least_same, {"size": 9, "kernel": 3, "stride": 2, "dilation": 1},
    ),
    "geometry.plan": (
        geometry.plan, {"size": (9, 9), "kernel": (3, 3), **WINDOW, "dilation": 1},
    ),
    "volumes.Volume": (volumes.Volume, {"width": 3, "height": 3, "depth": 3}),
    "volumes.Layer": (
        volumes.Layer,
        {"kind": "conv", "kernel": 3, **WINDOW, "filters": 2, "dilation": 1},
    ),
    "volumes.output_volume": (volumes.output_volume, {"volume": VOLUME, "layer": CONV}),
    "volumes.weights_per_filter": (volumes.weights_per_filter, {"volume": VOLUME, "layer": CONV}),
    "volumes.parameters": (volumes.parameters, {"volume": VOLUME, "layer": CONV}),
    "volumes.multiply_adds": (volumes.multiply_adds, {"volume": VOLUME, "layer": CONV}),
    "filters.box": (filters.box, {"size": 3}),
    "filters.gaussian": (filters.gaussian, {"size": 3, "sigma": 1.0}),
    "filters.laplacian_of_gaussian": (filters.laplacian_of_gaussian, {"size": 3, "sigma": 1.0}),
    "filters.motion_blur": (filters.motion_blur, {"size": 3, "angle": 1.0}),
    "filters.unsharp": (filters.unsharp, {"size": 3, "sigma": 1.0, "amount": 1.0}),
    "filters.gabor": (
        filters.gabor,
        {"size": 3, "wavelength": 4.0, "theta": 0.0, "sigma": None, "aspect": 0.5, "phase": 0.0},
    ),
    **{
        f"filters.{name}": (getattr(filters, name), {"kernel": W[0, 0]})
        for name in ("flip", "normalise", "rotate", "zero_sum")
    },
    "networks.trained": (networks.trained, {"name": "lenet_digits"}),
    "networks.card": (networks.card, {"name": "lenet_digits"}),
    "filters.get": (filters.get, {"name": "sobel_x"}),
    "filters.describe": (filters.describe, {"name": "sobel_x"}),
    "networks.Sequential": (
        networks.Sequential,
        {"input_shape": (2, 5, 5), "layers": LAYER_LIST, "seed": 0,
         "initialisation": "he_normal", "dtype": np.float32},
    ),
    "networks.Graph": (
        networks.Graph,
        {"input_shape": (2, 5, 5), "nodes": NODES, "seed": 0, "initialisation": "he_normal",
         "dtype": np.float32},
    ),
    "networks.Node": (
        networks.Node, {"name": "a", "layer": networks.ReLU(), "inputs": ("input",)},
    ),
    "networks.graph_table": (
        networks.graph_table, {"input_shape": (2, 5, 5), "nodes": NODES},
    ),
    "network()": (lambda x: net()(x), {"x": X}),
    "network.activations": (lambda x: net().activations(x), {"x": X}),
    "network.trace": (
        lambda **given: net().trace(**given),
        {"x": X, "training": False, "rng": None, "keep": False, "layers": None},
    ),
    "network.backward": (
        lambda trace, **given: (made := net()).backward(
            made.trace(X, True) if trace is True else trace, **given
        ),
        {"trace": True, "grad": np.ones((1, 3)), "needs_input_grad": False, "keep": False,
         "guided": False},
    ),
    "network.set_state": (lambda state: net().set_state(state), {"state": net().state}),
    "networks.build": (
        networks.build, {"input_shape": (2, 5, 5), "specs": [("Linear", {"out_features": 3})]},
    ),
    "networks.describe": (
        networks.describe, {"input_shape": (2, 5, 5), "specs": [("ReLU", {})]},
    ),
    "networks.pattern": (
        networks.pattern,
        {"input_shape": (2, 8, 8), "classes": 3, "convolutions": 1, "blocks": 1, "dense": 1,
         "filters": 2, "kernel_size": 3, "padding": "same", "neurons": 4, "activation": "ReLU",
         "pooling": "max", "batch_norm": True, "dropout": 0.5},
    ),
    "networks.table": (networks.table, {"input_shape": (2, 5, 5), "layers": LAYER_LIST}),
    "networks.from_bytes": (networks.from_bytes, {"data": networks.to_bytes(net())}),
    "networks.to_bytes": (networks.to_bytes, {"network": net()}),
    "networks.load_onnx": (networks.load_onnx, {"data": networks.to_onnx(net())}),
    "networks.to_onnx": (networks.to_onnx, {"network": net()}),
    "model.run": (
        lambda **given: networks.load_onnx(networks.to_onnx(net())).run(**given),
        {"inputs": {"input": X}, "outputs": ["output"]},
    ),
    "model.run of one": (
        lambda x: networks.load_onnx(networks.to_onnx(net())).run({"input": x}), {"x": X},
    ),
    "model.as_graph": (
        networks.load_onnx(networks.to_onnx(net())).as_graph,
        {"output": "output", "input_shape": (2, 5, 5), "channels_last": False},
    ),
    "model.tensors": (
        lambda inputs: networks.load_onnx(networks.to_onnx(net())).tensors(inputs),
        {"inputs": {"input": X}},
    ),
    "networks.load": (networks.load, {"path": "network.safetensors"}),
    "networks.save": (networks.save, {"network": net(), "path": "other.safetensors"}),
    "networks.load_weights": (
        networks.load_weights, {"network": net(), "data": networks.to_bytes(net())},
    ),
    "networks.pytorch_code": (networks.pytorch_code, {"network": net(), "weights_file": "w"}),
    "networks.model_code": (
        networks.model_code, {"input_shape": (2, 5, 5), "network": LAYER_LIST},
    ),
    "networks.untrained_code": (
        networks.untrained_code, {"input_shape": (2, 5, 5), "network": LAYER_LIST},
    ),
    "networks.step": (
        networks.step,
        {"network": net(), "optimiser": networks.SGD(0.1), "x": X, "target": np.array([1]),
         "loss": "cross_entropy", "rng": None, "keep": False},
    ),
    "networks.SGD": (networks.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.0}),
    "networks.Adam": (
        networks.Adam, {"lr": 0.1, "betas": (0.9, 0.99), "eps": 1e-8, "weight_decay": 0.0},
    ),
    "explain.grad_cam": (
        engine.explain.grad_cam,
        {"network": averaging(), "x": X, "layer": 0, "target": 1, "relu": True},
    ),
    "explain.grad_cam_plus_plus": (
        engine.explain.grad_cam_plus_plus,
        {"network": averaging(), "x": X, "layer": "0", "target": 1, "relu": False},
    ),
    "explain.cam": (engine.explain.cam, {"network": averaging(), "x": X, "target": 1}),
    "explain.saliency": (engine.explain.saliency, {"network": net(), "x": X, "target": [1]}),
    "explain.smooth_grad": (
        engine.explain.smooth_grad,
        {"network": net(), "x": X, "target": 1, "samples": 3, "sigma": 0.1, "seed": 0},
    ),
    "explain.guided_backprop": (
        engine.explain.guided_backprop, {"network": averaging(), "x": X, "target": 1},
    ),
    "explain.occlusion": (
        engine.explain.occlusion,
        {"network": net(), "x": X, "target": 1, "patch": 2, "stride": 1, "value": 0.0},
    ),
    "explain.occlusion_steps": (
        engine.explain.occlusion_steps,
        {"network": net(), "x": X, "target": 1, "patch": 2, "stride": 1, "value": 0.0},
    ),
    "explain.occluded_score": (
        engine.explain.occluded_score,
        {"network": net(), "x": X, "target": 1, "row": 1, "column": 4, "patch": 2, "value": 0.0},
    ),
    "explain.deletion": (
        engine.explain.deletion,
        {"network": net(), "x": X, "target": 1, "heat_map": X[0, :1], "steps": 3, "value": 0.0},
    ),
    "explain.insertion": (
        engine.explain.insertion,
        {"network": net(), "x": X, "target": 1, "heat_map": X[:, 0, :3], "steps": 3, "sigma": 1.0},
    ),
    "explain.randomised": (
        engine.explain.randomised, {"network": net(), "down_to": 1, "seed": 0},
    ),
    "explain.receptive_field": (
        engine.explain.receptive_field, {"network": averaging(), "layer": 0, "cell": (1, 4)},
    ),
    "explain.effective_receptive_field": (
        engine.explain.effective_receptive_field,
        {"network": averaging(), "layer": 0, "cell": (1, 4), "x": X, "channel": None,
         "weights": None},
    ),
    "explain.maximise": (
        lambda **given: list(engine.explain.maximise(**given)),
        {"network": net(), "layer": 1, "unit": 2, "cell": None, "steps": 5, "rate": 0.1,
         "jitter": 1, "blur": 0.5, "decay": 0.1, "limits": (-1, 1), "start": X[0], "seed": 0},
    ),
    "explain.deep_dream": (
        lambda **given: list(engine.explain.deep_dream(**given)),
        {"network": averaging(), "picture": X[0], "layer": 0, "channel": 1, "octaves": 2,
         "scale": 1.5, "steps": 2, "rate": 0.1, "jitter": 1, "limits": (-1, 1), "seed": 0},
    ),
    "explain.top_patches": (
        engine.explain.top_patches,
        {"network": averaging(), "layer": 0, "channel": 1, "pictures": X, "count": 2},
    ),
    "explain.nearest": (
        engine.explain.nearest,
        {"network": net(), "layer": 1, "x": X, "pictures": X, "count": 2},
    ),
    "explain.map_statistics": (engine.explain.map_statistics, {"values": X, "bins": 3}),
    "explain.similarity": (
        engine.explain.similarity, {"first": X[0, 0], "second": X[0, 1]},
    ),
    "optimiser.step": (
        lambda **given: networks.SGD(0.1).step(**given),
        {"parameters": net().parameters, "gradients": net().parameters},
    ),
    "networks.CosineAnnealingLR": (
        networks.CosineAnnealingLR, {"optimiser": networks.SGD(0.1), "T_max": 9, "eta_min": 0.0},
    ),
    "networks.OneCycleLR": (
        networks.OneCycleLR,
        {"optimiser": networks.SGD(0.1), "max_lr": 0.1, "total_steps": 9, "pct_start": 0.3,
         "div_factor": 25.0, "final_div_factor": 1e4},
    ),
    "datasets.describe": (datasets.describe, {"name": "digits"}),
    "datasets.is_ready": (datasets.is_ready, {"name": "digits", "folder": None}),
    "datasets.load": (datasets.load, {"name": "digits", "folder": None}),
    "datasets.shapes": (datasets.shapes, {"count": 5, "side": 8, "seed": 0}),
    "datasets.fit_picture": (datasets.fit_picture, {"pixels": PICTURE, "shape": (3, 4, 4)}),
    "datasets.as_input": (datasets.as_input, {"pictures": DATA.pictures}),
    "datasets.shifted": (
        datasets.shifted, {"pictures": DATA.pictures, "moves": [[0, 1]] * len(DATA)},
    ),
    "datasets.from_classes": (
        datasets.from_classes, {"name": "Mine", "classes": {"cup": SQUARES, "pen": SQUARES}},
    ),
    "datasets.from_zip": (datasets.from_zip, {"source": b"", "name": "x", "side": 8, "most": 9}),
    "datasets.from_folder": (datasets.from_folder, {"folder": Path("gone"), "side": 8}),
    "datasets.from_files": (
        datasets.from_files, {"files": [("cat/1.png", b"")], "name": "x", "side": 8, "most": 9},
    ),
    "datasets.DataSet": (
        datasets.DataSet,
        {"name": "x", "pictures": DATA.pictures, "labels": DATA.labels, "classes": ("a", "b"),
         "source": "", "licence": "", "publisher_test": 0},
    ),
    "data.split": (DATA.split, {"share": 0.2, "seed": 0}),
    "datasets.Batches": (datasets.Batches, {"data": DATA, "size": 2, "seed": 0}),
    "batches.batch": (datasets.Batches(DATA, 2).batch, {"step": 1}),
    "datasets.Augmentation": (
        datasets.Augmentation, {"shift": 1, "flip": True, "brightness": 0.1},
    ),
    "pictures.decode": (pictures.decode, {"data": FILE, "name": "x", "enough": None}),
    "pictures.to_grey": (pictures.to_grey, {"pixels": PICTURE}),
    "pictures.channel": (pictures.channel, {"pixels": PICTURE, "colour": "red"}),
    **{
        f"networks.{name}": (
            kind.layer,
            {
                parameter.name: getattr(registered.made(name)[1][0], parameter.name)
                for parameter in inspect.signature(kind.layer).parameters.values()
            },
        )
        for name, kind in LAYERS.items()
    },
}  # fmt: skip
NO_CALLS = {"Batch", "DataSetError", "Gradients", "Layer", "LayerInfo", "Optimiser", "Row"}
NO_CALLS |= {"Card", "Schedule", "Split", "Step", "Table", "Trace", "Filter", "names"}
NO_CALLS |= {"get_num_threads", "shipped", "OnnxModel"}

STRANGE: dict[str, Any] = {
    "None": None,
    "True": True,
    "zero": 0,
    "minus one": -1,
    "2^31": 2**31,
    "2^62": 2**62,
    "2^80": 2**80,
    "minus 2^80": -(2**80),
    "5000 digits": 10**5000,
    "minus 5000 digits": -(10**5000),
    "1.5": 1.5,
    "1e300": 1e300,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "a complex number": 1j,
    "a fraction": Fraction(1, 3),
    "text": "a",
    "no text": "",
    "long text": "strange " * 10_000,
    "two lines": "a\nb",
    "bytes": b"a",
    "a list": [1],
    "an empty list": [],
    "a ragged list": [[1], [1, 2]],
    "a deep list": [[[[[[1.0]]]]]],
    "three numbers": (1, 2, 3),
    "a pair of texts": ("a", "b"),
    "a pair of huge numbers": (2**62, 2**62),
    "an object": object(),
    "a function": len,
    "a class": int,
    "a dictionary": {"a": 1},
    "numbers as keys": {1: 2},
    "a set": {1, 2},
    "a range": range(3),
    "an array": np.ones(3),
    "a large array": np.zeros((40, 40)),
    "an empty array": np.zeros((0, 2, 5, 5)),
    "no dimension": np.array(3.0),
    "an array of texts": np.array(["a", "b"]),
    "complex numbers": np.full((1, 2, 5, 5), 1j),
    "objects": np.array([None, 1], dtype=object),
    "dates": np.array(["2026-01-01"], dtype="datetime64[D]"),
    "no numbers": np.full((1, 2, 5, 5), np.nan),
    "infinite numbers": np.full((1, 2, 5, 5), np.inf, np.float32),
    "half precision": np.ones((1, 2, 5, 5), np.float16),
    "long doubles": np.full((1, 2, 5, 5), 1e300, np.longdouble),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is written is written in a folder of its own; the threads are those of before."""
    before = threads.get_num_threads()
    monkeypatch.chdir(tmp_path)
    networks.save(net(), "network.safetensors")
    yield
    threads.set_num_threads(before)


def problem_of(call: Callable[..., Any], given: dict[str, Any]) -> str:
    """What is wrong with how a call answers; nothing where it has a result or a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call(**given)
    except OSError as error:
        return "" if call in (networks.load, networks.save) else repr(error)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        line = linecache.getline(last.filename, last.lineno or 0).strip()
        text = str(error)
        told = f"{type(error).__name__}: {text[:LONGEST]} at {last.filename}:{last.lineno} {line}"
        if not isinstance(error, ValueError | TypeError):
            return f"another kind of error: {told}"
        if not (Path(last.filename).is_relative_to(ROOM) and line.startswith("raise ")):
            return f"no sentence of ours: {told}"
        if not text or "\n" in text or len(text) > LONGEST:
            return f"no short sentence: {told}"
    return ""


@pytest.mark.parametrize("name", CALLS)
def test_every_argument_may_be_anything(name: str) -> None:
    call, good = CALLS[name]
    problems = []
    for argument in good:
        for title, value in STRANGE.items():
            if problem := problem_of(call, {**good, argument: value}):
                problems.append(f"{argument} = {title}: {problem}")
    assert not problems, "\n".join(problems)


def test_the_arguments_before_they_are_strange_are_good() -> None:
    refused = {
        name: problem for name, (call, good) in CALLS.items()
        if (problem := problem_of(call, good))
    }  # fmt: skip
    assert refused == {}
    for call, good in CALLS.values():
        if call not in (datasets.from_zip, datasets.from_folder, datasets.from_files):
            call(**good)


def test_every_public_call_is_tried() -> None:
    tried = {name.split(".")[-1] for name in CALLS}
    public = {
        name
        for room in (engine, filters, networks, datasets)
        for name in room.__all__
        if callable(getattr(room, name))
    }
    assert public - tried - NO_CALLS == set()
    assert {f"explain.{name}" for name in engine.explain.CALLS} <= CALLS.keys()
