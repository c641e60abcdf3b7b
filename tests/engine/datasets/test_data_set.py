"""A data set, its split, and the order in which its pictures come."""

import numpy as np
import pytest

from engine.datasets import Augmentation, Batches, DataSet, as_input, shapes, shifted


def tiny(counts: tuple[int, ...], publisher_test: int = 0) -> DataSet:
    """Pictures of 2×2 whose first pixel is their own number."""
    labels = np.repeat(np.arange(len(counts)), counts)
    pictures = np.zeros((len(labels), 1, 2, 2), np.uint8)
    pictures[:, 0, 0, 0] = np.arange(len(labels))
    return DataSet("tiny", pictures, labels, tuple("abcdef"[: len(counts)]), "", "", publisher_test)


def numbers(data: DataSet) -> list[int]:
    return data.pictures[:, 0, 0, 0].tolist()


def test_a_split_takes_a_share_of_every_class_and_leaves_nothing_out():
    data = tiny((10, 20, 5))
    parts = data.split(0.2, seed=3)
    assert parts.train.counts == (8, 16, 4)
    assert parts.held_out.counts == (2, 4, 1)
    assert sorted(numbers(parts.train) + numbers(parts.held_out)) == list(range(35))
    again = data.split(0.2, seed=3)
    assert numbers(again.held_out) == numbers(parts.held_out)
    assert numbers(data.split(0.2, seed=4).held_out) != numbers(parts.held_out)
    for part in (parts.train, parts.held_out):
        assert part.labels.tolist() == data.labels[numbers(part)].tolist()


def test_a_class_keeps_a_picture_to_train_on_and_shows_one_where_it_can():
    parts = tiny((1, 2, 3, 0)).split(0.9)
    assert parts.train.counts == (1, 1, 1, 0)
    assert parts.held_out.counts == (0, 1, 2, 0)
    assert tiny((1, 2, 3)).split(0.01).held_out.counts == (0, 1, 1)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_few_pictures_are_taken_from_the_classes_in_turn(order):
    data = tiny((5, 2, 9, 0)).subset(order)
    for count, counts in ((1, (1, 0, 0, 0)), (3, (1, 1, 1, 0)), (8, (3, 2, 3, 0)),
                          (16, (5, 2, 9, 0)), (99, (5, 2, 9, 0))):  # fmt: skip
        few = data.few(count)
        assert few.counts == counts
        for label in range(4):
            members = [n for n, own in zip(numbers(data), data.labels, strict=True) if own == label]
            mine = [n for n, own in zip(numbers(few), few.labels, strict=True) if own == label]
            assert mine == members[: len(mine)]  # the first ones, in their order
    with pytest.raises(ValueError, match="the number of pictures is 0"):
        data.few(0)


def test_what_the_publisher_holds_out_is_held_out_without_a_copy():
    data = tiny((4, 4), publisher_test=3)
    parts = data.split(0.5, seed=9)
    assert numbers(parts.train) == [0, 1, 2, 3, 4]
    assert numbers(parts.held_out) == [5, 6, 7]
    assert np.shares_memory(parts.train.pictures, data.pictures)
    assert parts.train.publisher_test == 0


def test_nobody_can_write_into_a_data_set():
    data = tiny((2, 2))
    with pytest.raises(ValueError, match="read-only"):
        data.pictures[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.split().train.labels[0] = 1


def test_the_scale_of_a_networks_input():
    found = as_input(np.array([0, 51, 255], np.uint8))
    assert found.dtype == np.float32
    assert found.tolist() == [-1, np.float32(-0.6), 1]


def test_batches_show_every_picture_once_in_an_epoch():
    data = tiny((7, 5))
    batches = Batches(data, 5, seed=1)
    assert batches.per_epoch == 3
    epochs = [[batches.batch(3 * epoch + step) for step in range(3)] for epoch in range(2)]
    orders = [np.concatenate([batch.numbers for batch in epoch]).tolist() for epoch in epochs]
    assert [len(batch.labels) for batch in epochs[0]] == [5, 5, 2]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(12))
    assert orders[0] != orders[1]
    for batch in epochs[0]:
        assert np.array_equal(batch.x, as_input(data.pictures[batch.numbers]))
        assert np.array_equal(batch.labels, data.labels[batch.numbers])


def test_the_same_seed_is_the_same_run_bit_for_bit_from_anywhere():
    data = shapes(40, 16)
    changes = Augmentation(shift=3, flip=True, brightness=0.2)
    first = [Batches(data, 8, 5, changes).batch(step).x.tobytes() for step in range(12)]
    backwards = [Batches(data, 8, 5, changes).batch(step).x.tobytes() for step in range(11, -1, -1)]
    assert first == backwards[::-1]
    assert len(set(first)) == 12
    assert Batches(data, 8, 6, changes).batch(0).x.tobytes() not in first


def test_a_shift_moves_a_picture_and_repeats_its_edge():
    picture = np.arange(9, dtype=np.uint8).reshape(1, 1, 3, 3)
    assert shifted(picture, [[0, 0]]).tolist() == picture.tolist()
    assert shifted(picture, [[1, 0]])[0, 0].tolist() == [[0, 1, 2], [0, 1, 2], [3, 4, 5]]
    assert shifted(picture, [[0, -2]])[0, 0].tolist() == [[2, 2, 2], [5, 5, 5], [8, 8, 8]]


def test_augmentation_does_what_it_is_asked_and_no_more():
    pictures = np.repeat(shapes(1, 16).pictures, 60, axis=0)
    rng = np.random.default_rng
    assert Augmentation().apply(pictures, rng(0)) is pictures
    turned = Augmentation(flip=True).apply(pictures, rng(0))
    kinds = {picture.tobytes() for picture in turned}
    assert kinds == {pictures[0].tobytes(), pictures[0, :, :, ::-1].tobytes()}
    moved = Augmentation(shift=1).apply(pictures, rng(0))
    places = [[down, right] for down in (-1, 0, 1) for right in (-1, 0, 1)]
    wanted = {picture.tobytes() for picture in shifted(pictures[:9], places)}
    assert {picture.tobytes() for picture in moved} == wanted
    brighter = Augmentation(brightness=0.1).apply(pictures, rng(0)).astype(int)
    inside = (pictures > 30) & (pictures < 220)
    steps = {
        tuple(np.unique((a - b)[c])) for a, b, c in zip(brighter, pictures, inside, strict=True)
    }
    assert all(len(step) == 1 and abs(step[0]) <= 26 for step in steps)
    assert len(steps) > 20


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: DataSet("", np.zeros((2, 2, 4, 4), np.uint8), np.zeros(2, int), ("a",), "", ""),
         "uint8 2×2×4×4; they must be uint8 N×C×H×W with 1 or 3 channels"),
        (lambda: DataSet("", np.zeros((2, 1, 4, 4)), np.zeros(2, int), ("a",), "", ""),
         "the pictures are float64"),
        (lambda: DataSet("", np.zeros((2, 1, 4, 4), np.uint8), np.zeros(3, int), ("a",), "", ""),
         "the labels are int64 3; they must be int64, one for each of 2 pictures"),
        (lambda: DataSet("", np.zeros((2, 1, 4, 4), np.uint8), np.ones(2, int), ("a",), "", ""),
         "a label is not from 0 to 0"),
        (lambda: tiny((2,)).split(1.0), "share is 1; it must be less than 1"),
        (lambda: tiny((2,)).split(0), "share is 0; it must be greater than 0"),
        (lambda: Batches(tiny((2,)), 0), "the batch size is 0"),
        (lambda: Batches(tiny((0,)), 4), "the data set is empty"),
        (lambda: Augmentation(shift=-1), "shift is -1"),
        (lambda: Augmentation(brightness=2), "brightness is 2; it must be from 0 to 1"),
    ],
)  # fmt: skip
def test_nonsense_is_reported_in_words(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        wrong()
