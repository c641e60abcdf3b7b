"""The warm-up: what it tells, and that after it nothing is left to compile."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numba
import psutil
import pytest

from engine.warmup import warmup

ROOT = Path(__file__).parents[2]

SCRIPT = """
import json
import numpy as np
from numba.core import event
from engine.warmup import warmup

with event.install_recorder("numba:compile") as first:
    warmup()

from engine import networks
from engine.explain.heat_maps import grad_cam, guided_backprop, occlusion
from engine.ops.activations import relu
from engine.ops.convolution import conv2d, conv2d_backward
from engine.ops.filtering import filter_image
from engine.ops.pooling import avg_pool2d, max_pool2d, pool_image
from engine.images.reduction import block_mean, to_indices
from engine.images.summary import summarise
from engine.runtime.threads import set_num_threads

with event.install_recorder("numba:compile") as recorder:
    set_num_threads(2)
    rng = np.random.default_rng(0)
    for shape in ((600, 800), (200, 300, 3)):
        picture = rng.integers(0, 256, shape, dtype=np.uint8)
        picture.flags.writeable = False  # as a cached picture is
        for image in (picture, picture.astype(np.float32)):
            response = filter_image(image, [[1, 0, -1]] * 3, stride=(1, 2), mode="reflect")
            for values in (image, response):
                summary = summarise(values)
                to_indices(block_mean(values, 3), -1.0, summary.limit(0.995))
                for kind in ("max", "average"):
                    pool_image(relu(values.astype(np.float32)), kind, (3, 2), 2)
    maps = rng.standard_normal((2, 3, 9, 9), dtype=np.float32)
    maps = conv2d(maps, rng.standard_normal((4, 3, 3, 3), dtype=np.float32), padding="same")
    many = rng.standard_normal((4, 48, 20, 20), dtype=np.float32)
    weight = rng.standard_normal((48, 48, 3, 3), dtype=np.float32)
    conv2d_backward(conv2d(many, weight, padding=1), many, weight, padding=1)
    for window in ((3, 1), (2,)):
        max_pool2d(maps, *window)
        avg_pool2d(maps, *window)
    for activation in networks.builder.ACTIVATIONS:
        for pooling in ("max", "average"):
            options = {"filters": 4, "dropout": 0.1, "batch_norm": pooling == "max"}
            layers = networks.pattern(
                (3, 12, 12), 3, activation=activation, pooling=pooling, **options
            )
            network = networks.Sequential((3, 12, 12), layers)
            x, target = rng.standard_normal((5, 3, 12, 12), dtype=np.float32), np.arange(5) % 3
            for optimiser in (networks.SGD(0.1, 0.9), networks.Adam()):
                networks.step(network, optimiser, x, target, rng=rng, keep=activation == "ReLU")
            network(x[:2])
    trained = networks.trained(networks.shipped()[0])  # nobody may write to its weights
    x = np.zeros((1, *trained.input_shape), np.float32)
    grad_cam(trained, x, 0, 0)
    guided_backprop(trained, x, 0)
    occlusion(trained, x, 0, 6)

def names(recorder):
    found = [e.data["dispatcher"].py_func for _, e in recorder.buffer]
    return sorted({f"{one.__module__.split('.')[-1]}.{one.__qualname__}" for one in found})

print(json.dumps([names(first), names(recorder)]))
"""


def run(cache: Path, script: str = SCRIPT) -> list[list[str]]:
    """What this process compiles in the warm-up, and what after it."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_progress_is_reported():
    told = []
    warmup(lambda share, name: told.append((share, name)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], told[-1]) == (0, (1.0, "ready"))
    assert all(name for _, name in told)
    warmup()  # without telling anybody


def test_only_some_steps_are_taken():
    told = []
    warmup(lambda share, name: told.append((share, name)), only=("pooling", "threads"))
    assert told == [(0, "threads"), (0.5, "pooling"), (1, "ready")]
    with pytest.raises(ValueError, match="no step named 'pool'"):
        warmup(only=["pool"])


def is_complete(cache: Path, processor: str = "") -> str:
    """What a fresh process says about a cache, perhaps as if it had another processor."""
    asked = [sys.executable, "-c", "from engine.warmup import *; print(is_complete())"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    if processor:
        environment["NUMBA_CPU_NAME"] = processor
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled here")
def test_nothing_is_left_to_compile_for_the_app_and_two_processes_do_not_collide(tmp_path):
    assert is_complete(tmp_path) == "False"
    assert run(tmp_path) == [[], []]  # all was compiled by the two processes that it begins
    assert is_complete(tmp_path) == "True"
    assert is_complete(tmp_path, "generic") == "False"
    assert run(tmp_path) == [[], []]


STARTS_A_COMPILER = """
import os
from engine.warmup import _STEPS, _compile_aside

print(_compile_aside(tuple(name for name, _ in _STEPS)).pid, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is ended by a signal there")
def test_a_compiler_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", STARTS_A_COMPILER]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=120)
    compilers = [process for process in psutil.process_iter() if process.pid == int(done.stdout)]
    _, alive = psutil.wait_procs(compilers, timeout=30)  # to compile all takes longer
    assert alive == []
