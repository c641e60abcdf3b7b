"""Patches, neighbours and statistics, against naive loops and NumPy's histogram."""

import numpy as np
import pytest

from engine import networks as nn
from engine.explain.features import map_statistics, nearest, receptive_field, top_patches
from engine.networks import Sequential
from tests.engine.explain.heat_maps.judges import random_case

LAYERS = (
    *(nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 2), nn.Flatten()),
    nn.Linear(36, 3),
)


def made(samples=150, dtype=np.float32):
    network = Sequential((2, 8, 8), LAYERS, dtype=dtype)
    return network, np.random.default_rng(0).normal(size=(samples, 2, 8, 8)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("layer", "channel"), [(0, 2), ("3", 1)])
def test_patches_are_the_largest_numbers_of_a_channel(layer, channel, dtype):
    network, pictures = made(dtype=dtype)
    found = top_patches(network, layer, channel, pictures, 7)
    best = []
    for number, picture in enumerate(pictures):
        chosen = network.activations(picture[None])[int(layer)][0, channel]
        cell = max(np.ndindex(chosen.shape), key=lambda place: chosen[place])
        best.append((-float(chosen[cell]), number, cell))
    for patch, (value, picture, cell) in zip(found, sorted(best)[:7], strict=True):
        assert (patch.picture, patch.cell) == (picture, cell)
        assert patch.value == pytest.approx(-value, rel=1e-6)
        assert patch.rectangle == receptive_field(network, layer, cell)


def test_a_patch_alone_moves_its_cell_as_much():
    """All that a cell depends on is in its rectangle: nothing else of the picture counts."""
    network, pictures = made()
    for patch in top_patches(network, 3, 0, pictures, 5):
        seen = patch.rectangle
        rows = slice(seen.top, seen.top + seen.height)
        columns = slice(seen.left, seen.left + seen.width)
        alone = np.zeros_like(pictures[:1])
        alone[0, :, rows, columns] = pictures[patch.picture, :, rows, columns]
        value = network.activations(alone)[3][0, 0, *patch.cell]
        assert value == pytest.approx(patch.value, rel=1e-5)


def test_there_are_no_more_patches_than_pictures_and_the_first_of_equals_come_first():
    network, pictures = made(4)
    pictures[2] = pictures[0]
    found = [patch.picture for patch in top_patches(network, 0, 0, pictures, 9)]
    assert sorted(found) == [0, 1, 2, 3]
    assert found.index(2) == found.index(0) + 1


@pytest.mark.parametrize("layer", [0, 2, 5])
def test_neighbours_are_those_with_the_largest_cosine(layer):
    network, pictures = made()
    asked = pictures[:3] + np.float32(0.1)
    found = nearest(network, layer, asked, pictures, 6)
    assert found.pictures.shape == found.similarity.shape == (3, 6)
    known = [network.activations(one[None])[layer].ravel().astype(float) for one in pictures]
    for sample, one in enumerate(asked):
        own = network.activations(one[None])[layer].ravel().astype(float)
        alike = [own @ other / np.sqrt((own @ own) * (other @ other)) for other in known]
        order = sorted(range(len(known)), key=lambda number: (-alike[number], number))[:6]
        assert found.pictures[sample].tolist() == order
        np.testing.assert_allclose(found.similarity[sample], np.array(alike)[order], rtol=1e-5)


def test_a_picture_is_its_own_neighbour_and_zeros_are_like_nothing():
    network, pictures = made(5)
    network.parameters["0.bias"][...] = 0
    pictures[3] = 0
    found = nearest(network, 0, pictures, pictures, 9)
    assert found.pictures.shape == (5, 5)
    assert found.pictures[[0, 1, 2, 4], 0].tolist() == [0, 1, 2, 4]
    np.testing.assert_allclose(found.similarity[[0, 1, 2, 4], 0], 1)
    assert not found.similarity[3].any()


def test_layers_of_graphs_are_named():
    network, x, _ = random_case(1)
    name = network.table.rows[3].name
    assert nearest(network, name, x, x, 1).pictures.ravel().tolist() == [0, 1, 2]


@pytest.mark.parametrize("bins", [1, 7, 20])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_statistics_are_numpys(bins, dtype):
    values = np.random.default_rng(0).integers(0, 9, (3, 5, 4)).astype(dtype)
    if dtype != np.uint8:
        values = np.maximum(values * dtype(0.37) - 1, 0)
    found = map_statistics(values, bins)
    counts, edges = np.histogram(values.astype(float), bins)
    np.testing.assert_allclose(found.edges, edges, atol=1e-12)
    assert found.counts.sum() == values.size
    if bins != 20:  # there numbers stand on edges, and rounding decides
        assert found.counts.tolist() == counts.tolist()
    measured = found.least, found.greatest, found.mean, found.sigma, found.zeros
    plain = values.astype(float)
    expected = plain.min(), plain.max(), plain.mean(), plain.std(), np.mean(plain == 0)
    assert measured == pytest.approx(expected)


def test_statistics_of_what_is_all_equal_or_very_large():
    flat = map_statistics(np.full((2, 3), 4.0), 3)
    assert (flat.sigma, flat.counts.tolist()) == (0, [6, 0, 0])
    assert map_statistics(np.zeros(3)).zeros == 1
    large = map_statistics(np.array([-1.5e308, 1.5e308, 1.5e308]), 2)
    assert large.counts.tolist() == [1, 2]
    assert large.mean == pytest.approx(5e307)
    assert np.isfinite(large.edges).all()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda n, x: top_patches(n, 4, 0, x), "layer 5, flattening: its output is a row"),
        (lambda n, x: top_patches(n, 0, 3, x), "channel is 3; it must be at most 2"),
        (lambda n, x: top_patches(n, 0, 0, x, 0), "count is 0; it must be at least 1"),
        (lambda n, x: nearest(n, "fc", x, x), "layer is 'fc'; it must be one of 0, 1, 2, 3, 4, 5"),
        (lambda n, x: nearest(n, 0, x, x[:0]), "the batch holds no sample"),
        (lambda n, x: map_statistics(x * np.nan), "values holds numbers that are not finite"),
        (lambda n, x: map_statistics([]), "values is empty; it must hold at least one number"),
        (lambda n, x: map_statistics(x, 0), "bins is 0; it must be at least 1"),
    ],
)
def test_what_cannot_be_looked_at_is_told_in_words(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call(*made(3))
