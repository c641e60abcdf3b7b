"""Random networks saved and loaded: ``python -m tests.benchmarks.saved_networks [--count 2000]``.

Each is a chain of any layers of the registry. It goes through a file of ours, and, where PyTorch is
installed, through the program that the page exports and the file that PyTorch writes of it. The
loaded network must give the same outputs, to the bit; PyTorch's are compared as numbers.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from engine.networks import Sequential, from_bytes, load_weights, to_bytes
from tests.engine.networks.random_networks import random_network
from tests.engine.networks.torch_twin import torch_twin

HEADERS = (640, 896, 1152, 1408)  # lengths whose first two bytes are those of a pickle


def main(arguments: list[str] | None = None) -> int:
    """Print what was tried and what failed; return how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    rng = np.random.default_rng(given.seed)
    layers: Counter[str] = Counter()
    headers: Counter[int] = Counter()
    failed, with_torch = [], find_spec("torch") is not None
    for number in range(given.count):
        network = random_network(rng)
        layers.update(type(layer).__name__ for layer in network.layers)
        headers[int.from_bytes(to_bytes(network)[:8], "little")] += 1
        x = rng.normal(size=(2, *network.input_shape))
        problem = own_file(network, x)
        if not problem and with_torch:
            problem = file_of_pytorch(network, x)
        if problem:
            failed.append(f"{number}: {problem}: {network.input_shape} {network.layers}")
    print(f"{given.count} networks, {sum(layers.values())} layers: {dict(layers)}")
    print(f"headers like those of a pickle: { {n: headers[n] for n in HEADERS} }")
    print("each through our file" + (" and through PyTorch's" if with_torch else ""))
    print("\n".join([f"{len(failed)} failed", *failed]))
    return len(failed)


def own_file(network: Sequential, x: np.ndarray) -> str:
    """Save and load a network; return what is not the same afterwards."""
    loaded = from_bytes(to_bytes(network))
    if (loaded.layers, loaded.input_shape, loaded.dtype) != (
        network.layers, network.input_shape, network.dtype,
    ):  # fmt: skip
        return "the loaded network is another one"
    return _difference(network, loaded, x)


def file_of_pytorch(network: Sequential, x: np.ndarray) -> str:
    """Let PyTorch save what the exported program makes; return what is not the same afterwards."""
    import torch
    from safetensors.torch import save

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        model = torch_twin(network, Path(folder))
    loaded = Sequential(network.input_shape, network.layers, seed=1, dtype=network.dtype)
    load_weights(loaded, save(model.state_dict()))
    with torch.no_grad():
        theirs = model(torch.tensor(x.astype(network.dtype))).numpy()
    ours, digits = network(x), 1e-3 if network.dtype == np.float32 else 1e-9
    if not np.allclose(ours, theirs, rtol=digits, atol=digits * np.abs(theirs).max(initial=1)):
        return f"PyTorch computes something else, by {np.abs(ours - theirs).max():.3g}"
    return _difference(network, loaded, x)


def _difference(network: Sequential, loaded: Sequential, x: np.ndarray) -> str:
    same = np.array_equal(network(x), loaded(x), equal_nan=True)
    return "" if same else "the loaded network gives other outputs"


if __name__ == "__main__":
    sys.exit(main())
