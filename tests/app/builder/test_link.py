"""A link carries the page's state, and a link of nonsense is reported in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.builder import presets
from app.builder.inspection import inspect
from app.builder.schema import FILTERS, MOST_BLOCKS, MOST_DENSE, NEURONS, BuilderState
from app.state import link
from app.state.schema import fields
from engine.networks import notation
from tests.engine.networks.test_notation import SPECS


def some(limits: tuple[int, int], most: int) -> st.SearchStrategy[str]:
    numbers = st.lists(st.integers(*limits), max_size=most)
    return numbers.map(lambda found: "_".join(map(str, found)))


FIELDS = fields(BuilderState)
STATES = st.builds(
    BuilderState,
    **{name: st.integers(*field.limits) for name, field in FIELDS.items() if field.limits},
    **{name: st.sampled_from(field.options) for name, field in FIELDS.items() if field.options},
    filters=some(FILTERS, MOST_BLOCKS),
    neurons=some(NEURONS, MOST_DENSE),
    norm=st.booleans(),
    layers=st.lists(SPECS, min_size=1, max_size=12).map(notation.write),
)


@given(STATES)
def test_a_link_brings_the_same_state_back_and_every_state_can_be_shown(state):
    assert link.read(BuilderState, link.write(state)) == (state, ())
    seen = inspect(state)
    place = len(seen.table.rows)
    wrong = f'node "{seen.nodes[place].name}", ' if seen.nodes[place:] else f"layer {place + 1}, "
    assert seen.problem == "" or seen.problem.startswith(wrong)


def test_the_first_visit_has_no_parameters():
    assert link.write(BuilderState()) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("show", "<b>"),
        ("width", "0"),
        ("width", "257"),
        ("depth", "0"),
        ("classes", "0"),
        ("classes", "1001"),
        ("depth", "513"),
        ("classes", "ten"),
        ("filters", "6_16_"),
        ("filters", "1_2_3_4_5_6"),
        ("filters", "0"),
        ("neurons", "1025"),
        ("kernel", "4"),
        ("padding", "2"),
        ("dropout", "0.9"),
        ("outputs", "0"),
        ("repeats", "6"),
        ("base", "129"),
        ("layers", ""),
        ("layers", "conv_99_1_0_6"),
        ("evil", "<script>"),
    ],
)
def test_nonsense_leaves_the_default_and_one_sentence(name, text):
    state, complaints = link.read(BuilderState, {name: text, "convolutions": "2"})
    assert state == BuilderState(convolutions=2)
    assert len(complaints) == 1
    assert name in complaints[0]
    assert len(complaints[0]) < 250


PARAMETERS = {
    "LeNet on CIFAR-10": 62_006,
    "Tiny VGG (CNN Explainer)": 19_920,
    "VGG with six layers": 307_498,
    "Small, for 8×8 digits": 16 * 10 + 32 * 145 + 10 * (2 * 2 * 32 + 1),
    "AlexNet": 62_378_344,
    "AlexNet, two columns": 60_965_224,
    "VGG-16": 138_357_544,
    "GoogLeNet": 6_998_552,
    "ResNet-20 on CIFAR-10": 272_474,
    "ResNet-18": 11_689_512,
    "Small residual network, pooled early": 1_028_906,
    "Small Inception (Zhang et al.)": 1_651_114,
    "U-Net, small": 56_994,
}


@pytest.mark.parametrize("name", presets.NETWORKS)
def test_ready_made_networks_have_the_parameters_of_the_lectures_and_papers(name):
    state = presets.NETWORKS[name]
    assert link.read(BuilderState, link.write(state)) == (state, ())
    assert presets.name_of(state) == name
    seen = inspect(state)
    assert seen.problem == ""
    assert seen.table.parameters == PARAMETERS[name]


def test_the_twin_has_as_many_parameters_as_can_be():
    lenet = BuilderState()
    twin = presets.twin(lenet, inspect(lenet).table)
    assert twin.layers == "flatten~fc_20~relu~fc_10~softmax"
    assert inspect(twin).table.parameters == (3072 + 1) * 20 + 21 * 10
    assert presets.name_of(twin) is None
