"""ONNX models of VGG-16's and ResNet-50's size beside PyTorch: time and memory of a forward pass.

``python -m tests.benchmarks.onnx_size``: random weights, one picture of 224×224, exported by
PyTorch. Both in turns in one process, two threads each; then the largest memory of a fresh process
that reads the file, loads the model and runs it once (Linux only). Arrays that do not begin at a
multiple of four bytes in the file are copied, and so the most of four files counts that differ in
where all of them begin. The status is 1 where a model's numbers are off by more than 1e-4 of the
largest, where it takes longer than PyTorch, or where it needs more than 1.2 GB beyond what the
process held before.
"""

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn

import engine
from engine.networks import load_onnx
from engine.networks.onnx.wire import bytes_field
from tests.benchmarks.interleaved import time_calls
from tests.benchmarks.memory import ROOT

THREADS, ROUNDS = 2, 9
MOST_MEMORY = 1.2e9
PICTURE = (1, 3, 224, 224)
VGG_16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
RESNET_50 = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))

IN_A_FRESH_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from engine.networks import load_onnx
from tests.benchmarks.memory import status
before = status("VmRSS")
model = load_onnx(Path(sys.argv[1]).read_bytes())
model.run({model.inputs[0].name: np.ones((1, 3, 224, 224), np.float32)})
print(before, status("VmHWM"))
"""


def vgg_16() -> nn.Module:
    layers: list[nn.Module] = []
    channels = 3
    for filters in VGG_16:
        if filters:
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        else:
            layers.append(nn.MaxPool2d(2))
    for numbers, neurons in ((25088, 4096), (4096, 4096)):
        layers += [nn.Flatten(), nn.Linear(numbers, neurons), nn.ReLU(), nn.Dropout()]
    return nn.Sequential(*layers, nn.Linear(4096, 1000))


class Bottleneck(nn.Module):
    """1×1, 3×3, 1×1, and a skip connection (He et al., 2016)."""

    def __init__(self, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            nn.Conv2d(channels, filters, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, 4 * filters, 1, bias=False), nn.BatchNorm2d(4 * filters),
        )  # fmt: skip
        self.skip: nn.Module = nn.Identity()
        if channels != 4 * filters:
            projection = nn.Conv2d(channels, 4 * filters, 1, stride, bias=False)
            self.skip = nn.Sequential(projection, nn.BatchNorm2d(4 * filters))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.way(x) + self.skip(x))


def resnet_50() -> nn.Module:
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
    ]  # fmt: skip
    channels = 64
    for filters, blocks, stride in RESNET_50:
        for block in range(blocks):
            layers.append(Bottleneck(channels, filters, 1 if block else stride))
            channels = 4 * filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


def most_memory(data: bytes, folder: Path) -> tuple[float, float]:
    """The largest of `memory`, however the arrays lie in the file."""
    found = []
    for shift in range(4):
        path = folder / "shifted.onnx"
        path.write_bytes(bytes_field(6, " " * shift) + data)  # a remark before all
        found.append(memory(path))
    return max(found, key=lambda one: one[1])


def memory(path: Path) -> tuple[float, float]:
    """(bytes of a fresh process before, its most bytes)."""
    command = [sys.executable, "-c", IN_A_FRESH_PROCESS, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    before, most = map(int, done.stdout.split())
    return before, most


def judge(name: str, made: nn.Module) -> int:
    torch.manual_seed(0)
    theirs, x = made.eval(), torch.randn(PICTURE)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        path = Path(folder) / "model.onnx"
        # Unfused, so that both compute the same layers.
        torch.onnx.export(theirs, (x,), path, dynamo=False,
                          training=torch.onnx.TrainingMode.PRESERVE)  # fmt: skip
        data = path.read_bytes()
        ours, (before, most) = load_onnx(data), most_memory(data, Path(folder))
        given = {ours.inputs[0].name: x.numpy()}
        wanted, (found,) = theirs(x).numpy(), ours.run(given).values()
        off = np.abs(found - wanted).max() / np.abs(wanted).max()
        times = time_calls([lambda: ours.run(given), lambda: theirs(x)], 0, ROUNDS)
    ratio = times.paired_ratio(1)
    print(f"{name:9} off by {off:.1e}   ours {times.median(0) * 1e3:6.1f} ms   PyTorch"
          f" {times.median(1) * 1e3:6.1f} ms   PyTorch/ours {ratio:.2f}   memory"
          f" {most / 1e6:.0f} MB, {before / 1e6:.0f} before")  # fmt: skip
    return bool(off > 1e-4 or ratio < 1 or most - before > MOST_MEMORY)


def main() -> int:
    warnings.simplefilter("ignore")  # PyTorch's, on its older exporter
    torch.set_num_threads(THREADS)
    engine.set_num_threads(THREADS)
    return judge("VGG-16", vgg_16()) | judge("ResNet-50", resnet_50())


if __name__ == "__main__":
    sys.exit(main())
