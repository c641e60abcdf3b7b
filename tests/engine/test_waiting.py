"""Which operations wait for kernels that are being compiled: those listed, with reasons."""

import json
import subprocess
import sys
from pathlib import Path

import numba
import pytest

_SAME = "a training gives the same numbers whenever it was begun"
_TIMED = "it measures the kernels"
MAY_WAIT = {
    "networks.step": _SAME,
    "accumulate_step": _SAME,
    "SGD": _SAME,
    "Adam": _SAME,
    "kernel_learning.learn": _SAME,
    "activation_cost.rounds": _TIMED,
    "convolution_cost.rounds": _TIMED,
}


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled here")
def test_all_operations_do_without_kernels_but_those_that_may_wait() -> None:
    command = [sys.executable, "-m", "tests.never_ready", "operations"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == dict.fromkeys(MAY_WAIT, "waits")
