"""What the page shows is what the engine's calls give."""

from dataclasses import replace

import numpy as np
import pytest

from app.feature_visualization import analysis, climbing, likeness, payload, picture_sets, units
from app.feature_visualization.schema import NETWORKS, FeatureState
from engine.datasets import as_input
from engine.explain.features import deep_dream, maximise, nearest, top_patches

STATE = FeatureState(network="lenet_digits").start()


def silent(share: float) -> None:
    """Tell nobody."""


def test_the_nine_are_the_engines_where_every_picture_is_whole() -> None:
    scene = analysis.scene(replace(STATE, channel=3))
    exhibits = picture_sets.of_the_app(scene.name)[:100]
    found = analysis.searched(scene, exhibits, "a hundred", silent)
    batch = as_input(picture_sets.stacked(exhibits))
    expected = top_patches(scene.network, scene.layer, 3, batch, 9)
    assert [one.exhibit for one in found] == [exhibits[one.picture] for one in expected]
    assert [one.patch.value for one in found] == pytest.approx([one.value for one in expected])
    assert [one.patch.rectangle for one in found] == [one.rectangle for one in expected]


def test_of_each_whole_picture_only_the_best_part_is_shown() -> None:
    scene = analysis.scene(FeatureState(network="lenet_cifar10").start())
    exhibits = picture_sets.of_the_app(scene.name)
    assert len(exhibits) > 200
    found = analysis.searched(scene, exhibits, "gallery", silent)
    assert len({one.exhibit.whole.title for one in found}) == len(found) == 9
    values = [one.patch.value for one in found]
    assert values == sorted(values, reverse=True)


def test_a_rectangle_lies_on_the_whole_picture_where_it_was_cut_out() -> None:
    for exhibit in picture_sets.of_the_app("lenet_cifar10")[:30]:
        scene = analysis.scene(FeatureState(network="lenet_cifar10").start())
        (patch,) = top_patches(scene.network, scene.layer, 0, as_input(exhibit.pixels[None]), 1)
        top, left, height, width = payload.on_whole(exhibit, patch.rectangle)
        rows, columns = exhibit.whole.pixels.shape[:2]
        assert 0 <= top < top + height <= rows + 0.1
        assert 0 <= left < left + width <= columns + 0.1
        scale = exhibit.box[2] / exhibit.pixels.shape[1]
        assert height == pytest.approx(scale * patch.rectangle.height, abs=0.1)


@pytest.mark.parametrize("unit", ["channel", "cell", "class"])
@pytest.mark.parametrize("begin", ["noise", "picture"])
def test_a_climb_is_maximise_with_and_without_regularisers(unit: str, begin: str) -> None:
    state = replace(STATE, unit=unit, begin=begin, steps=12, jitter=2, seed=3, channel=1)
    scene = analysis.scene(state)
    last = list(climbing.climb(scene))[-1]
    layer, number, cell = climbing.aim(scene)
    start = None if begin == "noise" else scene.x[0]
    how = {"steps": 12, "start": start, "seed": 3}
    for regularisers, value, pixels in (
        ({"jitter": 2}, last.value, last.pixels),
        ({"jitter": 0, "blur": 0, "decay": 0}, last.plain, last.plain_pixels),
    ):
        *_, expected = maximise(scene.network, layer, number, cell, **how, **regularisers)
        assert value == expected.value
        np.testing.assert_array_equal(pixels, climbing.as_pixels(expected.picture))


def test_a_dream_is_the_engines_on_a_larger_picture() -> None:
    scene = analysis.scene(replace(STATE, times=2, octaves=2, passes=3))
    *_, last = climbing.dream(scene)
    before = climbing.dreamt_on(scene)
    assert before.shape == last.pixels.shape == (1, 56, 56)
    *_, expected = deep_dream(
        scene.network, as_input(before[None])[0], scene.layer, octaves=2, steps=3
    )
    assert (last.octave, last.step, last.value) == (1, 3, expected.value)


def test_neighbours_are_the_engines_without_the_picture_itself() -> None:
    scene = analysis.scene(STATE)
    exhibits = likeness.others(scene, picture_sets.of_the_app(scene.name)[:80])
    assert len(exhibits) == 79
    found = likeness.neighbours(scene, exhibits, "eighty", silent).by_features
    batch = as_input(picture_sets.stacked(exhibits))
    expected = nearest(scene.network, scene.features, scene.x, batch, likeness.SHOWN)
    assert [one.exhibit for one in found] == [exhibits[n] for n in expected.pictures[0]]
    for one, cosine in zip(found, expected.similarity[0], strict=True):
        assert one.cosine == pytest.approx(float(cosine))
        lengths = np.linalg.norm(one.ours) * np.linalg.norm(one.theirs)
        assert float(one.ours @ one.theirs) / lengths == pytest.approx(one.cosine, rel=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_usual_layers_are_in_the_middle_and_before_the_scores(name: str) -> None:
    scene = analysis.scene(FeatureState(network=name).start())
    assert scene.layer in units.map_layers(scene.network)
    rows = {row.name: row for row in scene.network.table.rows}
    assert 5 < max(rows[scene.layer].receptive_field) <= scene.network.input_shape[1] / 2
    assert scene.features in units.layers(scene.network)[:-1]
