"""What the prepared comparisons of the page Training show: ``python -m tests.benchmarks.lessons``.

Each is trained as *Run* trains it, with several seeds (``--seeds 5``): training accuracy (mean of
the last epoch's batches) and validation accuracy after the last epoch, the gap between them and
whether the page calls it overfitting, and how much of the last layer's gradient reaches the first.
Ends with status 1 where, for one of the seeds, a comparison shows the contrary of what it is for.
"""

import argparse
import sys
from dataclasses import dataclass

from app.training import actions, comparison, networks, overfitting
from app.training.gradient_flow import arrivals, shares
from app.training.run import Run
from app.training.schema import TrainingState
from app.training.settings import with_named_activation
from engine import datasets
from engine.datasets import Split

WORSE = {"activation": 1, "dense": 1, "shift": 0}
"""Which of the two runs is to do worse."""


@dataclass(frozen=True)
class Outcome:
    """Of one run."""

    title: str
    parameters: int
    gap: overfitting.Gap
    first_share: float


def outcomes(name: str, seed: int) -> list[Outcome]:
    """Train one comparison with one seed."""
    state = actions.choose_experiment(TrainingState(seed=seed), name)
    split = datasets.load(state.data).split()
    if state.pictures:
        split = Split(split.train.few(state.pictures), split.held_out)
    shape, classes = split.train.shape, len(split.train.classes)
    nodes = networks.nodes(state.network, shape, classes)
    first = with_named_activation(state.settings, [node.layer for node in nodes])
    runs = [
        Run(split, *one)
        for one in zip(
            comparison.networks(name, shape, nodes),
            comparison.settings(name, first),
            comparison.titles(name, networks.title(state.network)),
            strict=True,
        )
    ]
    return [_trained(run) for run in runs]


def _trained(run: Run) -> Outcome:
    share = shares(arrivals(run))[0]
    run.run()
    while run.has_work:
        run.work()
    found = overfitting.gap(run)
    assert found is not None
    assert share is not None
    return Outcome(run.title, run.network.table.parameters, found, share)


def is_shown(name: str, found: list[Outcome]) -> bool:
    """Tell whether the runs show what the comparison is for."""
    if name == "overfit":
        return found[0].gap.is_overfitting
    worse = found[WORSE[name]]
    better = found[1 - WORSE[name]]
    return worse.gap.validation < better.gap.validation


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    failed = 0
    for name in comparison.PREPARED:
        print(f"{comparison.NAMES[name]}: {comparison.PREPARED[name]}")
        for seed in range(options.seeds):
            found = outcomes(name, seed)
            shown = is_shown(name, found)
            failed += not shown
            for one in found:
                gap = one.gap
                print(
                    f"  seed {seed}  {one.title:16} {one.parameters:7,} parameters  training"
                    f" {gap.training:6.1%}  validation {gap.validation:6.1%}  gap {gap.width:6.1%}"
                    f"{' overfitting' if gap.is_overfitting else ''}  gradient at the first layer"
                    f" before training {one.first_share:.4f}"
                )
            if not shown:
                print(f"  seed {seed} shows the contrary")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
