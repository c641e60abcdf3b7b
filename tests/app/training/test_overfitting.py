"""Where training accuracy and validation accuracy part, with the numbers and the rule."""

from dataclasses import replace

import numpy as np
import pytest

from app.training.overfitting import GAP, Gap, gap
from app.training.run import Run
from app.training.settings import Settings
from engine.datasets.data_set import DataSet, Split
from engine.networks import pattern
from tests.app.training.test_run import finish, new_run

NOISE = np.random.default_rng(0).integers(0, 256, (80, 1, 8, 8), np.uint8)
LABELS = np.arange(80, dtype=np.int64) % 2
LAYERS = pattern((1, 8, 8), 2, 1, 1, 1, 4, neurons=8)


def by_heart(held_out: int = 40) -> Run:
    """A run on pictures of grain, in which there is nothing to learn but each picture."""
    data = DataSet("Grain", NOISE, LABELS, ("a", "b"), "", "")
    split = Split(data.subset(slice(40)), data.subset(slice(40, 40 + held_out)))
    return Run(split, LAYERS, Settings(batch=8, rate=0.01, shift=0, epochs=40), "Grain")


def test_what_is_learned_by_heart_is_called_overfitting_with_its_numbers() -> None:
    run = by_heart()
    assert gap(run) is None
    run.run()
    finish(run)
    found = gap(run)
    assert found.training == np.mean(run.history.accuracies[-5:]) > 0.95
    assert found.validation == run.evaluation.accuracy < 0.8
    assert found.is_overfitting
    losses = [point.loss for point in run.history.validation]
    steps = [point.step for point in run.history.validation]
    for words in (
        "Overfitting. After step 200:",
        f"training accuracy {found.training:.1%}",
        f"validation accuracy {found.validation:.1%}",
        f"a gap of {100 * (found.training - found.validation):.1f} percentage points",
        "from 10 on it is called overfitting here",
        f"lowest after step {steps[int(np.argmin(losses))]} ({min(losses):.3g})",
        f"now it is {losses[-1]:.3g}",
    ):
        assert words in found.sentence


def test_what_is_learned_for_new_pictures_too_is_not() -> None:
    run = new_run()
    run.epochs(6)
    finish(run)
    assert not gap(run).is_overfitting
    assert "overfitting" in gap(run).sentence  # the rule, or that there is no gap


@pytest.mark.parametrize("count", [1, 9, 10, 20, 50, 2000])
@pytest.mark.parametrize("right", [0.0, 0.5, 0.75, 1.0])
def test_a_gap_that_chance_allows_is_not_called_so(count: int, right: float) -> None:
    """Of networks that are as accurate on new pictures, one in twenty or so may be called so."""
    drawn = np.random.default_rng(1).binomial(count, right, 2000) / count
    called = [Gap(1, right, float(share), count, 1, 1, 1).is_overfitting for share in drawn]
    assert np.mean(called) < 1 / 20
    wide = Gap(10, right + 0.4, right, 2000, 1.0, 1.0, 10)
    assert wide.width >= GAP
    assert wide.is_overfitting
    assert "can be chance" in replace(wide, count=5).sentence


@pytest.mark.parametrize(("width", "named"), [(0.0994, False), (0.1, True), (0.0996, True)])
def test_the_rule_is_applied_to_the_number_that_is_shown(width: float, named: bool) -> None:
    found = Gap(10, 0.9, 0.9 - width, 100_000, 1.0, 1.0, 10)
    assert found.is_overfitting == named
    assert f"a gap of {100 * width:.1f} percentage points" in found.sentence


def test_before_an_epoch_without_held_out_pictures_and_after_a_file_there_is_none() -> None:
    run = by_heart()
    run.step()
    finish(run)
    assert gap(run) is None
    run.epochs(3)
    finish(run)
    assert gap(run) is not None
    run.load(by_heart().save())
    finish(run)
    assert gap(run) is None
    run.epochs(2)
    finish(run)
    assert gap(run).step == run.history.steps
    alone = by_heart(0)
    alone.epochs(2)
    finish(alone)
    assert gap(alone) is None
