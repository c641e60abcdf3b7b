"""Memory that a forward call needs beyond its input and output.

``python -m tests.benchmarks.memory``: each call in a fresh process, after one on small arrays, so
that compiled code and the pool are not counted. What is measured is how far the process's largest
resident memory rises, less the output, in per cent of input and output. Linux only.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

import engine

ROOT = Path(__file__).parents[2]
LIMIT = 10.0  # % for a 3×3 filter on a picture of 12 megapixels
Call = tuple[Callable[..., object], tuple[int, ...], tuple[int, ...], str, dict[str, object]]

# Operation, shape of the input, of the weights, type of the input, further arguments.
CALLS: dict[str, Call] = {
    "filter_image 3×3, 4000×3000×3 uint8": (
        engine.filter_image, (3000, 4000, 3), (3, 3), "uint8", {},
    ),
    "filter_image 3×3, 4000×3000×3 float32": (
        engine.filter_image, (3000, 4000, 3), (3, 3), "float32", {},
    ),
    "filter_image 15×15, 4000×3000×3 float32": (
        engine.filter_image, (3000, 4000, 3), (15, 15), "float32", {},
    ),
    "filter_image 31×31, 4000×3000×3 float32": (
        engine.filter_image, (3000, 4000, 3), (31, 31), "float32", {},
    ),
    "conv2d LeNet 1, batch 512": (
        engine.conv2d, (512, 3, 32, 32), (6, 3, 5, 5), "float32", {},
    ),
    "conv2d Tiny VGG 1, batch 512": (
        engine.conv2d, (512, 3, 64, 64), (10, 3, 3, 3), "float32", {},
    ),
    "conv2d 64→64 3×3 at 56×56, batch 32": (
        engine.conv2d, (32, 64, 56, 56), (64, 64, 3, 3), "float32", {},
    ),
    "conv2d the same, padding 1": (
        engine.conv2d, (32, 64, 56, 56), (64, 64, 3, 3), "float32", {"padding": 1},
    ),
    "conv2d 64→128 1×1 at 56×56, batch 32": (
        engine.conv2d, (32, 64, 56, 56), (128, 64, 1, 1), "float32", {},
    ),
    "conv2d depthwise 3×3 at 56×56, batch 32": (
        engine.conv2d, (32, 64, 56, 56), (64, 1, 3, 3), "float32", {"groups": 64},
    ),
    "conv2d AlexNet 1, batch 32": (
        engine.conv2d, (32, 3, 227, 227), (96, 3, 11, 11), "float32", {"stride": 4},
    ),
}  # fmt: skip


def status(entry: str) -> int:
    """A size in bytes from what the kernel says about this process."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, value = line.split(":", 1)
        if name == entry:
            return int(value.split()[0]) * 1024
    raise KeyError(entry)


def measure(name: str) -> tuple[int, int]:
    """(bytes beyond input and output, bytes of both), in this process."""
    operation, shape, weight_shape, dtype, more = CALLS[name]
    rng = np.random.default_rng(0)
    weight = rng.standard_normal(weight_shape).astype(np.float32)
    # Small enough to be nothing beside the call, large enough for all that it compiles and starts.
    small = tuple(min(length, 64) for length in shape)
    operation(np.ones(small, dtype), weight, **more)
    engine.runtime.threads.split(lambda start, stop: None, 100)
    x = np.ones(shape, dtype)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the largest so far
    before = status("VmRSS")
    out = operation(x, weight, **more)
    risen = status("VmHWM") - before
    return risen - out.nbytes, x.nbytes + out.nbytes


def main() -> int:
    if len(sys.argv) > 1:
        print(*measure(sys.argv[1]))
        return 0
    failed = 0
    print(f"{'beyond input and output':42}     MB   % of both")
    for name in CALLS:
        command = [sys.executable, "-m", "tests.benchmarks.memory", name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        extra, both = map(int, done.stdout.split())
        share = 100 * extra / both
        limited = name.startswith("filter_image 3×3")
        failed += limited and share > LIMIT
        verdict = f"  (at most {LIMIT:g})" if limited else ""
        print(f"{name:42} {extra / 1e6:6.1f} {share:8.1f}{verdict}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
