"""What the browser is told of the layers is what the engine knows of them."""

from random import Random

import pytest

from app.look_inside import layers
from engine import networks
from engine.explain.features import receptive_field
from tests.app.look_inside.networks import EVERY


@pytest.mark.parametrize("name", EVERY)
def test_cells_see_what_the_engine_says(name: str) -> None:
    scene = EVERY[name]()
    random = Random(name)
    _, height, width = scene.network.input_shape
    for row, fields in zip(
        scene.network.table.rows, layers.receptive_fields(scene.network)[1:], strict=True
    ):
        if len(row.output) != 3:
            continue
        assert fields is not None
        cell = random.randrange(row.output[1]), random.randrange(row.output[2])
        found = receptive_field(scene.network, row.name, cell)
        ends = [_span(field, place) for field, place in zip(fields, cell, strict=True)]
        (top, bottom), (left, right) = ends
        assert max(0, top) == found.top
        assert max(0, left) == found.left
        assert min(bottom, height) == found.top + found.height
        assert min(right, width) == found.left + found.width


def _span(field: layers.Field, place: int) -> tuple[int, int]:
    first, jump, size = field
    return first + place * jump, first + place * jump + size


def test_layers_without_names_of_their_own_are_counted() -> None:
    found = layers.names(networks.trained("lenet_cifar10"))
    assert found[:4] == ["conv1", "relu1", "pool1", "conv2"]
    assert found[-2:] == ["fc3", "softmax"]


def test_enlarged_maps_have_no_even_field() -> None:
    made = networks.Sequential((1, 4, 4), [networks.Upsample(2), networks.Conv2d(1, 1, 3)])
    assert layers.receptive_fields(made)[1:] == [None, None]
