"""One training step of three networks, beside PyTorch's.

``python -m tests.benchmarks.training [--rows REGEX] [--rounds N] [--json FILE]``: forward, softmax
cross-entropy, backward and SGD with momentum, from the same weights, on the same batch, with the
same number of threads, called in turns in one process; medians. Needs what
requirements-reference.txt names. Ends with status 1 if a row misses the goal.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from engine import networks
from engine.networks import ready_made
from engine.runtime import threads
from tests.benchmarks.interleaved import time_calls
from tests.benchmarks.limits import machine

THREADS, BUDGET = 2, 4.0  # seconds for one row
BATCHES = (32, 128)
RATE, MOMENTUM = 1e-3, 0.9
LEAST_MEAN, LEAST = 2.0, 0.95  # times PyTorch's speed: in geometric mean, in every row
NETWORKS = {
    "LeNet, 32×32×3": ((3, 32, 32), ready_made.lenet()),
    "Tiny VGG, 64×64×3": ((3, 64, 64), ready_made.tiny_vgg()),
    "6-layer VGG, 32×32×3": ((3, 32, 32), ready_made.six_layer_vgg()),
}
Call = Callable[[], object]


@dataclass(frozen=True)
class Result:
    name: str
    milliseconds: float
    theirs: float
    times_as_fast: float
    rounds: int
    difference: float  # of the weights after one step, beside the step's own length
    gflops: float


def main() -> int:
    options = _options()
    torch.set_num_threads(THREADS)
    threads.set_num_threads(THREADS)
    print(f"{machine()}; {THREADS} threads each; PyTorch {torch.__version__}", flush=True)
    results = []
    for batch in BATCHES:
        for name in NETWORKS:
            if re.search(options.rows, title := f"{name}, batch {batch}"):
                results.append(measure(title, *NETWORKS[name], batch, options.rounds))
                _print(results[-1])
    ratios = [result.times_as_fast for result in results]
    mean = float(np.exp(np.mean(np.log(ratios)))) if ratios else 0.0
    print(f"geometric mean {mean:.2f} times as fast (at least {LEAST_MEAN}), slowest row", end=" ")
    print(f"{min(ratios, default=0):.2f} (at least {LEAST})")
    if options.json:
        document = {"machine": machine(), "rows": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False), "utf-8")
    return int(mean < LEAST_MEAN or min(ratios, default=0) < LEAST)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="", help="only rows whose title this finds")
    parser.add_argument("--rounds", type=int, help="rounds for each row, not a time budget")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def measure(
    title: str, shape: tuple[int, ...], layers: tuple, batch: int, rounds: int | None
) -> Result:
    """Take one step each and compare the weights, then time the steps in turns."""
    network = networks.Sequential(shape, layers)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, *shape), dtype=np.float32)
    target = rng.integers(0, network.table.output[0], batch)
    model = torch_model(network)
    theirs = torch_step(model, torch.from_numpy(x), torch.from_numpy(target))
    optimiser = networks.SGD(RATE, MOMENTUM)
    before = {name: array.copy() for name, array in network.parameters.items()}

    def ours() -> object:
        return networks.step(network, optimiser, x, target)

    ours()
    theirs()
    difference = _difference(before, network, model)
    times = time_calls([ours, theirs], BUDGET, rounds)
    return Result(
        title,
        1000 * times.median(0),
        1000 * times.median(1),
        times.ratio(1),
        times.rounds,
        difference,
        2e-9 * batch * flops(network) / times.median(0),
    )


def flops(network: networks.Sequential) -> int:
    """Multiply-adds of a step for one sample: the first layer's input needs no gradient."""
    return 3 * network.table.multiply_adds - network.table.rows[0].multiply_adds


def torch_model(network: networks.Graph) -> torch.nn.Module:
    """The same network with the same weights, without the last softmax."""
    names: dict = {}
    code = networks.pytorch_code(network).split("model.load_state_dict")[0]
    exec(code, names)
    model = names["model"]
    if isinstance(model, torch.nn.Sequential):  # one that branches ends with its scores
        model = model[: network.scoring_layers]
    model.load_state_dict({name: torch.tensor(a) for name, a in network.state.items()})
    return model


def torch_step(model: torch.nn.Module, x: torch.Tensor, target: torch.Tensor) -> Call:
    optimiser = torch.optim.SGD(model.parameters(), RATE, MOMENTUM)

    def step() -> float:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), target)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def _difference(
    before: dict[str, np.ndarray], network: networks.Sequential, model: torch.nn.Module
) -> float:
    worst = 0.0
    for name, parameter in model.named_parameters():
        theirs = parameter.detach().numpy() - before[name]
        ours = network.parameters[name] - before[name]
        worst = max(worst, float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)))
    return worst


def _print(result: Result) -> None:
    print(
        f"{result.name:32}{result.milliseconds:8.2f} ms  PyTorch{result.theirs:8.2f} ms"
        f"{result.times_as_fast:6.2f} times as fast{result.gflops:7.0f} GFLOP/s"
        f"{result.rounds:5} rounds  difference {result.difference:.0e}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
