"""The data sets that need no download: what they hold, and that they can be learned."""

import ast
from pathlib import Path

import numpy as np
import pytest

from engine import datasets
from engine.networks import SGD, Flatten, Linear, Sequential, Softmax, step

FOLDER = Path(__file__).parents[3] / "assets" / "datasets"


@pytest.mark.parametrize("name", datasets.names())
def test_every_data_set_is_described(name):
    entry = datasets.describe(name)
    assert entry.title
    assert entry.about
    assert bool(entry.files) == (entry.megabytes > 0)
    if not entry.files:
        data = datasets.load(name)
        assert (data.shape, len(data.classes)) == (entry.shape, entry.classes)


def test_an_unknown_name_is_refused_with_those_there_are():
    for call in (datasets.load, datasets.describe, datasets.is_ready):
        with pytest.raises(
            ValueError, match="the data set is 'imagenet'; it must be one of digits"
        ):
            call("imagenet")


def test_the_digits():
    data = datasets.load("digits")
    assert data.pictures.shape == (1797, 1, 8, 8)
    assert data.counts == (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)
    assert sorted(np.unique(data.pictures)) == [value * 255 // 16 for value in range(17)]
    first = data.pictures[0, 0, 0]  # 0 0 5 13 9 1 0 0 in scikit-learn's file
    assert first.tolist() == [0, 0, 79, 207, 143, 15, 0, 0]
    assert data.labels[:10].tolist() == list(range(10))
    assert datasets.load("digits").pictures is data.pictures
    assert datasets.is_ready("digits")
    assert data.licence.startswith("CC BY 4.0")


def test_the_digits_are_named_where_they_lie():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "digits.npz" in readme
    assert "BSD-3-Clause" in readme
    assert {file.name for file in FOLDER.iterdir()} == {"README.md", "make.py", "digits.npz"}
    assert (FOLDER / "digits.npz").stat().st_size < 50_000
    ast.parse((FOLDER / "make.py").read_text(encoding="utf-8"))


def test_the_shapes_are_the_same_every_time_and_not_of_another_seed():
    data = datasets.shapes(50, seed=4)
    assert data.pictures.shape == (50, 3, 32, 32)
    assert data.counts == (10,) * 5
    assert np.array_equal(data.pictures, datasets.shapes(50, seed=4).pictures)
    assert not np.array_equal(data.pictures, datasets.shapes(50, seed=5).pictures)


def test_a_ring_has_its_ground_in_the_middle_and_a_circle_has_not():
    data = datasets.shapes(200)
    for name, filled in (("circle", True), ("ring", False)):
        members = data.pictures[data.labels == data.classes.index(name)].astype(float)
        for picture in members:
            ground = np.median(picture[:, [0, 0, -1, -1], [0, -1, 0, -1]], axis=1)
            away = abs(picture - ground[:, None, None]).sum(axis=0) > 60
            rows, columns = np.nonzero(away)
            middle = away[round(rows.mean()), round(columns.mean())]
            assert middle == filled


def test_digits_are_learned_by_one_dense_layer():
    parts = datasets.load("digits").split(0.2, seed=0)
    network = Sequential((1, 8, 8), [Flatten(), Linear(64, 10), Softmax()], seed=0)
    optimiser = SGD(0.05, momentum=0.9)
    batches = datasets.Batches(parts.train, 32)
    for number in range(20 * batches.per_epoch):
        batch = batches.batch(number)
        step(network, optimiser, batch.x, batch.labels)
    scores = network(datasets.as_input(parts.held_out.pictures))
    assert (scores.argmax(axis=1) == parts.held_out.labels).mean() > 0.94
