"""The names that everything outside the engine may rely on, wherever their modules stand."""

import json
import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import pytest

import engine

NAMES = [
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "max_pool2d",
    "max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "filter_image",
    "unfold",
    "output_size",
    "relu",
    "leaky_relu",
    "prelu",
    "elu",
    "gelu",
    "silu",
    "softplus",
    "sigmoid",
    "tanh",
    "maxout",
    "activations.derivative",
    "softmax",
    "cross_entropy",
    "hinge_loss",
    "binary_cross_entropy",
    "filters.names",
    "filters.get",
    "filters.describe",
    "filters.gaussian",
    "filters.flip",
    "geometry.fit",
    "volumes.Volume",
    "volumes.output_volume",
    "volumes.parameters",
    "volumes.multiply_adds",
    "networks.Sequential",
    "networks.Graph",
    "networks.Node",
    "networks.Conv2d",
    "networks.to_bytes",
    "networks.from_bytes",
    "networks.load_onnx",
    "networks.to_onnx",
    "networks.step",
    "explain.cam",
    "explain.deep_dream",
    "explain.deletion",
    "explain.effective_receptive_field",
    "explain.grad_cam",
    "explain.grad_cam_plus_plus",
    "explain.guided_backprop",
    "explain.insertion",
    "explain.map_statistics",
    "explain.maximise",
    "explain.nearest",
    "explain.occluded_score",
    "explain.occlusion",
    "explain.occlusion_steps",
    "explain.randomised",
    "explain.receptive_field",
    "explain.saliency",
    "explain.similarity",
    "explain.smooth_grad",
    "explain.top_patches",
    "datasets.load",
    "datasets.names",
    "get_num_threads",
    "set_num_threads",
    "warmup",
]


def test_every_public_name_is_there_after_importing_the_engine_alone():
    script = f"""
import json, operator
import engine
print(json.dumps([n for n in {NAMES} if operator.attrgetter(n)(engine) is None]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == []


def test_all_that_is_listed_is_there_and_listed_here():
    for name in engine.__all__:
        assert attrgetter(name)(engine) is not None
    assert {*engine.__all__} <= {name.split(".")[0] for name in NAMES}


def test_a_name_that_is_none_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'conv3d'"):
        engine.conv3d  # noqa: B018
    with pytest.raises(AttributeError, match=r"module 'engine\.explain' has no attribute 'cam3d'"):
        engine.explain.cam3d  # noqa: B018
