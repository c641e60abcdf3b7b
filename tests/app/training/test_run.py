"""A run: slices, the same curve again, changes on the way, divergence, early stopping, files."""

from dataclasses import replace

import numpy as np
import pytest

from app.training.evaluation import class_probabilities
from app.training.run import PATIENCE, Run
from app.training.settings import ACTIVATIONS, LOSSES, OPTIMISERS, Settings
from engine.datasets.batches import Batches
from engine.datasets.data_set import DataSet, Split, as_input
from engine.networks import BatchNorm2d, Conv2d, Flatten, Linear, ReLU, Sequential, pattern
from engine.networks import training as losses
from tests.app.training.bars import bars


def new_run(data: Split | None = None, **settings) -> Run:
    data = data or bars()
    layers = pattern(data.train.shape, 2, 1, 1, 1, 4, neurons=8)
    return Run(data, layers, replace(Settings(batch=8, rate=0.01, shift=0), **settings), "Bars")


def finish(run: Run) -> int:
    """Work until it pauses; returns the number of slices."""
    count = 0
    while run.has_work:
        run.work()
        count += 1
    return count


def test_a_new_run_is_evaluated_once_and_then_waits():
    run = new_run()
    assert run.state == "paused"
    finish(run)
    assert [point.step for point in run.history.validation] == [0]
    assert run.history.steps == 0
    assert not run.has_work


def test_it_learns():
    run = new_run()
    run.epochs(6)
    assert run.state == "running"
    finish(run)
    assert run.state == "paused"
    assert run.epoch_number == 6
    assert run.history.steps == 6 * run.steps_per_epoch
    assert run.history.validation[-1].accuracy > 0.95
    assert run.evaluation.confusion_matrix(2).sum() == len(run.data.held_out)


def test_one_step_one_epoch_and_pause():
    run = new_run()
    run.step()
    finish(run)
    assert run.history.steps == 1
    run.epoch()
    finish(run)
    assert run.history.steps == run.steps_per_epoch
    assert [point.step for point in run.history.validation] == [0, 1, run.steps_per_epoch]
    run.run()
    while run.history.steps < run.steps_per_epoch + 3:
        run.work()
    run.pause()
    finish(run)
    assert run.history.steps == run.steps_per_epoch + 3


@pytest.mark.parametrize("shift", [0, 1])
def test_rewinding_repeats_the_curve_bit_for_bit(shift):
    run = new_run(shift=shift)
    run.epochs(3)
    finish(run)
    weights = {name: array.copy() for name, array in run.network.state.items()}
    run.rewind()
    assert (run.history.steps, run.identical_steps) == (0, 0)
    run.epochs(3)
    finish(run)
    assert run.identical_steps == run.history.steps == 3 * run.steps_per_epoch
    for name, array in run.network.state.items():
        np.testing.assert_array_equal(array, weights[name])
    run.change(replace(run.settings, seed=2))
    run.rewind()
    run.step()
    finish(run)
    assert run.identical_steps == 0


def test_small_slices_take_the_steps_of_large_ones_but_for_rounding(monkeypatch):
    whole, parts = new_run(), new_run()
    per_sample = whole.network.table.multiply_adds
    whole.epoch()
    slices = finish(whole)
    monkeypatch.setattr("app.training.run.SLICE", 3 * per_sample)
    assert parts.samples == 3
    parts.epoch()
    assert finish(parts) > 2 * slices
    np.testing.assert_allclose(parts.history.losses, whole.history.losses, rtol=1e-4)


def test_the_weights_change_only_at_the_end_of_a_step(monkeypatch):
    run = new_run()
    finish(run)
    monkeypatch.setattr("app.training.run.SLICE", run.network.table.multiply_adds)
    before = run.save()
    run.step()
    for _ in range(run.settings.batch - 1):
        assert not run.work()
        assert run.save() == before
    assert run.work()
    assert run.save() != before


def test_everything_can_be_changed_while_it_runs():
    run = new_run()
    run.run()
    for name, options in (("optimiser", OPTIMISERS), ("loss", LOSSES), ("activation", ACTIVATIONS)):
        for option in options:
            run.change(replace(run.settings, **{name: option}))
            steps = run.history.steps
            while run.history.steps < steps + 2:
                run.work()
    run.change(replace(run.settings, rate=0.001, batch=3, stop_early=True))
    while run.history.steps < 60:
        run.work()
    assert run.optimiser.lr == 0.001
    assert run.steps_per_epoch == -(-len(run.data.train) // 3)
    assert run.history.changes[-1][1] == "learning rate 0.001, batch size 3, early stopping on"
    assert run.problem is None


def test_another_activation_keeps_the_weights():
    run = new_run()
    run.step()
    finish(run)
    weights = {name: array.copy() for name, array in run.network.state.items()}
    run.change(replace(run.settings, activation="Tanh"))
    for name, array in run.network.state.items():
        np.testing.assert_array_equal(array, weights[name])
    assert [type(layer).__name__ for layer in run.network.layers][1] == "Tanh"


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_too_large_a_learning_rate_stops_it_in_words_and_loses_nothing(optimiser):
    run = new_run(optimiser=optimiser)
    run.epochs(2)
    finish(run)
    good = run.save()
    safe = run.history.steps
    run.change(replace(run.settings, rate=1e6))
    run.run()
    for _ in range(200):
        run.work()
        if run.problem:
            break
    assert run.state == "diverged"
    assert "learning rate 1e+06 is too high" in run.problem
    assert f"back to those after step {safe}" in run.problem
    assert np.isfinite(run.history.losses).all()
    assert all(np.isfinite(array).all() for array in run.network.state.values())
    finish(run)
    assert run.save() == good
    loss = run.evaluation.loss
    run.change(replace(run.settings, rate=0.03))
    run.epochs(8)
    finish(run)
    assert run.problem is None
    assert run.evaluation.loss < loss


def test_a_single_step_that_is_too_long_is_reported_and_undone():
    run = new_run()
    run.epochs(3)
    finish(run)
    good, accuracy = run.save(), run.evaluation.accuracy
    run.change(replace(run.settings, rate=1e6))
    run.step()
    finish(run)
    assert f"diverged at step {run.history.steps}:" in run.problem
    assert run.save() == good
    assert run.evaluation.accuracy == accuracy
    version = run.version
    run.problem = "another one"
    assert run.version != version
    run.change(replace(run.settings, rate=0.01))
    run.epoch()
    finish(run)
    assert run.problem is None


def test_weights_that_have_diverged_are_not_a_checkpoint_by_another_activation():
    run = new_run()
    run.epochs(2)
    finish(run)
    good = {name: array.copy() for name, array in run.network.state.items()}
    run.change(replace(run.settings, rate=1e6))
    run.run()
    while run.history.steps == run.history.validation[-1].step:  # until a step has ruined them
        run.work()
    run.change(replace(run.settings, activation="Tanh"))
    run.pause()
    finish(run)
    assert run.problem
    for name, array in run.network.state.items():
        np.testing.assert_array_equal(array, good[name])


def test_weights_loaded_in_the_middle_of_a_step_stay_as_they_are(monkeypatch):
    data = new_run(seed=3).save()
    monkeypatch.setattr("app.training.run.SLICE", 1)
    run = new_run()
    finish(run)
    run.step()
    for _ in range(3):
        run.work()
    run.load(data)
    finish(run)
    assert run.save() == data
    assert run.history.steps == 0


def test_another_activation_in_the_middle_of_a_step_and_the_step_is_taken_with_it(monkeypatch):
    monkeypatch.setattr("app.training.run.SLICE", 1)
    run = new_run()
    finish(run)
    run.step()
    for _ in range(3):
        run.work()
    run.change(replace(run.settings, activation="Tanh"))
    before = {name: array.copy() for name, array in run.network.state.items()}
    finish(run)
    assert run.history.steps == 1
    assert any((array != before[name]).any() for name, array in run.network.state.items())


@pytest.mark.parametrize("changed", [{"activation": "Sigmoid"}, {"loss": "hinge_loss"}])
def test_a_paused_run_is_evaluated_again_after_what_changes_its_answers(changed):
    run = new_run()
    run.epochs(4)
    finish(run)
    run.change(replace(run.settings, **changed))
    finish(run)
    x = as_input(run.data.held_out.pictures)
    scores = run.network.trace(x, layers=run.network.scoring_layers).output
    np.testing.assert_allclose(run.evaluation.probabilities, class_probabilities(scores))
    expected = losses.LOSSES[run.settings.loss](scores, run.data.held_out.labels)[0]
    assert run.evaluation.loss == pytest.approx(expected)


def test_a_batch_that_cannot_be_trained_on_stops_the_run_in_words():
    layers = [Conv2d(1, 4, 8), BatchNorm2d(4), ReLU(), Flatten(), Linear(4, 2)]
    run = Run(bars(), layers, Settings(batch=1, rate=0.01), "One number a channel")
    run.run()
    finish(run)
    assert "batch normalisation needs more than one number" in run.problem
    assert run.history.steps == 0
    run.change(replace(run.settings, batch=8))
    run.step()
    finish(run)
    assert run.problem is None
    assert run.history.steps == 1


def test_a_fault_stops_the_run_and_is_not_hidden(monkeypatch):
    run = new_run()
    run.run()
    monkeypatch.setattr(Batches, "batch", lambda self, number: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        finish(run)
    assert "internal error" in run.problem
    assert not run.has_work


def stopped_early(run: Run) -> int:
    """Run until early stopping stops it; returns the epochs that it took."""
    first = run.epoch_number
    run.run()
    for _ in range(20_000):
        run.work()
        if not run.steps_left:
            break
    finish(run)
    assert "Early stopping" in run.note
    return run.epoch_number - first


def test_early_stopping_is_patient_anew_each_time_and_after_a_file_or_another_loss():
    run = new_run(stop_early=True, rate=0.05, epochs=500)
    stopped_early(run)
    assert stopped_early(run) >= PATIENCE
    run.change(replace(run.settings, loss="hinge_loss", rate=1e-9))  # the first hinge is the best
    weights = {name: array.copy() for name, array in run.network.state.items()}
    assert stopped_early(run) == PATIENCE
    for name, array in run.network.state.items():
        np.testing.assert_allclose(array, weights[name], atol=1e-4)
    data = new_run(seed=5).save()
    run.load(data)
    stopped_early(run)
    other = new_run(seed=5)
    for name, array in run.network.state.items():
        np.testing.assert_allclose(array, other.network.state[name], atol=1e-4)


def test_stopping_early_takes_the_best_weights_back():
    run = new_run(stop_early=True, rate=0.05, epochs=500)
    stopped_early(run)
    best = min(run.history.validation, key=lambda point: point.loss)
    assert run.evaluation.loss == pytest.approx(best.loss)


def test_weights_come_back_from_a_file():
    run = new_run()
    run.epochs(3)
    finish(run)
    data, scores = run.save(), run.evaluation.probabilities
    other = new_run(seed=9)
    other.load(data)
    finish(other)
    np.testing.assert_array_equal(other.evaluation.probabilities, scores)


def test_a_file_of_another_network_is_refused_and_changes_nothing():
    run = new_run()
    finish(run)
    before = run.save()
    other = Sequential((1, 8, 8), pattern((1, 8, 8), 2))
    stranger = Run(bars(), other.layers, Settings(), "Other").save()
    for data, words in ((stranger, "another network"), (b"\x80\x04 pickle", "pickle"), (b"", "no")):
        with pytest.raises(ValueError, match=words):
            run.load(data)
        assert run.save() == before


@pytest.mark.parametrize("settings", [{"rate": -1.0}, {"batch": 0}, {"batch": 1000}, {"loss": "x"}])
def test_settings_that_cannot_be_are_reported(settings):
    with pytest.raises(ValueError, match=r"must|there is no"):
        Settings(**settings)


def test_one_class_only_and_nothing_held_out():
    data = bars()
    only = DataSet("One", data.train.pictures[:6], np.zeros(6, np.int64), ("a",), "", "")
    layers = pattern(only.shape, 1, filters=2, blocks=1)
    run = Run(Split(only, only.subset(slice(0))), layers, Settings(batch=4, shift=0), "One")
    run.epoch()
    finish(run)
    assert run.history.losses[-1] == 0
    assert run.evaluation.accuracy == 0
