"""Damaged and malicious ONNX files by the thousand: what load_onnx and a run make of them.

``python -m tests.benchmarks.onnx_hostile [SECONDS]``: files of networks of ours with bytes changed,
taken out, doubled or cut off, each loaded, run and converted; then the large claims, in a fresh
process each, whose memory is measured (Linux only). The status is 1 where anything but a sentence
comes back, where the process dies, or where a refusal leaves or has needed more than 50 MB.
"""

import subprocess
import sys
import time
from collections import Counter

import numpy as np

from engine.networks import Graph, load_onnx, to_onnx
from tests.benchmarks.memory import ROOT
from tests.engine.networks.random_graphs import random_graph

SECONDS = 60.0
MOST_MEMORY = 50e6

CLAIMS = {
    "a million nodes": 'model(*[node("Relu")] * 1_000_000)',
    "a million inputs": 'model(node("Concat", ["x"] * 1_000_000))',
    "a million attributes": 'model(node("Relu", **{f"a{k}": k for k in range(1_000_000)}))',
    "a million arrays": 'model(node("Relu"), arrays={f"w{k}": X for k in range(1_000_000)})',
    "a list of ten million numbers": 'model(node("Relu", axes=[1] * 10_000_000))',
    "an array of 10 GB": 'claim("w", [50_000, 50_000])',
    "ten million varints": 'claim("w", [10_000_000], 7, bytes_field(7, b"1" * 10_000_000))',
    "a name of 20 MB": 'model(node("x" * 20_000_000))',
    "20 MB of nothing": 'b"\\x08\\x01" * 10_000_000',
    "20 MB of varints without an end": 'b"\\xff" * 20_000_000',
}
IN_A_FRESH_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from engine.networks import load_onnx
from engine.networks.onnx.wire import bytes_field, varint_field
from tests.benchmarks.memory import status
from tests.engine.networks.onnx.files import model, node
X = np.ones(1, np.float32)
def claim(name, dims, kind=1, more=b""):
    tensor = b"".join(varint_field(1, n) for n in dims) + varint_field(2, kind)
    tensor += bytes_field(8, name) + more
    return bytes_field(7, bytes_field(5, tensor)) + bytes_field(8, varint_field(2, 17))
try:
    load_onnx(model(node("Nonsense")))
except ValueError:
    pass
data = {expression}
Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
before = status("VmRSS")
try:
    load_onnx(data)
    print("nothing was refused", 0)
except ValueError as error:
    print(status("VmHWM") - before, error)
"""


def changed(data: bytes, rng: np.random.Generator) -> bytes:
    """A file in which something is different."""
    found = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        place, length = int(rng.integers(len(found))), int(rng.integers(1, 9))
        match int(rng.integers(5)):
            case 0:
                found[place] ^= 1 << int(rng.integers(8))
            case 1:
                found[place : place + length] = rng.bytes(length)
            case 2:
                del found[place : place + length]
            case 3:
                found[place:place] = found[place : place + 8 * length]
            case _:
                found[place] = (0, 1, 127, 128, 255)[int(rng.integers(5))]
        if not found:
            break
    return bytes(found[: int(rng.integers(1, len(found) + 2))] if rng.random() < 0.1 else found)


def fuzz(seconds: float) -> int:
    rng, said = np.random.default_rng(0), Counter[str]()
    end, failed = time.monotonic() + seconds, 0
    files = [to_onnx(Graph(g.input_shape, g.nodes)) for g in (random_graph(rng) for _ in range(20))]
    x = np.ones((2, *random_graph(rng).input_shape), np.float32)
    while time.monotonic() < end:
        data = changed(files[int(rng.integers(len(files)))], rng)
        try:
            made = load_onnx(data)
            made.run({one.name: x for one in made.inputs})
            made.as_graph()
            said["loads, runs and converts"] += 1
        except (ValueError, TypeError) as error:
            text = str(error)
            said["refused in a sentence"] += 1
            if not text or "\n" in text or len(text) > 400:
                failed += 1
                print(f"no sentence: {text!r}")
        except Exception as error:
            failed += 1
            print(f"another error: {error!r}, file {data.hex()[:200]}…")
    print(dict(said))
    return failed


def claims() -> int:
    failed = 0
    for name, expression in CLAIMS.items():
        program = IN_A_FRESH_PROCESS.replace("{expression}", expression)
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        risen, _, sentence = done.stdout.strip().partition(" ")
        is_good = done.returncode == 0 and risen.isdigit() and int(risen) < MOST_MEMORY
        failed += not is_good
        shown = f"{int(risen) / 1e6:5.1f} MB" if risen.isdigit() else done.stderr[-300:]
        print(f"{name:34} {shown}  {sentence}")
    return failed


def main() -> int:
    failed = fuzz(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
    failed += claims()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
