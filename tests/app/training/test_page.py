"""The page through the entry of the app: what its menus do to the runs and to the address."""

import io

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.state import link
from app.training import actions, augmentation_preview, comparison, networks, report, state
from app.training.scheduler import scheduler
from app.training.schema import TrainingState
from app.training.session import TrainingSession
from app.training.settings import ACTIVATIONS, AS_BUILT, with_named_activation
from app.training.state import store
from app.training_data.own_classes import OwnClass, Shot
from engine.datasets import Augmentation
from engine.networks import graph_table, notation, pytorch_code
from engine.networks.layers.registry import LAYERS
from engine.networks.ready_made import fully_connected
from tests.app.lab_app import opened_page
from tests.app.session import Session, control, shown


@pytest.fixture(autouse=True)
def nothing_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests ask what the runs are, not what becomes of them."""
    monkeypatch.setattr(scheduler, "add", lambda session: None)


def opened(**query: str) -> AppTest:
    """The page, opened with the parameters of a link."""
    return opened_page("training", query)


def menu(app: AppTest, name: str):
    return control(app.selectbox, store, name)


def model(app: AppTest):
    return next(one for one in app.selectbox if one.label == "2 Model")


def session_of(app: AppTest) -> TrainingSession:
    found: TrainingSession = app.session_state[state._session.key]
    return found


def runs(app: AppTest) -> list:
    return session_of(app).runs


def test_the_page_opens_untrained_and_says_what_run_does() -> None:
    app = opened()
    (run,) = runs(app)
    assert len(run.data.held_out) == pytest.approx(1797 / 5, abs=5)
    assert (run.state, run.steps_left, run.history.steps) == ("paused", 0, 0)
    assert report.standing(run) == (
        "Untrained: the weights are random, so the accuracy is that of guessing, about 10% with"
        " 10 classes. Run trains for 20 epochs (460 steps) and stops."
    )
    assert run.settings == with_named_activation(TrainingState().settings, run.layers)
    assert dict(app.query_params) == {}
    (table,) = (one.value for one in app.markdown if "| Layer |" in one.value)
    assert "16×16 |" in table  # of pictures of 8×8
    assert "| Receptive field, padding included |" in table


def test_nothing_is_trained_unasked() -> None:
    """Whatever is chosen, and however often the page is run."""
    app = opened(compare="activation", network="plain", epochs="3")
    for act in (
        lambda: app.run(),
        lambda: menu(app, "compare").set_value("overfit").run(),
        lambda: menu(app, "data").set_value("shapes").run(),
        lambda: model(app).set_value("dense").run(),
        lambda: menu(app, "pictures").set_value(20).run(),
        lambda: menu(app, "activation").set_value("Tanh").run(),
        lambda: control(app.number_input, store, "epochs").set_value(7).run(),
    ):
        act()
        assert not app.exception
        assert {(run.state, run.history.steps, run.steps_left) for run in runs(app)} == {
            ("paused", 0, 0)
        }


def test_run_takes_as_many_epochs_as_are_set_and_the_link_has_them() -> None:
    app = opened(epochs="3")
    (run,) = runs(app)
    session_of(app).command("run")
    assert run.steps_left == 3 * run.steps_per_epoch
    control(app.number_input, store, "epochs").set_value(500).run()
    assert run.steps_left == 500 * run.steps_per_epoch
    assert dict(app.query_params) == {"epochs": "500"}
    for wrong in ("0", "501", "2.5", "many"):
        other = opened(epochs=wrong)
        assert len(other.warning) == 1
        assert runs(other)[0].settings.epochs == TrainingState().epochs


def test_few_pictures_are_trained_on_and_the_same_ones_held_out() -> None:
    everything, count, app = runs(opened())[0].data, 50, opened(pictures="50")
    (run,) = runs(app)
    assert len(run.data.train) == count
    assert np.bincount(run.data.train.labels).tolist() == [count // 10] * 10
    assert run.data.held_out is everything.held_out
    menu(app, "pictures").set_value(0).run()
    assert runs(app)[0].data is everything
    assert runs(app)[0].note == ""


@pytest.mark.parametrize("name", [name for name in comparison.NAMES if name != "none"])
def test_an_experiment_is_chosen_with_settings_that_show_it_and_the_link_has_them(
    name: str,
) -> None:
    app = opened(seed="7", batch="4", loss="hinge_loss", rate="10")
    menu(app, "compare").set_value(name).run()
    assert not app.exception
    assert actions.is_prepared(shown(app, store))
    assert not [one for one in app.button if one.label == "Prepared settings"]
    prepared = comparison.PREPARED[name]
    assert {key: getattr(shown(app, store), key) for key in prepared} == prepared
    again = opened(**dict(app.query_params))
    assert shown(again, store) == shown(app, store)
    assert [run.settings for run in runs(again)] == [run.settings for run in runs(app)]
    assert {run.settings.seed for run in runs(app)} == {7}
    assert comparison.LESSONS[name] in [one.value for one in app.caption]
    menu(again, "batch").set_value(256).run()
    (back,) = [one for one in again.button if one.label == "Prepared settings"]
    back.click().run()
    assert shown(again, store) == shown(app, store)


def test_an_experiment_keeps_the_learners_own_pictures() -> None:
    state = TrainingState(data="own")
    assert actions.choose_experiment(state, "dense").data == "own"
    assert actions.choose_experiment(TrainingState(), "dense").data == "shapes"


def test_settings_change_the_runs_that_are_there_and_the_address() -> None:
    app = opened()
    (run,) = runs(app)
    menu(app, "rate").set_value("0.01").run()
    menu(app, "optimiser").set_value("adam").run()
    menu(app, "batch").set_value(8).run()
    assert runs(app) == [run]
    assert (run.settings.rate, run.settings.optimiser, run.batches.size) == (0.01, "adam", 8)
    query = dict(app.query_params)
    assert query == {"rate": "0.01", "optimiser": "adam", "batch": "8"}
    settings = link.read(TrainingState, query)[0].settings
    assert with_named_activation(settings, run.layers) == run.settings


def test_another_network_comparison_or_data_set_makes_other_runs() -> None:
    app = opened(seed="7")
    first = runs(app)[0]
    model(app).set_value("plain").run()
    assert not app.exception
    assert runs(app)[0] is not first
    assert runs(app)[0].settings.rate == networks.rate("plain", "digits")
    menu(app, "compare").set_value("activation").run()
    assert [run.settings.activation for run in runs(app)] == ["ReLU", "Sigmoid"]
    menu(app, "data").set_value("shapes").run()
    assert not app.exception
    assert runs(app)[0].data.train.shape == (3, 32, 32)
    assert {run.settings.seed for run in runs(app)} == {7}


def shots(*shades: int) -> tuple[Shot, ...]:
    return tuple(Shot(str(one), np.full((3, 64, 64), one, np.uint8)) for one in shades)


def frame(session: TrainingSession) -> bytes:
    """What is shown once all is done that was asked for."""
    session.command("pause")
    for run in session.runs:
        while run.has_work:
            run.work()
    session.watch()
    session.work()
    return session.frame


def test_a_class_that_is_renamed_goes_on_and_one_with_more_pictures_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.training.session.LEAST_FRAME_INTERVAL", 0.0)
    app = opened()
    app.session_state.own_classes = OwnClass("cup", shots(1, 2)), OwnClass("pen", shots(8, 9))
    menu(app, "data").set_value("own").run()
    (run,), session = runs(app), session_of(app)
    assert run.note == ""
    assert b'"cup"' in frame(session)
    app.text_input(key="own_class_name").set_value("mug").run()
    assert not app.exception
    assert runs(app) == [run]
    assert run.data.train.classes == run.data.held_out.classes == ("mug", "pen")
    assert b'"mug"' in frame(session)
    run.step()
    while run.has_work:
        run.work()
    app.session_state.own_classes = OwnClass("mug", shots(1, 2, 3)), OwnClass("pen", shots(8, 9))
    app.run()
    assert runs(app) != [run]
    assert runs(app)[0].note == "The pictures have changed, so the network is untrained again."
    model(app).set_value("plain").run()
    assert runs(app)[0].note == ""


def test_pictures_are_flipped_and_brightened_as_the_link_says_and_shown() -> None:
    app = opened()
    menu(app, "brightness").set_value(20).run()
    control(app.checkbox, store, "flip").check().run()
    (run,) = runs(app)
    assert run.batches.augmentation == Augmentation(flip=True, brightness=0.2)
    assert dict(app.query_params) == {"flip": "yes", "brightness": "20"}
    assert runs(opened(**dict(app.query_params)))[0].settings == run.settings
    strip = augmentation_preview.examples(run.data.train, run.settings)
    assert len(np.unique(strip, axis=0)) == augmentation_preview.TIMES
    assert "random variations" in augmentation_preview.preview(run.data.train, run.settings)
    assert augmentation_preview.preview(run.data.train, TrainingState().settings) == ""


@pytest.mark.parametrize("name", ["batch", "shift", "brightness"])
def test_a_number_that_is_no_choice_of_its_menu_is_reported(name: str) -> None:
    app = opened(**{name: "7"})
    (warning,) = app.warning
    assert "it must be one of" in warning.value
    (run,) = runs(app)
    assert run.settings == with_named_activation(TrainingState().settings, run.layers)


def test_larger_pictures_come_with_a_learning_rate_that_does_not_kill_the_network() -> None:
    app = opened()
    menu(app, "data").set_value("shapes").run()
    (run,) = runs(app)
    assert dict(app.query_params) == {"data": "shapes"}
    state, _ = link.read(TrainingState, {"data": "shapes"})
    assert with_named_activation(state.settings, run.layers) == run.settings
    run.rewind()
    run.epochs(2)
    while run.has_work:
        run.work()
    assert run.history.validation[-1].accuracy > 0.4  # by chance it is 0.2


@pytest.mark.parametrize("compare", comparison.NAMES)
def test_side_by_side_differs_in_one_thing(compare: str) -> None:
    app = opened(compare=compare, network="plain")
    both = runs(app)
    assert (
        len({run.title for run in both})
        == len(both)
        == (1 if compare in ("none", "overfit") else 2)
    )
    if compare == "dense":
        cnn, dense = (run.network.table.parameters for run in both)
        assert dense == pytest.approx(cnn, rel=0.05)
    if compare == "shift":
        assert [run.settings.shift for run in both] == [0, 1]


@pytest.mark.parametrize(
    ("network", "compare", "title", "sentence"),
    [
        ("dense", "dense", "Fully connected: 64 neurons", "This network has no convolution"),
        ("linear", "dense", "Linear classifier: no hidden layer", "has no convolution"),
        ("linear", "activation", "Linear classifier: no hidden layer", "no activation function"),
    ],
)
def test_where_there_is_nothing_to_compare_it_is_said_and_one_run_trained(
    network: str, compare: str, title: str, sentence: str
) -> None:
    app = opened(network=network, compare=compare)
    (run,) = runs(app)
    assert run.title == title
    (message,) = app.info
    assert sentence in message.value
    model(app).set_value("plain").run()
    assert len(runs(app)) == 2
    assert not app.info
    if compare == "dense":
        assert [run.title for run in runs(app)] == ["Plain CNN", "Fully connected"]


def test_both_networks_of_a_comparison_are_reported_layer_by_layer_and_as_a_program() -> None:
    app = opened(network="plain", compare="dense")
    texts = [one.value for one in app.markdown]
    for run in runs(app):
        parameters = f"| {run.network.table.parameters:,} |"
        place = next(n for n, text in enumerate(texts) if parameters in text)
        assert run.title in texts[place - 1]
    programs = [one.value for one in app.code if "torch" in one.value]
    assert programs == [pytorch_code(run.network).strip() for run in runs(app)]


def test_weights_are_saved_from_and_loaded_into_the_run_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = opened(network="plain", compare="dense")
    buttons = [one.proto.label for one in app.get("download_button")]
    saved = [label for label in buttons if label.startswith("Save the weights")]
    assert saved == [f"Save the weights of “{run.title}” (safetensors)" for run in runs(app)]
    (into,) = [one for one in app.selectbox if one.label == "Load weights into"]
    assert into.options == [run.title for run in runs(app)]
    first, second = runs(app)
    content = second.save()
    weights = {name: array.copy() for name, array in second.network.state.items()}
    for array in second.network.state.values():
        array[...] = 0
    session = Session(file=io.BytesIO(content))
    session[state._session.key] = session_of(app)
    session[state.LOAD_INTO] = second.title
    monkeypatch.setattr(state.st, "session_state", session)
    state.load("file")
    assert state.file_problem.get() == ""
    assert all(np.array_equal(second.network.state[name], weights[name]) for name in weights)
    session[state.LOAD_INTO] = first.title
    state.load("file")
    assert "another network" in state.file_problem.get()


def test_a_link_of_nonsense_is_reported_and_the_page_stands() -> None:
    app = opened(rate="<script>", batch="1e999", network="oops", x="½")
    assert len(app.warning) == 4
    (run,) = runs(app)
    assert run.settings == with_named_activation(TrainingState().settings, run.layers)


@pytest.mark.parametrize("query", [{}, {"data": "shapes"}, {"network": "plain"}])
def test_a_rate_that_means_nothing_becomes_the_one_that_suits_the_rest(
    query: dict[str, str],
) -> None:
    usual, _ = link.read(TrainingState, query)
    found, complaints = link.read(TrainingState, {"rate": "1e999", **query})
    assert found == usual
    assert len(complaints) == 1
    assert complaints[0].endswith(f"{usual.rate} is used instead.")


MINE = fully_connected((1, 8, 8), 10, [5])
MY_LINK = {"network": networks.BUILT, "layers": notation.write_layers(MINE)}


@pytest.mark.parametrize("compare", comparison.NAMES)
def test_a_network_that_was_built_is_in_the_link_and_trained(compare: str) -> None:
    app = opened(**MY_LINK, compare=compare)
    assert runs(app)[0].layers == MINE
    assert link.read(TrainingState, dict(app.query_params)) == (shown(app, store), ())
    assert not app.warning
    assert len(app.info) == (compare == "dense")  # it has no convolution


def test_a_network_that_was_built_stays_in_the_link_while_another_is_trained() -> None:
    app = opened(**MY_LINK)
    model(app).set_value("plain").run()
    assert runs(app)[0].layers != MINE
    again = opened(**dict(app.query_params))
    assert runs(again)[0].layers == runs(app)[0].layers
    model(again).set_value(networks.BUILT).run()
    assert runs(again)[0].layers == MINE


def kinds(run: object) -> list[str]:
    """The activation functions of the network that is trained."""
    own = {kind: name for name, kind in ACTIVATIONS.items()}
    return [own[type(one)] for one in run.network.layers if type(one) in own]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_built_network_is_trained_with_its_own_activation_function(name: str) -> None:
    own = fully_connected((1, 8, 8), 10, [5], name)
    app = opened(network=networks.BUILT, layers=notation.write_layers(own))
    (run,) = runs(app)
    assert run.network.layers == own
    assert run.settings.activation == name  # which the first weights follow
    assert menu(app, "activation").options[0] == f"as built ({LAYERS[name].label})"
    menu(app, "activation").set_value("Sigmoid").run()
    assert kinds(run) == ["Sigmoid"]
    menu(app, "activation").set_value(AS_BUILT).run()
    assert run.network.layers == own
    assert run.settings.activation == name


def test_several_activation_functions_in_a_built_network_all_stay() -> None:
    app = opened(network=networks.BUILT, layers="flatten~fc_9~tanh~fc_9~elu_1~fc_10~softmax")
    (run,) = runs(app)
    assert kinds(run) == ["Tanh", "ELU"]
    assert menu(app, "activation").options[0] == "as built (tanh, ELU)"
    menu(app, "activation").set_value("ReLU").run()
    assert kinds(run) == ["ReLU", "ReLU"]
    assert dict(app.query_params)["activation"] == "ReLU"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"data": "shapes"}, "It must end in an FC layer of 5 neurons"),
        ({"layers": "conv_9_1_0_6~flatten~fc_10"}, "kernel 9×9 is larger"),
        ({"layers": "conv_3_1_1_6_1_4~flatten~fc_10"}, "groups"),
        ({"layers": "flatten~fc_4096~fc_4096~fc_10"}, "It is too large"),
        ({"layers": "conv_8_1_0_10~flatten"}, ""),
        ({"layers": "max_2_2_0~max_2_2_0~flatten~fc_10~softmax"}, ""),
    ],
)
def test_a_built_network_that_does_not_fit_is_reported_and_kept(
    query: dict[str, str], sentence: str
) -> None:
    app = opened(**(MY_LINK | query))
    messages = [one.value.replace("\\", "") for one in app.info]
    assert len(messages) == bool(sentence)
    assert all(sentence in one for one in messages)
    (run,) = runs(app)
    assert run.title.startswith("Small CNN" if sentence else "Your own network")
    assert shown(app, store).layers == (MY_LINK | query)["layers"]


@pytest.mark.parametrize("layers", ["<script>", "conv_0_1_0_6", "", "~".join(["relu"] * 61), None])
def test_layers_that_mean_nothing_are_reported(layers: str | None) -> None:
    query = {} if layers is None else {"layers": layers}
    app = opened(network=networks.BUILT, **query, batch="8")
    assert len(app.warning) == 1
    (run,) = runs(app)
    assert run.title.startswith("Small CNN")
    assert (run.settings.batch, run.settings.rate) == (8, TrainingState().settings.rate)


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 32, 32), (1, 28, 28), (3, 64, 64), (3, 16, 16)])
def test_every_offered_network_fits(shape: tuple[int, int, int]) -> None:
    offered = networks.names(shape, 3)
    assert {"small", "residual", "inception", "dense", "linear"} <= set(offered)
    for name in offered:
        assert graph_table(shape, networks.nodes(name, shape, 3)).output == (3,)


def test_the_first_visits_network_tells_98_per_cent_of_the_digits_right_and_stays_there() -> None:
    app = opened()
    (run,) = runs(app)
    run.rewind()
    run.epochs(40)
    validation = run.history.validation
    while run.has_work and min([0.0, *(point.accuracy for point in validation)][-5:]) < 0.98:
        run.work()
    assert [point.accuracy >= 0.98 for point in validation[-5:]] == [True] * 5
