"""What the table says: every number, and that how it comes about is that number."""

import re

import pytest

from app.builder import drawing, presets, wording
from app.builder.inspection import inspect
from app.builder.schema import BuilderState
from app.components.network_table import Drawn
from engine.networks import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Linear,
    MaxPool2d,
    table,
)
from engine.networks.layers.registry import LAYERS
from tests.engine import registered


def counted(formula: str) -> float:
    """What a formula of the table comes to."""
    sum_ = formula.replace("·", "*").replace("−", "-").split(",")[0].replace(" bytes", "")
    assert re.fullmatch(r"[0-9*()+/ -]+", sum_), formula
    return eval(sum_)


@pytest.mark.parametrize("name", presets.NETWORKS)
def test_every_formula_comes_to_its_number(name):
    seen = inspect(presets.NETWORKS[name])
    for number, row in enumerate(seen.table.rows):
        before = seen.before(number)
        output, parameters, adds, memory, field = wording.results(row, before)
        assert output[0] == str(row.volume)
        assert parameters[0] == f"{row.parameters:,}"
        assert adds[0] == f"{row.multiply_adds:,}"
        assert field[0].split("×")[1] == str(row.receptive_field[1])
        assert counted(memory[1]) == row.output_bytes
        if isinstance(row.layer, Conv2d | MaxPool2d | AvgPool2d):
            assert int(counted(output[1])) == row.output[2]
            assert field[1] == "" or counted(field[1]) == row.receptive_field[1]
            assert field[1] or name.startswith("U-Net")  # behind transposed convolution
        if isinstance(row.layer, Conv2d | ConvTranspose2d | Linear | BatchNorm2d):
            assert counted(parameters[1]) == row.parameters
            assert counted(adds[1]) == row.multiply_adds


def test_dilation_groups_and_batch_normalisation_are_counted_too():
    text = "conv_3_2_2_8_2_2~batchnorm~prelu~maxout_2~average_3_2_1~flatten~drop_0.5~fc_7"
    state = BuilderState(show="layers", width=20, depth=4, layers=text)
    seen = inspect(state)
    assert seen.problem == ""
    conv, norm, *_ = rows = seen.table.rows
    assert counted(wording.results(conv, None)[0][1]) == 10.5
    assert wording.results(conv, None)[0][1].endswith("rounded down, 1 left over")
    for row in (conv, norm):
        results = wording.results(row, None)
        assert counted(results[1][1]) == row.parameters
        assert counted(results[2][1]) == row.multiply_adds
    assert [wording.settings(row.layer) for row in rows] == [
        "8 filters, 3×3, stride 2, pad 2, dilation 2, 2 groups",
        *("", "", "pieces 2", "3×3, stride 2, pad 1", "", "p 0.5", "7 neurons"),
    ]
    assert [wording.title(row.layer) for row in rows[:4]] == [
        *("CONV", "BATCH NORM", "PReLU", "maxout"),
    ]


def test_lenets_table_is_that_of_the_lectures():
    rows = inspect(BuilderState()).table.rows
    results = [wording.results(row, None) for row in rows if not wording.is_quiet(row.layer)]
    assert [result[0][0] for result in results] == [
        *("28×28×6", "14×14×6", "10×10×16", "5×5×16"),
        *("1×1×120", "1×1×84", "1×1×10"),
    ]
    assert [result[1][0] for result in results] == [
        *("456", "0", "2,416", "0", "48,120", "10,164", "850"),
    ]
    assert results[0][1][1] == "(5·5·3 + 1)·6"
    drawn = drawing.volumes(inspect(BuilderState()))
    assert drawn[:2] == [
        Drawn((32, 32, 3), "input", (), "input"),
        Drawn((28, 28, 6), "CONV 5×5", (0,), "0"),
    ]
    assert [one.reads for one in drawn[1:]] == [(place,) for place in range(7)]


def test_sizes_are_said_as_people_say_them():
    assert [wording.size(count) for count in (4, 999, 18_816, 248_024, 553_430_176, 2 * 10**9)] == [
        *("4 bytes", "999 bytes", "18.8 kB", "248.0 kB", "553.4 MB", "2.0 GB"),
    ]


@pytest.mark.parametrize("name", [name for name, kind in LAYERS.items() if kind.key])
def test_every_layer_has_its_words(name):
    shape, layers = registered.made(name)
    (row,) = table(shape, layers).rows
    output, parameters, adds, memory, field = wording.results(row, None)
    assert output[0] == str(row.volume)
    assert (parameters[0], adds[0]) == (f"{row.parameters:,}", f"{row.multiply_adds:,}")
    assert counted(memory[1]) == row.output_bytes
    assert field[0]
    assert wording.title(row.layer) == LAYERS[name].label
    assert bool(wording.settings(row.layer)) == bool(LAYERS[name].settings)
