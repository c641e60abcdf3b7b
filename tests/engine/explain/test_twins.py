"""The twins: their sizes, what is done to the images, and runs that are the same for everybody."""

import numpy as np
import pytest

from engine.explain import twins
from engine.explain.twins import CNN, DENSE, SHIFTS, Accuracy, ShiftCurve, Trained
from engine.networks import Sequential, table

SHAPE = (1, twins.SIDE, twins.SIDE)


@pytest.fixture
def short(monkeypatch):
    """Runs of a few steps."""
    monkeypatch.setattr(twins, "STEPS", 4)
    monkeypatch.setattr(twins, "EVERY", 2)


@pytest.mark.parametrize("end", twins.ENDS)
def test_twins_have_about_the_same_number_of_parameters(end):
    cnn, dense = (table(SHAPE, layers) for layers in twins.networks(end))
    assert cnn.output == dense.output == (10,)
    assert dense.parameters == pytest.approx(cnn.parameters, rel=0.03)


def test_an_end_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no end"):
        twins.networks("x")


def test_digits_stand_in_the_middle_and_no_test_image_is_trained_on():
    data = twins.split()
    assert data.x.shape[1:] == data.test_x.shape[1:] == SHAPE
    assert len(data.x) + len(data.test_x) == 1797
    outside = data.x.copy()
    outside[..., 4:12, 4:12] = 0
    assert not outside.any()
    assert len(np.unique(data.test_labels)) == 10


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_shift_moves_every_pixel_and_loses_none(shift):
    x = twins.split().test_x[:20]
    moved = twins.shifted(x, shift)
    for i, row, column in np.argwhere(x[:, 0]):
        assert moved[i, 0, row, column + shift] == x[i, 0, row, column]
    assert (moved != 0).sum() == (x != 0).sum()


def test_a_shift_out_of_the_image_is_refused():
    with pytest.raises(ValueError, match="shift"):
        twins.shifted(twins.split().x[:1], twins.REACH + 1)


def test_all_images_are_shuffled_in_the_same_way_and_nothing_is_lost():
    x, order = twins.split().test_x[:9], twins.permutation(3)
    mixed = twins.shuffled(x, order)
    assert mixed.shape == x.shape
    back = twins.shuffled(mixed, np.argsort(order))
    np.testing.assert_array_equal(back, x)
    assert sorted(order) == list(range(256))
    assert (order != twins.permutation(4)).any()


def test_a_fully_connected_network_with_shuffled_weights_does_not_mind_shuffled_pixels():
    """Why it cannot mind: to every network there is one that gives the same on shuffled images."""
    layers, order = twins.networks("global")[DENSE], twins.permutation(1)
    plain, mixed = (Sequential(SHAPE, layers, 1, dtype=np.float64) for _ in range(2))
    weights = {name: array.copy() for name, array in plain.state.items()}
    first = next(name for name, array in weights.items() if array.ndim == 2)
    weights[first] = weights[first][:, order]
    mixed.set_state(weights)
    x = twins.split().test_x[:50].astype(np.float64)
    np.testing.assert_allclose(mixed(twins.shuffled(x, order)), plain(x), rtol=1e-10)


@pytest.mark.trains
def test_the_shuffled_run_tests_all_four_in_turn_and_is_repeated_exactly(short):
    found = list(twins.compare_shuffled("flat", 3, 2))
    assert found == list(twins.compare_shuffled("flat", 3, 2))
    assert [one.step for one in found[:12:4]] == [0, 2, 4]
    assert {(one.seed, one.which, one.is_shuffled) for one in found} == {
        (seed, which, mixed) for seed in (3, 4) for which in (CNN, DENSE) for mixed in (False, True)
    }
    assert len(found) == 2 * 4 * 3
    assert all(isinstance(one, Accuracy) and 0 <= one.accuracy <= 1 for one in found)


@pytest.mark.trains
def test_the_shifted_run_gives_curves_of_the_networks_that_come_last(short):
    found = list(twins.compare_shifted("pooled", 2, 1))
    assert isinstance(found[-1], Trained)
    data = twins.split()
    for which in (CNN, DENSE):
        last = [one for one in found if isinstance(one, ShiftCurve) and one.which == which][-1]
        assert last.step == 4
        for shift in (-3, 0, 4):
            scores = found[-1].networks[which](twins.shifted(data.test_x, shift))
            right = (scores.argmax(1) == data.test_labels).mean()
            assert last.at(shift) == pytest.approx(right)
    digit, probability = twins.predict(found[-1].networks[CNN], data.test_x[5])
    scores = found[-1].networks[CNN](data.test_x[5:6])[0]
    assert (digit, probability) == (scores.argmax(), pytest.approx(scores.max()))


@pytest.mark.trains
def test_the_lesson_holds_on_the_first_seed():
    """Trained in full, the CNN keeps its accuracy on shifted digits, and its twin does not."""
    *curves, trained = twins.compare_shifted("global", 1, 1)
    assert isinstance(trained, Trained)
    cnn, dense = curves[-2:]
    assert isinstance(cnn, ShiftCurve)
    assert isinstance(dense, ShiftCurve)
    assert min(cnn.accuracies) > 0.9
    assert dense.at(0) > 0.9
    assert max(dense.at(shift) for shift in SHIFTS if abs(shift) > 1) < 0.5
