"""Dead units and saturated numbers are counted over many pictures, a part at a time."""

import numpy as np
import pytest

from app.training import dead_units
from app.training.dead_units import PICTURES, DeadUnitCounter
from app.training.run import Run
from app.training.session import TrainingSession
from app.training.settings import AS_BUILT, Settings
from engine.datasets.data_set import as_input
from engine.networks import build
from tests.app.training.bars import bars
from tests.app.training.test_run import finish, new_run
from tests.app.training.test_scheduler import until
from tests.load.classroom import header_of

MANY = bars(400)
FIRST = 32


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch):
    """As in a large network."""
    monkeypatch.setattr(dead_units, "SLICE", 1)


def counted(run: Run) -> tuple[str, ...]:
    counter = DeadUnitCounter(run)
    while not counter.is_done:
        counter.work()
    return counter.notes


def activated(run: Run, layer: int) -> np.ndarray:
    """What comes out of a layer for the pictures that are asked, all at once."""
    return run.network.activations(as_input(run.data.train.pictures[:PICTURES]))[layer]


def test_a_map_that_lives_in_a_late_picture_only_is_not_dead():
    run = new_run(MANY)
    before = activated(run, 0)  # of the convolution, without bias
    run.network.parameters["0.bias"][:] = -before[:FIRST].max(axis=(0, 2, 3)) - 1e-4
    out = activated(run, 1)
    dead = int((out <= 0).all(axis=(0, 2, 3)).sum())
    assert (out[:FIRST] <= 0).all()
    assert dead < 4
    assert counted(run)[0] == f"{dead} of 4 feature maps dead (zero on all 256 images)"


def test_saturated_numbers_are_counted_over_the_same_pictures():
    run = new_run(MANY, activation="Sigmoid")
    run.network.parameters["0.weight"] *= 20
    out = activated(run, 1)
    share = ((out < 0.02) | (out > 0.98)).mean()
    assert share > 0.1
    assert counted(run)[0] == f"{share:.0%} saturated on 256 images"


def test_a_small_data_set_is_asked_whole():
    assert counted(new_run())[0].endswith("(zero on all 48 images)")


def test_other_weights_are_counted_from_the_first_picture_on():
    run = new_run(MANY)
    counter = DeadUnitCounter(run)
    counter.work()  # all maps live
    run.network.parameters["0.bias"][:] = -1e6
    run.step()
    finish(run)
    while not counter.is_done:
        counter.work()
    assert counter.notes[0] == "4 of 4 feature maps dead (zero on all 256 images)"
    run.rewind()
    assert counter.notes == ()


def test_what_keeps_the_size_after_an_activation_hides_nothing():
    pooling = ("MaxPool2d", {"kernel_size": 3, "stride": 1, "padding": 1})
    convolution = ("Conv2d", {"out_channels": 4, "kernel_size": 3})
    dense = [("Flatten", {}), ("Linear", {"out_features": 8}), ("Tanh", {}), ("Dropout", {})]
    end = [("Linear", {"out_features": 2}), ("Softmax", {})]
    layers = build((1, 8, 8), [convolution, ("ReLU", {}), pooling, *dense, *end])
    run = Run(MANY, layers, Settings(activation=AS_BUILT), "Mine")
    activations = [one.activation for one in dead_units.trainable_layers(run.network)]
    titles = [run.network.layers[number].title for number in activations]
    assert titles[:2] == ["ReLU", "tanh"]
    notes = counted(run)
    assert "feature maps dead (zero on all" in notes[0]
    assert "saturated" in notes[1]
    assert notes[2] == ""


def test_a_session_counts_for_who_looks_and_shows_it():
    run = new_run(MANY)
    finish(run)
    session = TrainingSession([run])

    def notes() -> list[str]:
        session.watch()
        session.work()
        header, _ = header_of(session.frame)
        return [layer["note"] for layer in header["layers"]]

    session.work()
    assert session.frame == b""
    assert notes() == ["", "", ""]
    until(lambda: "(zero on all 256 images)" in notes()[0])
    assert notes() == list(counted(run))


def test_a_session_goes_on_counting_while_it_trains():
    run = new_run(MANY, epochs=500)
    session = TrainingSession([run])
    run.run()

    def note() -> str:
        session.watch()
        session.work()
        return header_of(session.frame)[0]["layers"][0]["note"] if session.frame else ""

    until(lambda: "(zero on all 256 images)" in note())
    assert run.state == "running"
