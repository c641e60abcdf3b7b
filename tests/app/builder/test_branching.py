"""Networks that branch, on the page: what of them is drawn, changed, listed and taken along."""

import csv
import io
from dataclasses import replace

import pytest

from app import branching_networks
from app.builder import actions, code, cost_charts, drawing, presets, view, wording
from app.builder.inspection import inspect
from app.builder.schema import BuilderState
from app.builder.state import store
from app.state import link
from app.state.layer_edits import Refused
from engine.networks import trained
from tests.app.lab_app import opened_page
from tests.app.session import control, shown

RESNET = presets.NETWORKS["ResNet-20 on CIFAR-10"]
UNET = presets.NETWORKS["U-Net, small"]
GOOGLENET = presets.NETWORKS["GoogLeNet"]


def test_a_skip_and_its_sum_are_drawn_as_what_they_read() -> None:
    drawn = drawing.volumes(inspect(RESNET))
    assert [(one.name, one.reads) for one in drawn[:5]] == [
        ("input", ()),
        ("CONV 3×3", (0,)),
        ("CONV 3×3", (1,)),
        ("CONV 3×3", (2,)),
        ("ADD", (3, 1)),
    ]
    (projection,) = [one for one in drawn if one.node == "block2a.projection"]
    assert (projection.name, projection.volume) == ("CONV 1×1", (16, 16, 32))
    joined = drawn[drawn.index(projection) + 1]
    assert joined.reads == (drawn.index(projection) - 1, drawn.index(projection))


def test_a_modules_branches_begin_at_one_volume_and_end_in_another() -> None:
    drawn = drawing.volumes(inspect(GOOGLENET))
    (end,) = [one for one in drawn if one.node == "inception3a.concat"]
    assert [drawn[place].volume[2] for place in end.reads] == [64, 128, 32, 32]
    first = [one for one in drawn if one.node.startswith("inception3a.")]
    starts = {place for one in first for place in one.reads if drawn[place] not in first}
    assert [drawn[place].node for place in starts] == ["pool2"]


def test_the_table_says_what_a_node_reads_and_which_field_is_the_largest() -> None:
    seen = inspect(GOOGLENET)
    rows = {row.name: number for number, row in enumerate(seen.table.rows)}
    concat = rows["inception3a.concat"]
    before = seen.before(concat)
    assert before is not None
    assert before.name == "inception3a.five_act"
    row = seen.table.rows[concat]
    assert row.receptive_field == before.receptive_field
    output, *_, field = wording.results(row, before)
    assert output == ("28×28×256", "depth 64 + 128 + 32 + 32")
    assert field[1] == "the largest of its inputs"
    assert seen.before(0) is None


def test_what_does_not_fit_is_said_at_its_node() -> None:
    app = opened_page("builder", {"show": "unet", "width": "30"})
    assert not app.exception
    seen = inspect(shown(app, store))
    place = len(seen.table.rows)
    assert seen.nodes[place].name == "concat2"
    assert seen.computed == ()
    assert any("appears when every layer fits" in one.value for one in app.markdown)


@pytest.mark.parametrize("name", branching_networks.NETWORKS)
def test_the_table_is_drawn_for_every_network_of_any_size(name: str, monkeypatch) -> None:
    for width in (1, 3, 30, 32):
        state = BuilderState(show=name, width=width)
        monkeypatch.setattr(type(store), "current", lambda _, state=state: state)
        monkeypatch.setattr(type(store), "refused", lambda _, name: None)
        seen = inspect(state)
        content = view.table_content(seen)
        assert content.branches
        assert len(content.rows) == len(seen.nodes)
        assert [row.name for row in content.rows] == [node.name for node in seen.nodes]
        assert content.rows[0].reads == "input"
        wrong = [row.problem for row in content.rows if row.problem]
        assert len(wrong) == bool(seen.problem)
        assert seen.problem == "" or content.sum.startswith("Node ")


def test_what_can_be_changed_is_said_and_changes_the_network() -> None:
    app = opened_page("builder", link.write(RESNET))
    menu = control(app.selectbox, store, "network")
    assert menu.value == "ResNet-20 on CIFAR-10"
    assert any("blocks per stage, filters, side of the kernels" in one.value for one in app.caption)
    assert "3 stages of [(CONV → NORM → ReLU" in app.markdown[0].value.replace("\\", "")
    control(app.number_input, store, "outputs").set_value(7).run()
    control(app.number_input, store, "width").set_value(48).run()
    control(app.selectbox, store, "activation").set_value("Tanh").run()
    assert not app.exception
    assert shown(app, store) == replace(RESNET, outputs=7, width=48, activation="Tanh")
    assert control(app.selectbox, store, "network").value == "Your own network"
    assert "self.fc = nn.Linear(64, 7)" in app.code[0].value
    assert "nn.Tanh()" in app.code[0].value
    again = opened_page("builder", dict(app.query_params))
    assert shown(again, store) == shown(app, store)


def test_filters_of_a_stage_and_kernels_of_blocks_are_changed() -> None:
    state = replace(RESNET, base=8)
    assert state.stages == (8, 16, 32)
    changed = actions.set_width(1)(state, 20)
    assert (changed.widths, changed.stages) == ("8_20_32", (8, 20, 32))
    assert actions.set_width(1)(changed, 16) == state
    app = opened_page("builder", link.write(changed))
    control(app.get("button_group"), store, "side").set_value(5).run()
    assert not app.exception
    seen = inspect(shown(app, store))
    rows = {row.name: row for row in seen.table.rows}
    assert rows["block2a.conv1"].output == (20, 16, 16)
    assert wording.settings(rows["block2a.conv1"].layer).startswith("20 filters, 5×5")
    assert shown(app, store).text == "residual_3_8_relu_5_8_20_32"
    again = opened_page("builder", dict(app.query_params))
    assert shown(again, store) == shown(app, store)
    other = opened_page("builder", {"show": "pooledresidual", "widths": "8_20_32"})
    assert "this network has 2 stages" in other.warning[0].value.replace("\\", "")
    assert shown(other, store).stages == (32, 64)


def test_branching_is_a_way_to_build_that_goes_on_with_the_classes() -> None:
    app = opened_page("builder", {"classes": "7", "filters": "3"})
    control(app.segmented_control, store, "show").set_value(actions.BRANCHING).run()
    assert not app.exception
    state = shown(app, store)
    assert (state.show, state.outputs, state.filters) == ("residual", 7, "3")
    assert actions.show(GOOGLENET, actions.BRANCHING) == GOOGLENET
    control(app.segmented_control, store, "show").set_value("pattern").run()
    assert shown(app, store).filters == "3"


def test_the_twin_of_a_residual_network_is_of_its_size() -> None:
    twin = actions.take_twin(RESNET)
    count = inspect(twin).table.parameters
    assert count == pytest.approx(272_474, rel=0.01)
    with pytest.raises(Refused, match="no row of classes at its end, which a twin needs"):
        actions.take_twin(UNET)
    small = replace(presets.NETWORKS["ResNet-18"], width=8)
    with pytest.raises(Refused, match="its twin would have 9,798 hidden neurons, and here an FC"):
        actions.take_twin(small)


def test_the_table_for_a_spreadsheet_says_what_is_read() -> None:
    lines = list(csv.reader(io.StringIO(code.table_csv(inspect(RESNET)))))
    assert lines[0][:3] == ["name", "reads", "layer"]
    by_name = {line[0]: line for line in lines}
    assert by_name["block1a.add"][1:3] == ["block1a.norm2 act1", "ADD"]
    assert by_name["conv1"][2:4] == ["CONV", "16 filters, 3×3, stride 1, pad 1, no bias"]
    assert sum(int(line[7]) for line in lines[1:]) == 272_474


def test_the_residual_network_that_ships_can_be_built_as_it_was_trained() -> None:
    pooled = presets.NETWORKS["Small residual network, pooled early"]
    seen = inspect(pooled)
    assert seen.nodes == trained("residual_cifar10").nodes
    drawn = drawing.volumes(seen)
    (joined,) = [one for one in drawn if one.node == "block2a.add"]
    assert [drawn[place].node for place in joined.reads] == ["block2a.conv2", "block2a.projection"]


def test_a_small_inception_networks_modules_have_two_branches() -> None:
    seen = inspect(presets.NETWORKS["Small Inception (Zhang et al.)"])
    drawn = drawing.volumes(seen)
    ends = {one.node: [drawn[p].name for p in one.reads] for one in drawn if len(one.reads) > 1}
    assert len(ends) == 10
    assert ends["module1a.concat"] == ["CONV 1×1", "CONV 3×3"]
    assert ends["module1c.concat"] == ["MAX POOL 3×3", "CONV 3×3"]


def test_the_bars_are_blocks() -> None:
    made = inspect(RESNET).table
    bars = cost_charts.bars(made)
    assert [bar.name for bar in bars[:5]] == ["conv1", "norm1", "act1", "block1a", "block1b"]
    assert bars[3].way(cost_charts.COSTS[0]) == "7 layers together"
    assert cost_charts.largest(made, cost_charts.COSTS[0]) == (
        "Most parameters: block3b, 73,984 of 272,474 (27%)."
    )
