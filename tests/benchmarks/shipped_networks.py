"""The networks that come with the app: their accuracy, measured anew; and PyTorch by their recipes.

``python -m tests.benchmarks.shipped_networks [NAME …] [--torch] [--keep FOLDER]``: for each network
the accuracy on the pictures held out, beside the one on its card, and its size. With `--torch`
PyTorch trains it too: from the same random weights, on the same batches in the same order, with the
same optimiser, learning rates and number of threads; the seconds are those of the training steps.
With `--keep` every epoch is kept in a folder, and a run that was broken off goes on from there.

The status is 1 where an accuracy is not the card's or not what is asked of it, where PyTorch's
differs by more than half a point, or where all files need more than 8 MB. CONVOSCOPE_DATA as for
`assets.networks.make`. Needs what requirements-reference.txt names.
"""

import argparse
import pickle
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from assets.networks.make import RECIPES, Recipe, begin, correct, write_state
from engine import datasets, networks
from engine.networks.shipped import FOLDER
from engine.runtime import threads
from tests.benchmarks.limits import machine
from tests.benchmarks.training import torch_model

THREADS = 2
MOST_BYTES = 8_000_000
MOST_APART = 0.5  # points between PyTorch's accuracy and ours
LEAST = {"residual_cifar10": 90.0, "vgg_cifar10": 85.0}  # accuracy that is asked for, in %
MOST_PARAMETERS = {"residual_cifar10": 1_200_000}


@dataclass
class Theirs:
    """A run of PyTorch as far as it has come."""

    model: torch.nn.Module
    optimiser: torch.optim.Optimizer
    epochs: int = 0
    seconds: float = 0.0


def main() -> int:
    """Measure what was named, and return 1 if something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*networks.shipped(), []])
    parser.add_argument("--torch", action="store_true", help="train with PyTorch too")
    parser.add_argument("--keep", type=Path, help="folder in which every epoch is kept")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    threads.set_num_threads(THREADS)
    print(f"{machine()}; {THREADS} threads each; PyTorch {torch.__version__}", flush=True)
    size = sum(file.stat().st_size for file in FOLDER.glob("*.safetensors"))
    faults = [f"all files: {size:,} bytes, of at most {MOST_BYTES:,}"] if size > MOST_BYTES else []
    for name in options.names or networks.shipped():
        faults += measured(name)
        if options.torch:
            faults += compared(name, options.keep)
    print(f"files together {size:,} bytes;", *faults or ["all as it should be"], sep="\n  ")
    return int(bool(faults))


def measured(name: str) -> list[str]:
    """Test a network as it is shipped, and return what is wrong."""
    network, card = networks.trained(name), networks.card(name)
    data = RECIPES[name].data().held_out
    found = 100 * float(correct(network, data).mean())
    parameters = network.table.parameters
    print(
        f"{card.title}: {parameters:,} parameters, {found:.2f} % of {len(data):,} (card:"
        f" {card.accuracy:.2f} %), trained in {card.seconds} s",
        flush=True,
    )
    wrong = {
        "not the card's accuracy": abs(found - card.accuracy) > 0.02,  # a tie or two of scores
        "less accurate than asked": found < LEAST.get(name, 0.0),
        "more parameters than asked": parameters > MOST_PARAMETERS.get(name, parameters),
    }
    return [f"{name}: {what}" for what, is_so in wrong.items() if is_so]


def compared(name: str, folder: Path | None) -> list[str]:
    """Train a network with PyTorch by the same recipe, and return what is wrong."""
    recipe, card = RECIPES[name], networks.card(name)
    state = trained(name, recipe, folder)
    found = tested(state.model, recipe.data().held_out)
    print(
        f"{card.title}: {card.accuracy:.2f} % in {card.seconds} s, PyTorch {found:.2f} % in"
        f" {state.seconds:.0f} s",
        flush=True,
    )
    apart = abs(found - card.accuracy)
    return [f"{name}: PyTorch's is {apart:.2f} points off"] if apart > MOST_APART else []


def trained(name: str, recipe: Recipe, folder: Path | None) -> Theirs:
    """Return PyTorch's network after all epochs of a recipe, or those that are left."""
    data, path = recipe.data(), folder and folder / f"{name}-torch.pickle"
    batches = datasets.Batches(data.train, recipe.batch, recipe.seed, recipe.augmentation)
    ours = begin(recipe, recipe.epochs * batches.per_epoch)
    # Fastest for PyTorch's convolutions on a processor.
    model = torch_model(ours.network).to(memory_format=torch.channels_last)
    settings = {"momentum": recipe.momentum, "weight_decay": recipe.weight_decay}
    state = Theirs(model, torch.optim.SGD(model.parameters(), recipe.rate, **settings))
    if path and path.is_file():
        state = pickle.loads(path.read_bytes())
    for epoch in range(state.epochs, recipe.epochs):
        for step in range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch):
            batch = batches.batch(step)
            state.seconds += _step(state, batch, ours.schedule.rate(step))
        state.epochs += 1
        right = tested(state.model, data.held_out)
        print(
            f"{name}, PyTorch, epoch {epoch + 1}: {right:.2f} %, {state.seconds:.0f} s", flush=True
        )
        if path:
            write_state(state, path)
    return state


def _step(state: Theirs, batch: datasets.Batch, rate: float) -> float:
    """Take a step with this learning rate, and return its seconds."""
    start = time.perf_counter()
    for group in state.optimiser.param_groups:
        group["lr"] = rate
    state.optimiser.zero_grad()
    scores = state.model(torch.from_numpy(batch.x))
    torch.nn.functional.cross_entropy(scores, torch.from_numpy(batch.labels)).backward()
    state.optimiser.step()
    return time.perf_counter() - start


def tested(model: torch.nn.Module, data: datasets.DataSet) -> float:
    """Return PyTorch's accuracy in %."""

    def scores(x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            found: np.ndarray = model(torch.from_numpy(x)).numpy()
        return found

    model.eval()
    right = 100 * float(correct(scores, data).mean())
    model.train()
    return right


if __name__ == "__main__":
    sys.exit(main())
