"""Early against deep layers: which are taken, and what is said of them."""

from dataclasses import replace

import numpy as np
import pytest

from app.look_inside import analysis, depth, layers
from app.look_inside.schema import InsideState
from engine import networks
from tests.app.look_inside.networks import EVERY


@pytest.mark.parametrize("name", EVERY)
def test_each_layer_has_fewer_cells_and_each_cell_sees_more(name: str) -> None:
    network = EVERY[name]().network
    early, middle, deep = depth.chosen(network)
    cells = [network.table.rows[number - 1].output[1] for number in (early, middle, deep)]
    fields = layers.receptive_fields(network)
    seen = [fields[number][0][2] for number in (early, middle, deep)]
    assert cells == sorted(cells, reverse=True)
    assert cells[0] > cells[2]
    assert seen[0] < seen[1] < seen[2]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([networks.Conv2d(1, 2, 3), networks.Flatten(), networks.Linear(72, 2)], (1,)),
        ([networks.Conv2d(1, 2, 3), networks.ReLU(), networks.Flatten()], (1, 2)),
        ([networks.Flatten(), networks.Linear(64, 2), networks.ReLU()], ()),
    ],
)
def test_small_networks_have_fewer(made: list, expected: tuple[int, ...]) -> None:
    network = networks.Sequential((1, 8, 8), made)
    assert depth.chosen(network) == expected


@pytest.mark.parametrize(
    ("height", "width", "said"),
    [
        (8, 8, "5×5 of 8×8 pixels"),
        (4, 4, "5×5 (the picture: 4×4)"),
        (4, 8, "5×5 (the picture: 8×4)"),
        (8, 4, "5×5 (the picture: 4×8)"),
    ],
)
def test_no_cell_is_said_to_see_more_of_the_picture_than_there_is(
    height: int, width: int, said: str
) -> None:
    network = networks.Sequential((1, height, width), [networks.Conv2d(1, 2, 5, padding=2)])
    assert depth._seen(network, 1) == said


@pytest.mark.parametrize("beside", ["shifted", "digit_4"])
def test_what_is_said_is_what_the_numbers_are(beside: str) -> None:
    state = replace(InsideState(view="depth", network="lenet_digits").start(), beside=beside)
    scene = analysis.scene_of(state)
    second = analysis.beside(scene)
    assert second is not None
    for shown in depth.lesson(scene, second):
        maps, other = scene.outputs[shown.number], second.outputs[shown.number]
        said = dict(shown.facts)
        cosine = np.vdot(maps, other) / (np.linalg.norm(maps) * np.linalg.norm(other))
        assert float(said["Similarity"]) == pytest.approx(cosine, abs=0.006)
        assert said["Zeros"] == f"{100 * np.mean(maps == 0):.0f}%"
        assert said["Maps"] == f"{len(maps)} of {maps.shape[2]}×{maps.shape[1]} cells"


def test_the_shifted_picture_is_moved_to_the_right_and_keeps_its_class() -> None:
    state = replace(InsideState(view="depth").start(), shift=3)
    scene = analysis.scene_of(state)
    second = analysis.beside(scene)
    assert second is not None
    np.testing.assert_array_equal(second.subject.pixels[..., 3:], scene.subject.pixels[..., :-3])
    assert second.truth == scene.truth
    assert second.key != scene.key
