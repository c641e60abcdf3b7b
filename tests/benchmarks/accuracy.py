"""Accuracy against time: the same networks trained on the same pictures, beside PyTorch's.

``python -m tests.benchmarks.accuracy [--runs REGEX] [--seeds 0 1 2] [--epochs N] [--keep FOLDER]
[--json FILE]``: from the same weights, on the same batches in the same order, with the
same optimiser, learning rates and number of threads; an epoch of ours, one of theirs, and so on,
in one process. The time is that of the training steps; making batches and testing are left out.
With `--keep`, every epoch is kept in the folder: what is there already is not trained again, so a
run can be stopped, gone on with, or done seed by seed; `--epochs` stops after so many new ones.
Ends with status 1 if a goal is missed, or not everything is trained.

The environment variable CONVOSCOPE_DATA names a folder with cifar10-train.zip and
cifar10-test.zip (class folders of pictures) and MNIST's t10k-images-idx3-ubyte.gz and
t10k-labels-idx1-ubyte.gz. Needs what requirements-reference.txt names.
"""

import argparse
import json
import os
import pickle
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from engine import datasets, networks
from engine.datasets.mnist import read_idx
from engine.networks import ready_made
from engine.runtime import threads
from tests.benchmarks.limits import machine
from tests.benchmarks.training import torch_model

THREADS, TESTED_AT_ONCE = 2, 500
LEAST_DIFFERENCE = 1.0  # points that the mean accuracies may be apart
NEEDED = (
    "cifar10-train.zip",
    "cifar10-test.zip",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


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


def folder() -> Path:
    """Where the pictures are; ends the program with one sentence if they are not."""
    name = os.environ.get("CONVOSCOPE_DATA", "")
    missing = [file for file in NEEDED if not name or not (Path(name) / file).is_file()]
    if missing:
        sys.exit(f"CONVOSCOPE_DATA must name a folder with {', '.join(missing)}.")
    return Path(name)


@lru_cache(maxsize=1)
def cifar10() -> datasets.Split:
    return datasets.Split(*(datasets.from_zip(folder() / name, "CIFAR-10") for name in NEEDED[:2]))


@lru_cache(maxsize=1)
def mnist() -> datasets.Split:
    """Of the 10,000 test digits the first 8,000 to train on, the others held out."""
    digits = datasets.DataSet(
        "MNIST",
        read_idx(folder() / NEEDED[2])[:, np.newaxis],
        read_idx(folder() / NEEDED[3]).astype(np.int64),
        tuple("0123456789"),
        "MNIST",
        "",
        publisher_test=2000,
    )
    return digits.split()


CHANGES = datasets.Augmentation(shift=2, flip=True)
RUNS = (
    Run("CIFAR-10, 6-layer VGG", cifar10, ready_made.six_layer_vgg(), 4, 64, 2e-3, CHANGES, 75.0),
    Run("CIFAR-10, LeNet", cifar10, ready_made.lenet(), 8, 64, 2e-3, CHANGES, 60.0),
    Run(
        *("MNIST, LeNet", mnist, ready_made.lenet((1, 28, 28)), 5, 32, 2e-3),
        *(datasets.Augmentation(shift=2), 97.0),
    ),
)  # fmt: skip


def main() -> int:
    options = _options()
    folder()
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


def train(run: Run, seed: int, keep: Path | None) -> Iterator[State]:
    """The state at first, as kept if it was, and after every epoch."""
    path = keep and keep / f"{re.sub('[^a-z0-9]+', '-', run.name.lower())}-{seed}.pickle"
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
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_bytes(pickle.dumps(state))
            new.replace(path)
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
        results.append((seconds, float(np.mean(losses)), accuracy(scores, data.held_out)))
    return Epoch(*zip(*results, strict=True))


def accuracy(scores: Callable[[np.ndarray], np.ndarray], data: datasets.DataSet) -> float:
    """% of the pictures whose highest score is that of their class."""
    right = 0
    for first in range(0, len(data), TESTED_AT_ONCE):
        part = slice(first, first + TESTED_AT_ONCE)
        x = datasets.as_input(data.pictures[part])
        right += int((scores(x).argmax(axis=1) == data.labels[part]).sum())
    return 100 * right / len(data)


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
