"""The network on its way to the training page."""

import pytest

from app.builder import presets
from app.builder.inspection import inspect
from app.builder.schema import BuilderState
from app.builder.training import fitted, link_of, why_not
from app.state import link, record
from app.training import networks
from app.training import state as training
from app.training.schema import TrainingState
from app.training.settings import with_named_activation
from engine import datasets
from tests.app.builder.test_page import opened
from tests.app.lab_app import opened_page

NAMES = datasets.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_made_to_fit_pictures_and_classes(name):
    entry = datasets.describe(name)
    for state in (
        presets.NETWORKS["Small, for 8×8 digits"],
        presets.NETWORKS["ResNet-20 on CIFAR-10"],
        presets.NETWORKS["Small residual network, pooled early"],
        presets.NETWORKS["Small Inception (Zhang et al.)"],
        BuilderState(show="layers"),
    ):
        seen = inspect(fitted(state, name))
        assert why_not(seen, entry.classes) == ""
        assert seen.table.input == entry.shape
        assert seen.table.output == (entry.classes,)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (BuilderState(), "Layer 4, convolution 5×5: kernel 5×5 is larger than the padded input"),
        (BuilderState(show="layers", layers="flatten~relu"), "It must end in an FC layer of 10"),
        (BuilderState(show="layers", layers="flatten~fc_8~relu~flatten~maxout_2"), "It must end"),
        (
            BuilderState(show="layers", layers="inception_1_1_1_1_1_1~flatten~fc_10"),
            "INCEPTION is available for tables only.",
        ),
        (presets.NETWORKS["GoogLeNet"], "It is too large to train here: choose a smaller one."),
        (presets.NETWORKS["ResNet-18"], "It is too large to train here: choose a smaller one."),
        (presets.NETWORKS["U-Net, small"], "It must end in an FC layer of 10 neurons"),
        (
            BuilderState(show="layers", layers="flatten~fc_4096~fc_4096~fc_10"),
            "It is too large to train here",
        ),
    ],
)
def test_what_cannot_be_trained_is_explained(state, sentence):
    assert why_not(inspect(fitted(state, "digits")), 10).startswith(sentence)


def test_it_is_handed_over_and_the_training_page_opened():
    app = opened()
    assert app.selectbox(key="builder_data_32_3").value == "shapes"  # as large as the network's
    (button,) = [one for one in app.button if one.label == "Go to Training"]
    button.click().run()
    assert not app.exception
    assert app.session_state[record.KEY].shown == "training"
    query = dict(app.query_params)
    assert query["data"] == "shapes"
    given, complaints = link.read(TrainingState, query)
    assert (given.network, complaints) == (networks.BUILT, ())
    (run,) = app.session_state[training._session.key].runs
    assert run.layers == inspect(fitted(BuilderState(), "shapes")).trainable
    assert run.settings == with_named_activation(given.settings, run.layers)


def test_a_network_that_branches_is_handed_over_with_what_was_chosen_of_it():
    residual = BuilderState(show="residual", repeats=1, base=4, activation="Tanh")
    query = link_of(fitted(residual, "digits"), "digits")
    assert query["layers"] == "residual_1_4_tanh"
    app = opened_page("training", query)
    assert not app.exception
    (run,) = app.session_state[training._session.key].runs
    assert run.network.nodes == inspect(fitted(residual, "digits")).nodes
    assert run.settings.activation == "Tanh"


@pytest.mark.parametrize("name", NAMES)
def test_the_training_page_leaves_the_link_as_it_is_so_that_back_leads_to_the_builder(name):
    listed = "conv_3_1_1_16~relu~max_2_2_0~flatten~fc_10"
    small = presets.NETWORKS["Small, for 8×8 digits"]
    residual = BuilderState(show="residual", repeats=2, base=8, activation="Tanh")
    for network in (small, BuilderState(show="layers", layers=listed), residual):
        query = link_of(fitted(network, name), name)
        assert link.write(link.read(TrainingState, query)[0]) == query


def test_what_does_not_fit_cannot_be_handed_over():
    app = opened({"width": "8", "depth": "1"})
    assert app.selectbox(key="builder_data_8_1").value == "digits"
    (button,) = [one for one in app.button if one.label == "Go to Training"]
    assert button.disabled
    assert "kernel 5×5 is larger" in app.error[0].value.replace("\\", "")
