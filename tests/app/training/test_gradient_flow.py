"""How much of the gradient reaches each layer, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest

from app.training.gradient_flow import arrivals, explanation, shares
from app.training.inspector import PICTURES, Selection
from app.training.payload import build
from engine.datasets.data_set import as_input
from engine.networks.training import LOSSES
from tests.app.training.test_run import finish, new_run
from tests.load.classroom import header_of


def test_the_gradients_are_those_of_each_layers_own_outputs() -> None:
    run = new_run(activation="Sigmoid")
    x = as_input(run.data.train.pictures[:PICTURES])
    labels, network = run.data.train.labels[:PICTURES], run.network
    trace = network.trace(x, keep=True, layers=network.scoring_layers)
    _, grad = LOSSES[run.settings.loss](trace.output, labels)
    back = network.backward(trace, grad, keep=True)
    found = arrivals(run)
    assert [one.title for one in found] == ["CONV1", "FC1", "FC2"]
    for one, place in zip(found, (0, 4, 6), strict=True):
        of_outputs = back.activations[place]
        axes = tuple(axis for axis in range(of_outputs.ndim) if axis != 1)
        # A bias is added to every output, so its gradient is the sum of theirs.
        bias = back.parameters[f"{place}.bias"]
        np.testing.assert_allclose(of_outputs.sum(axis=axes), bias, atol=1e-6)
        assert one.gradient == pytest.approx(PICTURES * np.abs(of_outputs).mean(), rel=1e-5)
    powers = np.exp(trace.output - trace.output.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True) - np.eye(2)[labels]
    assert found[-1].gradient == pytest.approx(np.abs(expected).mean(), rel=1e-4)
    assert found[-1].slope is None


def test_slopes_are_those_of_the_outputs() -> None:
    run = new_run(activation="Sigmoid")
    outputs = run.network.activations(as_input(run.data.train.pictures[:PICTURES]))
    first, *_ = arrivals(run)
    assert first.slope == pytest.approx(float((outputs[1] * (1 - outputs[1])).mean()), rel=1e-4)
    assert all(one.slope <= 0.25 for one in arrivals(run) if one.slope is not None)
    relu = new_run(activation="ReLU")
    outputs = relu.network.activations(as_input(relu.data.train.pictures[:PICTURES]))
    assert arrivals(relu)[0].slope == pytest.approx(float((outputs[1] > 0).mean()), rel=1e-4)


def test_less_of_it_reaches_the_first_layer_through_sigmoids() -> None:
    relu, sigmoid = (arrivals(new_run(activation=name)) for name in ("ReLU", "Sigmoid"))
    assert shares(relu)[-1] == shares(sigmoid)[-1] == 1
    assert shares(sigmoid)[0] < shares(relu)[0] / 5


def test_a_frame_has_it_only_where_the_runs_differ_in_their_activation() -> None:
    both = [new_run(activation="ReLU"), new_run(activation="Sigmoid")]
    flow = header_of(build(both, Selection()))[0]["flow"]
    assert flow["layers"] == ["CONV1", "FC1", "FC2"]
    assert flow["shares"] == [shares(arrivals(run)) for run in both]
    assert flow["sentence"] == explanation(both, [arrivals(run) for run in both])
    assert "at most 1/4" in flow["sentence"]
    both[1].change(replace(both[1].settings, activation="ReLU"))
    assert header_of(build(both, Selection()))[0]["flow"] is None


def test_weights_that_are_too_large_leave_no_number_and_no_error() -> None:
    run = new_run(activation="Sigmoid")
    for array in run.network.state.values():
        array *= np.float32(1e30)
    finish(run)
    found = shares(arrivals(run))
    assert all(share is None or np.isfinite(share) for share in found)
