"""How far Run goes, and what is said of a run wherever it stands."""

from dataclasses import replace

import pytest

from app.training.goal import Goal
from app.training.report import standing
from tests.app.training.test_run import finish, new_run


def test_run_stops_after_the_epochs_that_are_set_and_goes_on_for_as_many():
    run = new_run(epochs=3)
    assert standing(run) == (
        "Untrained: the weights are random, so the accuracy is that of guessing, about 50% with"
        " 2 classes. Run trains for 3 epochs (18 steps) and stops."
    )
    for rounds in (1, 2, 3):
        run.run()
        assert standing(run) == f"Training: it stops at the end of epoch {3 * rounds}."
        finish(run)
        assert run.history.steps == 18 * rounds
        assert standing(run) == (
            "Trained: Run has stopped after 3 epochs, as set. Run again trains for 3 more epochs."
        )
    run.change(replace(run.settings, epochs=1))
    assert standing(run).endswith("after 3 epochs, as set. Run again trains for 1 more epoch.")
    run.step()
    finish(run)
    assert standing(run) == "Paused after step 55. Run trains for 1 more epoch."


def test_a_run_that_was_paused_goes_on_to_the_end_of_an_epoch():
    run = new_run(epochs=3)
    run.run()
    while run.history.steps < 8:
        run.work()
    run.pause()
    finish(run)
    assert standing(run) == "Paused after step 8. Run trains for 3 more epochs."
    run.run()
    finish(run)
    assert run.history.steps == 24  # with what was left of the second epoch: three in all


@pytest.mark.parametrize(("epochs", "last"), [(1, 2), (2, 2), (4, 4), (500, 500)])
def test_epochs_that_are_set_while_it_runs_count_from_where_run_was_pressed(epochs, last):
    run = new_run(epochs=3)
    run.run()
    while run.history.steps < 8:
        run.work()
    run.change(replace(run.settings, epochs=epochs))
    assert run.goal.last_epoch == last
    assert run.steps_left == 6 * last - 8
    run.epoch()
    run.change(replace(run.settings, epochs=9))
    assert run.goal.last_epoch == 2  # One epoch stays one


def test_another_batch_size_changes_the_steps_but_not_the_epochs():
    run = new_run(epochs=4)
    run.run()
    while run.history.steps < 9:
        run.work()
    run.change(replace(run.settings, batch=4))
    finish(run)
    assert run.epoch_number == 4
    assert run.history.steps == 9 + (4 * 12 - 18)


def test_rewound_it_is_untrained_and_with_weights_from_a_file_it_is_not():
    run = new_run(epochs=2)
    data = new_run(seed=3).save()
    run.run()
    finish(run)
    run.rewind()
    assert run.is_untrained
    assert standing(run).startswith("Untrained")
    run.load(data)
    assert not run.is_untrained
    assert (standing(run), run.note) == ("", "The weights were loaded from your file.")
    run.run()
    run.pause()
    assert standing(run) == "Run trains for 2 epochs."
    run.rewind()
    assert run.is_untrained


def test_what_has_stopped_it_is_said_instead():
    run = new_run(epochs=20, rate=1e6)
    run.run()
    finish(run)
    assert run.problem
    assert standing(run) == ""
    assert run.goal == Goal()
    assert run.steps_left == 0
