"""The bars of a network's costs: from the table, in words, kept by the link."""

import pytest

from app import figures
from app.builder import actions, cost_charts, cost_printing, presets
from app.builder.inspection import inspect
from app.builder.schema import BuilderState
from app.builder.state import store
from tests.app.lab_app import opened_page
from tests.app.session import control, shown


@pytest.mark.parametrize("name", presets.NETWORKS)
@pytest.mark.parametrize("is_log", [False, True])
def test_every_bar_is_a_number_of_the_table(name: str, is_log: bool) -> None:
    made = inspect(presets.NETWORKS[name]).table
    for cost, total in zip(
        cost_charts.COSTS, (made.parameters, made.multiply_adds, made.output_bytes), strict=True
    ):
        figure = cost_charts.chart(made, cost, is_log)
        (bars,) = figure.data
        assert list(bars.x) == [bar.of(cost) for bar in cost_charts.bars(made)]
        assert sum(bars.x) == total
        assert len(set(bars.y)) == len(cost_charts.bars(made))
        assert figure.layout.xaxis.type == ("log" if is_log else "linear")


@pytest.mark.parametrize("name", ["LeNet on CIFAR-10", "GoogLeNet"])
@pytest.mark.parametrize("is_log", [False, True])
def test_the_figure_to_keep_has_the_same_bars(name: str, is_log: bool) -> None:
    made = inspect(presets.NETWORKS[name]).table
    panels = cost_printing.figure(made, is_log).axes
    assert [axes.get_title() for axes in panels] == [cost.title for cost in cost_charts.COSTS]
    for axes, cost in zip(panels, cost_charts.COSTS, strict=True):
        (bars,) = axes.containers
        every = cost_charts.bars(made)
        assert [bar.get_width() for bar in bars] == [bar.of(cost) for bar in every]
        assert [text.get_text() for text in axes.texts] == [
            cost.write(bar.of(cost)) for bar in every
        ]
        assert axes.get_xscale() == ("log" if is_log else "linear")
    low, high = panels[0].get_ylim()
    assert low > high  # the first layer at the top


def test_a_figure_of_layers_that_cost_nothing_is_drawn() -> None:
    made = inspect(BuilderState(show="layers", layers="max_2_2_0")).table
    assert figures.file(cost_printing.figure(made, True), "png", "Costs")


def test_the_sentence_names_the_layer_that_costs_most() -> None:
    made = inspect(BuilderState()).table
    assert cost_charts.largest(made, cost_charts.COSTS[0]) == (
        "Most parameters: layer 8 FC, 48,120 of 62,006 (78%)."
    )
    pooled = inspect(BuilderState(show="layers", layers="max_2_2_0")).table
    assert cost_charts.largest(pooled, cost_charts.COSTS[0]) == ""


def test_the_bars_open_follow_the_scale_and_stay_with_another_network() -> None:
    app = opened_page("builder", {"costs": "yes"})
    assert any("Most multiply" in one.value for one in app.markdown)
    control(app.segmented_control, store, "scale").set_value("log").run()
    assert not app.exception
    assert dict(app.query_params) == {"costs": "yes", "scale": "log"}
    assert control(app.selectbox, store, "network").value == "LeNet on CIFAR-10"
    vgg = actions.start_from(shown(app, store), "VGG-16")
    assert (vgg.costs, vgg.scale, presets.name_of(vgg)) == (True, "log", "VGG-16")


def test_where_no_layer_fits_there_are_no_bars() -> None:
    app = opened_page(
        "builder", {"show": "layers", "width": "2", "layers": "conv_5_1_0_4", "costs": "yes"}
    )
    assert any("bars appear" in one.value for one in app.markdown)
