""" "Show me the code" of the costs: the programs are run, and count what the table says."""

import pytest

from app.builder import cost_charts, cost_code, presets
from app.builder.inspection import Inspection, inspect
from app.builder.schema import BuilderState
from app.builder.state import store
from tests.app.lab_app import opened_page
from tests.app.programs import run

RARE = BuilderState(
    show="layers",
    width=20,
    depth=4,
    layers="conv_3_2_2_8_2~batchnorm~prelu~conv_3_1_0_8_1_4~maxout_2~average_3_1_1~lrn~mean~flatten"
    "~fc_7~softmax",
)
LEARNED = BuilderState(
    width=28, depth=1, convolutions=2, padding="same", norm=True, dropout="0.5", pooling="average"
)
STATES = {**presets.NETWORKS, "rare layers": RARE, "norm": LEARNED}

TORCH = ["LeNet on CIFAR-10", "Small, for 8×8 digits", "norm", "GoogLeNet", "U-Net, small"]
TORCH += ["ResNet-20 on CIFAR-10", "ResNet-18"]


def check(names: dict, inspection: Inspection, is_log: bool) -> None:
    """Hold the program's numbers, and the bars of its figure, to the table."""
    every = cost_charts.bars(inspection.table)
    counted = names["parameters"], names["multiply_adds"], names["memory"]
    for axes, cost, found in zip(names["every"], cost_charts.COSTS, counted, strict=True):
        expected = [bar.of(cost) for bar in every]
        assert list(found) == expected
        (bars,) = axes.containers
        assert [bar.get_width() for bar in bars] == expected
        assert (axes.get_title(), axes.get_xlabel()) == (cost.title, cost.axis)
        assert axes.get_xscale() == ("log" if is_log else "linear")


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("is_log", [False, True])
def test_numpys_counts_every_network(name: str, is_log: bool) -> None:
    inspection = inspect(STATES[name])
    assert not inspection.problem
    names = run(cost_code.numpy_code(inspection.table, is_log))
    assert names["names"] == [bar.name for bar in cost_charts.bars(inspection.table)]
    check(names, inspection, is_log)


@pytest.mark.torch
@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize("is_log", [False, True])
def test_pytorchs_counts_networks_that_it_has(name: str, is_log: bool) -> None:
    pytest.importorskip("torch")
    inspection = inspect(STATES[name])
    check(
        run(cost_code.torch_code(inspection.table, inspection.computed, is_log)),
        inspection,
        is_log,
    )


def test_layers_that_cost_nothing_are_drawn_too() -> None:
    inspection = inspect(BuilderState(show="layers", layers="max_2_2_0"))
    check(run(cost_code.numpy_code(inspection.table, True)), inspection, True)


@pytest.mark.parametrize(
    ("query", "programs", "said"),
    [
        ({}, 2, ""),
        ({"scale": "log"}, 2, ""),
        ({"show": "googlenet", "width": "224"}, 2, ""),
        ({"show": "layers", "layers": "inception" + "_1" * 6}, 1, "INCEPTION is available"),
        ({"width": "8"}, 1, "appears when every layer fits"),
        ({"width": "4"}, 0, "appears when the first layer fits"),
    ],
)
def test_the_page_shows_them_where_they_are(query: dict, programs: int, said: str) -> None:
    app = opened_page("builder", query)
    before = len(app.code)
    app.session_state[f"{store.page}-code"] = True
    app.run()
    assert not app.exception
    shown = [one.value for one in app.code][before:]
    assert len(shown) == programs
    assert all("barh(names, costs)" in text for text in shown)
    assert all(('xscale="log"' in text) == ("scale" in query) for text in shown)
    assert any(said in one.value.replace("\\", "") for one in app.markdown)
    assert dict(app.query_params) == query
