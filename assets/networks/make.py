"""Train the networks that come with the app, and write them with their cards.

    CONVOSCOPE_DATA=FOLDER python -m assets.networks.make [NAME …] [--keep FOLDER]

The folder holds cifar10-train.zip and cifar10-test.zip (class folders of pictures) and MNIST's
t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz. With `--keep`, the state after every epoch
is kept in a folder, and a run that was broken off goes on from there.
"""

import argparse
import json
import os
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import datasets, networks
from engine.datasets.mnist import read_idx
from engine.networks import branching, ready_made
from engine.networks.graph import Graph
from engine.networks.shipped import FOLDER, Card

CIFAR10 = "cifar10-train.zip", "cifar10-test.zip"
MNIST = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
TESTED_AT_ONCE = 500
Scores = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""A network: a score for each class of each picture."""
MISTAKES = 8  # so many of the most frequent stand on a card


@dataclass(frozen=True)
class Recipe:
    """How a network is trained: SGD with momentum 0.9 along one cycle of learning rates."""

    title: str
    data: Callable[[], datasets.Split]
    make: Callable[[int], Graph]  # by a seed
    epochs: int
    batch: int
    rate: float  # the highest of the cycle
    augmentation: datasets.Augmentation
    weight_decay: float = 5e-4
    seed: int = 0
    momentum: float = 0.9


@lru_cache(maxsize=1)
def cifar10() -> datasets.Split:
    """Return the 50,000 pictures to train on, and the 10,000 to test with."""
    return datasets.Split(*(datasets.from_zip(_file(name), "CIFAR-10") for name in CIFAR10))


@lru_cache(maxsize=1)
def digits() -> datasets.Split:
    """Return MNIST's test digits: the first 8,000 to train on, the others to test with."""
    pictures, labels = (read_idx(_file(name)) for name in MNIST)
    numbers = tuple("0123456789")
    every = datasets.DataSet(
        "MNIST",
        pictures[:, np.newaxis],
        labels.astype(np.int64),
        numbers,
        "MNIST",
        "",
        publisher_test=2000,
    )
    return every.split()


def _file(name: str) -> Path:
    """Return where a file is; ends the program with one sentence if it is missing."""
    folder = os.environ.get("CONVOSCOPE_DATA", "")
    missing = [
        file for file in CIFAR10 + MNIST if not folder or not (Path(folder) / file).is_file()
    ]
    if name in missing:
        sys.exit(f"CONVOSCOPE_DATA must name a folder with {', '.join(missing)}.")
    return Path(folder) / name


SHAPE, DIGIT = (3, 32, 32), (1, 28, 28)


def _vgg() -> tuple[networks.Layer, ...]:
    """Return three pairs of 3×3 convolutions, each with batch normalisation."""
    return networks.pattern(SHAPE, 10, 2, 3, 0, (32, 64, 128), 3, 1, batch_norm=True)


RECIPES = {
    "residual_cifar10": Recipe(
        "Residual network on CIFAR-10",
        cifar10,
        lambda seed: Graph(SHAPE, branching.pooled_residual(SHAPE), seed, "he_normal"),
        epochs=28,
        batch=128,
        rate=0.1,
        augmentation=datasets.Augmentation(shift=4, flip=True),
    ),
    "vgg_cifar10": Recipe(
        "VGG-style network on CIFAR-10",
        cifar10,
        lambda seed: networks.Sequential(SHAPE, _vgg(), seed, "he_normal"),
        epochs=10,
        batch=128,
        rate=0.2,
        augmentation=datasets.Augmentation(shift=4, flip=True),
    ),
    "lenet_cifar10": Recipe(
        "LeNet on CIFAR-10",
        cifar10,
        lambda seed: networks.Sequential(SHAPE, ready_made.lenet(SHAPE, 10), seed),
        epochs=12,
        batch=64,
        rate=0.02,
        augmentation=datasets.Augmentation(shift=2, flip=True),
    ),
    "lenet_digits": Recipe(
        "LeNet on digits",
        digits,
        lambda seed: networks.Sequential(DIGIT, ready_made.lenet(DIGIT, 10), seed),
        epochs=12,
        batch=32,
        rate=0.02,
        augmentation=datasets.Augmentation(shift=2),
    ),
}


@dataclass
class State:
    """A run as far as it has come."""

    network: Graph
    optimiser: networks.Optimiser
    schedule: networks.Schedule
    epochs: int = 0
    seconds: float = 0.0  # of the training steps and their batches


def main() -> None:
    """Train what was named, one network after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*RECIPES, []], default=list(RECIPES))
    parser.add_argument("--keep", type=Path, help="folder in which every epoch is kept")
    options = parser.parse_args()
    for name in options.names:
        recipe = RECIPES[name]
        state = train(name, recipe, options.keep)
        (FOLDER / f"{name}.safetensors").write_bytes(networks.to_bytes(state.network))
        text = json.dumps(asdict(card(name, recipe, state)), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


def train(name: str, recipe: Recipe, keep: Path | None) -> State:
    """Train for all epochs of a recipe, or those that are left."""
    data, path = recipe.data(), keep and keep / f"{name}.pickle"
    batches = datasets.Batches(data.train, recipe.batch, recipe.seed, recipe.augmentation)
    state = begin(recipe, recipe.epochs * batches.per_epoch)
    if path and path.is_file():
        state = pickle.loads(path.read_bytes())
    for epoch in range(state.epochs, recipe.epochs):
        start, losses = time.perf_counter(), []
        for step in range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch):
            batch = batches.batch(step)
            taken = networks.step(state.network, state.optimiser, batch.x, batch.labels)
            losses.append(taken.loss)
            state.schedule.step()
        state.seconds += time.perf_counter() - start
        state.epochs += 1
        right = correct(state.network, data.held_out).mean()
        print(
            f"{name}, epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.4f},"
            f" {100 * right:.2f}% right, {state.seconds:.0f} s",
            flush=True,
        )
        if path:
            write_state(state, path)
    return state


def write_state(state: object, path: Path) -> None:
    """Write a state to a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(pickle.dumps(state))
    new.replace(path)


def begin(recipe: Recipe, steps: int) -> State:
    """Return a network with random weights, and what will train it in so many steps."""
    optimiser = networks.SGD(recipe.rate, recipe.momentum, recipe.weight_decay)
    schedule = networks.OneCycleLR(optimiser, recipe.rate, steps, 0.25)
    return State(recipe.make(recipe.seed), optimiser, schedule)


def predictions(network: Scores, data: datasets.DataSet) -> NDArray[np.int64]:
    """Return the class with the highest score for every picture."""
    parts = range(0, len(data), TESTED_AT_ONCE)
    scores = (network(datasets.as_input(data.pictures[i : i + TESTED_AT_ONCE])) for i in parts)
    return np.concatenate([part.argmax(axis=1) for part in scores])


def correct(network: Scores, data: datasets.DataSet) -> NDArray[np.bool_]:
    """Return for every picture whether the network names its class."""
    right: NDArray[np.bool_] = predictions(network, data) == data.labels
    return right


def card(name: str, recipe: Recipe, state: State) -> Card:
    """Test the network, and return what is known of it."""
    data = recipe.data().held_out
    found = predictions(state.network, data)
    names, labels = data.classes, data.labels
    confused = np.zeros((len(names), len(names)), int)
    np.add.at(confused, (labels, found), 1)
    by_class = 100 * confused.diagonal() / confused.sum(axis=1)
    np.fill_diagonal(confused, 0)
    worst = np.argsort(-confused, axis=None, kind="stable")[:MISTAKES]
    pairs = (np.unravel_index(place, confused.shape) for place in worst)
    changes = recipe.augmentation
    return Card(
        recipe.title,
        data.name,
        names,
        state.network.table.parameters,
        f"{recipe.epochs} epochs in batches of {recipe.batch}, SGD with momentum"
        f" {recipe.momentum:g}, one cycle of learning rates up to {recipe.rate:g}, weight decay"
        f" {recipe.weight_decay:g}, moved by up to {changes.shift} pixels"
        + (" and mirrored" if changes.flip else ""),
        round(state.seconds),
        len(data),
        round(100 * float((found == labels).mean()), 2),
        tuple(round(float(share), 1) for share in by_class),
        tuple((names[what], names[taken], int(confused[what, taken])) for what, taken in pairs),
        f"CONVOSCOPE_DATA=FOLDER python -m assets.networks.make {name}",
    )


if __name__ == "__main__":
    main()
