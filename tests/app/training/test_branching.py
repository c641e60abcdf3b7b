"""Networks that branch, trained as those in a line are, and looked into."""

from dataclasses import replace

import numpy as np
import pytest

from app.training import gradient_flow, inspector
from app.training.dead_units import trainable_layers
from app.training.payload import build as build_frame
from app.training.run import Run
from app.training.settings import Settings
from engine.datasets.data_set import as_input
from engine.networks import Graph, ReLU, Tanh, from_bytes, load_onnx, pytorch_code
from engine.networks.branching import residual, small_inception
from tests.app.training.bars import bars
from tests.app.training.test_run import finish
from tests.load.classroom import header_of

MAKERS = {
    "residual": lambda shape, classes: residual(shape, classes, blocks=1, filters=4),
    "inception": lambda shape, classes: small_inception(shape, classes, filters=6),
}


def new_run(name: str = "residual", **settings) -> Run:
    data = bars()
    nodes = MAKERS[name](data.train.shape, len(data.train.classes))
    chosen = replace(Settings(batch=8, rate=0.01, shift=0), **settings)
    return Run(data, nodes, chosen, "Bars")


@pytest.mark.trains
@pytest.mark.parametrize("name", MAKERS)
def test_it_learns_and_its_files_hold_what_it_learned(name: str) -> None:
    run = new_run(name, epochs=4)
    run.run()
    finish(run)
    assert isinstance(run.network, Graph)
    assert run.evaluation is not None
    assert run.evaluation.accuracy > 0.9
    x = as_input(run.data.held_out.pictures[:4])
    expected = run.network(x)
    again = from_bytes(run.save())
    assert again.nodes == run.network.nodes
    np.testing.assert_array_equal(again(x), expected)
    model = load_onnx(run.save_onnx())
    (given,) = model.run({"input": x}).values()
    np.testing.assert_allclose(given, expected, atol=1e-5)
    other = new_run(name)
    other.load(run.save())
    np.testing.assert_array_equal(other.network(x), expected)
    assert "class Network(nn.Module)" in pytorch_code(run.network)


def test_each_convolution_has_the_activation_that_it_leads_to_alone() -> None:
    network = new_run().network
    names = [node.name for node in network.nodes]
    found = {one.title: names[one.activation] for one in trainable_layers(network)}
    assert list(found) == [name for name in names if f"{name}.weight" in network.parameters
                           and "norm" not in name]  # fmt: skip
    assert found["conv1"] == "act1"
    assert found["block1a.conv1"] == "block1a.act1"
    assert found["block1a.conv2"] == "block1a.conv2"  # what comes after is a sum with others
    assert found["block2a.projection"] == "block2a.projection"
    assert found["fc"] == "fc"
    modules = new_run("inception").network
    names = [node.name for node in modules.nodes]
    ends = {one.title: names[one.activation] for one in trainable_layers(modules)}
    assert ends["module1a.one"] == "module1a.one_act"
    assert ends["module1a.three"] == "module1a.three_act"


def test_its_gradients_slopes_and_filters_are_those_of_the_nodes() -> None:
    run = new_run(activation="Tanh")
    x = as_input(run.data.train.pictures[: inspector.PICTURES])
    outputs = run.network.activations(x)
    found = {one.title: one for one in gradient_flow.arrivals(run)}
    slope = float((1 - outputs["block2a.act1"] ** 2).mean())
    assert found["block2a.conv1"].slope == pytest.approx(slope, rel=1e-4)
    assert found["block2a.conv2"].slope is None
    inside = inspector.inspect(run, 0)
    np.testing.assert_array_equal(inside.filters, run.network.parameters["conv1.weight"])
    header, _ = header_of(build_frame([run], inspector.Selection()))
    titles = [layer["title"] for layer in header["layers"]]
    assert titles[1] == "block1a.conv1 + tanh"
    assert titles[2] == "block1a.conv2"


def test_shortcuts_are_in_the_explanation_where_there_are_some() -> None:
    for name, says in (("residual", True), ("inception", False)):
        pair = [new_run(name, activation=kind) for kind in ("ReLU", "Sigmoid")]
        flows = [gradient_flow.arrivals(run) for run in pair]
        assert ("Along a shortcut" in gradient_flow.explanation(pair, flows)) == says


def test_another_activation_keeps_the_weights_and_every_branch() -> None:
    run = new_run()
    weights = {name: array.copy() for name, array in run.network.state.items()}
    run.change(replace(run.settings, activation="Tanh"))
    kinds = {type(layer) for layer in run.network.layers}
    assert Tanh in kinds
    assert ReLU not in kinds
    assert [node.inputs for node in run.network.nodes] == [node.inputs for node in run.nodes]
    for name, array in run.network.state.items():
        np.testing.assert_array_equal(array, weights[name])
