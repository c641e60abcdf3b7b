"""Accuracy against time: the same networks trained on the same pictures, beside PyTorch's.

``python -m tests.benchmarks.accuracy [--runs REGEX] [--seeds 0 1 2] [--epochs N] [--keep FOLDER]
[--json FILE]``: from the same weights, on the same batches in the same order, with the
same optimiser, learning rates and number of threads; an epoch of ours, one of theirs, and so on,
in one process. The time is that of the training steps; making batches and testing are left out.
With `--keep`, every epoch is kept in the folder: what is there already is not trained again, so a
run can be stopped, gone on with, or done seed by seed; `--epochs` stops after so many new ones.
Ends with status 1 if a goal is missed, or not everything is trained.

CONVOSCOPE_DATA as for `assets.networks.make`. Needs what requirements-reference.txt names.
"""

import argparse
import json
import pickle
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from assets.networks.make import cifar10, correct, digits, keep
from engine import datasets, networks
from engine.networks import ready_made
from engine.runtime import threads
from tests.benchmarks.limits import machine
from tests.benchmarks.training import torch_model

THREADS = 2
LEAST_DIFFERENCE = 1.0  # points that the mean accuracies may be apart


@dataclass(frozen=True)
class Run:
    """What is trained and how; Adam, with `rate` as the top of one cycle."""

    name: str
    load: Callable[[], datasets.Split]
    layers: tuple[networks.Layer, ...]
    epochs: int
    batch: int
    rate: float
    augmentation: datasets.Augmentation
    least: float  # accuracy on the held-out pictures, %


@dataclass(frozen=True)
class Epoch:
    """What one epoch has come to: (ours, theirs)."""

    seconds: tuple[float, float]
    losses: tuple[float, float]  # means over the steps
    accuracy: tuple[float, float]  # % of the held-out pictures


@dataclass
class State:
    """One run with one seed, as far as it has come; kept as a whole."""

    network: networks.Sequential
    optimiser: networks.Optimiser
    schedule: networks.Schedule
    model: torch.nn.Module
    judge: torch.optim.Optimizer
    epochs: list[Epoch] = field(default_factory=list)


CHANGES = datasets.Augmentation(shift=2, flip=True)
RUNS = (
    Run("CIFAR-10, 6-layer VGG", cifar10, ready_made.six_layer_vgg(), 4, 64, 2e-3, CHANGES, 75.0),
    Run("CIFAR-10, LeNet", cifar10, ready_made.lenet(), 8, 64, 2e-3, CHANGES, 60.0),
    Run(
        *("MNIST, LeNet", digits, ready_made.lenet((1, 28, 28)), 5, 32, 2e-3),
        *(datasets.Augmentation(shift=2), 97.0),
    ),
)  # fmt: skip


def main() -> int:
    options = _options()
    torch.set_num_threads(THREADS)
    threads.set_num_threads(THREADS)
    print(f"{machine()}; {THREADS} threads each; PyTorch {torch.__version__}", flush=True)
    missed, left, document = 0, options.epochs, {"machine": machine()}
    for run in RUNS:
        if not re.search(options.runs, run.name):
            continue
        finished = {}
        for seed in options.seeds:
            for state in train(run, seed, options.keep):
                if len(state.epochs) == run.epochs:
                    finished[seed] = state.epochs
                    break
                if left == 0:
                    return 1
                left -= 1
        missed += summarise(run, list(finished.values()))
        document[run.name] = {
            seed: [asdict(epoch) for epoch in epochs] for seed, epochs in finished.items()
        }
    if options.json:
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False), "utf-8")
    return int(missed > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", default="", help="only runs whose name this finds")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=-1, help="stop after so many new epochs")
    parser.add_argument("--keep", type=Path, help="folder in which every epoch is kept")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def train(run: Run, seed: int, folder: Path | None) -> Iterator[State]:
    """The state at first, as kept if it was, and after every epoch."""
    path = folder and folder / f"{re.sub('[^a-z0-9]+', '-', run.name.lower())}-{seed}.pickle"
    state = begin(run, seed)
    if path and path.is_file():
        state = pickle.loads(path.read_bytes())
    for number, done in enumerate(state.epochs, 1):
        _print(run, seed, done, number)
    yield state
    while len(state.epochs) < run.epochs:
        state.epochs.append(epoch(run, seed, state))
        _print(run, seed, state.epochs[-1], len(state.epochs))
        if path:
            keep(state, path)
        yield state


def begin(run: Run, seed: int) -> State:
    data = run.load().train
    network = networks.Sequential(data.shape, run.layers, seed)
    optimiser = networks.Adam(run.rate)
    steps = run.epochs * datasets.Batches(data, run.batch).per_epoch
    schedule = networks.OneCycleLR(optimiser, run.rate, steps, 0.25)
    model = torch_model(network)
    return State(
        network, optimiser, schedule, model, torch.optim.Adam(model.parameters(), run.rate)
    )


def epoch(run: Run, seed: int, state: State) -> Epoch:
    """One epoch of ours, then the same of theirs."""
    data = run.load()
    batches = datasets.Batches(data.train, run.batch, seed, run.augmentation)
    steps = range(
        len(state.epochs) * batches.per_epoch, (len(state.epochs) + 1) * batches.per_epoch
    )

    def ours(step: int, batch: datasets.Batch) -> float:
        return networks.step(state.network, state.optimiser, batch.x, batch.labels).loss

    def theirs(step: int, batch: datasets.Batch) -> float:
        for group in state.judge.param_groups:
            group["lr"] = state.schedule.rate(step)
        state.judge.zero_grad()
        scores = state.model(torch.from_numpy(batch.x))
        loss = torch.nn.functional.cross_entropy(scores, torch.from_numpy(batch.labels))
        loss.backward()
        state.judge.step()
        return loss.item()

    def predict(x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return state.model(torch.from_numpy(x)).numpy()

    results = []
    for act, scores in ((ours, state.network), (theirs, predict)):
        seconds, losses = 0.0, []
        for step in steps:
            batch = batches.batch(step)
            start = time.perf_counter()
            losses.append(act(step, batch))
            seconds += time.perf_counter() - start
            if act is ours:
                state.schedule.step()
        right = 100 * float(correct(scores, data.held_out).mean())
        results.append((seconds, float(np.mean(losses)), right))
    return Epoch(*zip(*results, strict=True))


def summarise(run: Run, finished: list[list[Epoch]]) -> int:
    """Print the means over the seeds, and return how many goals they miss."""
    if not finished:
        return 0
    ours, theirs = np.mean([epochs[-1].accuracy for epochs in finished], axis=0)
    mine, yours = np.mean([[e.seconds for e in epochs] for epochs in finished], axis=0).sum(axis=0)
    goals = {
        f"at least {run.least:g} %": ours >= run.least,
        f"within {LEAST_DIFFERENCE:g} point of PyTorch's": ours >= theirs - LEAST_DIFFERENCE,
        "in less time": mine < yours,
    }
    print(
        f"{run.name}: {ours:.2f} % in {mine:.0f} s, PyTorch {theirs:.2f} % in {yours:.0f} s"
        f" ({yours / mine:.2f} times as fast), mean of {len(finished)} seeds;",
        ", ".join(("" if reached else "NOT ") + goal for goal, reached in goals.items()),
        flush=True,
    )
    return sum(not reached for reached in goals.values())


def _print(run: Run, seed: int, done: Epoch, number: int) -> None:
    print(
        f"{run.name}, seed {seed}, epoch {number}: loss {done.losses[0]:.4f},"
        f" {done.accuracy[0]:.2f} % in {done.seconds[0]:.1f} s; PyTorch {done.losses[1]:.4f},"
        f" {done.accuracy[1]:.2f} % in {done.seconds[1]:.1f} s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
