"""Which pages wait for kernels that are being compiled: those listed, with reasons."""

import json
import subprocess
import sys
from pathlib import Path

import numba
import pytest

MAY_WAIT = {
    "matrices fc": "its network is trained at the first visit",
    "matrices cost": "it measures the kernels",
}


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled here")
def test_every_page_is_drawn_before_kernels_are_compiled() -> None:
    command = [sys.executable, "-m", "tests.never_ready", "pages"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    last = done.stdout.splitlines()[-1]  # Streamlit prints what goes wrong in a fragment
    assert json.loads(last) == dict.fromkeys(MAY_WAIT, "waits")
