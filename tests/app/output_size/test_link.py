"""A link carries the page's state, and a link of nonsense is told in words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.output_size import presets
from app.output_size.network import network
from app.output_size.schema import SizeState
from app.state import link
from app.state.schema import fields
from engine.networks import notation
from tests.engine.networks.test_notation import SPECS


def numbers(limits: dict[str, tuple[int, int]]) -> dict[str, st.SearchStrategy[int]]:
    return {name: st.integers(*limit) for name, limit in limits.items()}


FIELDS = fields(SizeState)
STATES = st.builds(
    SizeState,
    **numbers({name: field.limits for name, field in FIELDS.items() if field.limits}),
    **{name: st.sampled_from(field.options) for name, field in FIELDS.items() if field.options},
    layers=st.lists(SPECS, min_size=1, max_size=notation.MAX_LAYERS).map(notation.write),
)


@given(STATES)
def test_a_link_brings_the_same_state_back(state: SizeState) -> None:
    assert link.read(SizeState, link.write(state)) == (state, ())
    assert notation.write(state.chain) == state.layers


def test_the_first_visit_has_no_parameters() -> None:
    assert link.write(SizeState()) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("width", "0"),
        ("width", "257"),
        ("kernel", "-3"),
        ("padding", "1_2"),
        ("show", "<b>"),
        ("layers", ""),
        ("layers", "conv"),
        ("layers", "conv_5_1_0_"),
        ("layers", "conv_5_0_0_6"),
        ("layers", "norm_5"),
        ("layers", "inception_1_2_3_4_5"),
        ("layers", "fc_²"),
        ("layers", "~".join(["relu"] * 61)),
        ("layers", "fc_" + "9" * 5000),
        ("exercise", "none"),
        ("seed", "100000"),
        ("evil", "<script>"),
    ],
)
def test_nonsense_leaves_the_default_and_one_sentence(name: str, text: str) -> None:
    state, complaints = link.read(SizeState, {name: text, "stride": "2"})
    assert state == SizeState(stride=2)
    assert len(complaints) == 1
    assert name in complaints[0]
    assert len(complaints[0]) < 250


@pytest.mark.parametrize("name", presets.LAYERS)
def test_a_preset_of_one_layer_is_within_the_limits(name: str) -> None:
    state = presets.apply(SizeState(seed=3), presets.LAYERS[name])
    assert link.read(SizeState, link.write(state)) == (state, ())
    assert presets.name_of(state, presets.LAYERS) == name
    assert presets.name_of(replace(state, width=201), presets.LAYERS) is None


PARAMETERS = {
    "LeNet on CIFAR-10": 62_006,
    "AlexNet": 62_378_344,
    "VGG-16": 138_357_544,
    "VGG-16 with FC as CONV, on 384×384": 138_357_544,
    "GoogLeNet": 6_998_552,
    "Why not fully connected": 3_073,
    "Five 2×2 pools: 224 → 7": 0,
    "Three stacked 3×3": 3 * (9 * 16 + 1) * 16,
    "One 7×7 instead": (49 * 16 + 1) * 16,
}


@pytest.mark.parametrize("name", presets.CHAINS)
def test_a_preset_of_a_chain_fits_all_through(name: str) -> None:
    state = presets.apply(SizeState(), presets.CHAINS[name])
    assert link.read(SizeState, link.write(state)) == (state, ())
    assert presets.name_of(state, presets.CHAINS) == name
    result = network(state.chain_input, state.chain)
    assert result.problem is None
    assert result.parameters == PARAMETERS.get(name, result.parameters)
    rounded = [step for step in result.steps if step.row.fit and not step.row.fit.fits]
    assert not rounded or name == "GoogLeNet"


def test_the_spelling_of_older_links_is_still_read() -> None:
    old = "conv_3_1_1_6~norm~pool_2_2_0~average_2_2_0~mean~fc_10"
    state, complaints = link.read(SizeState, {"layers": old})
    assert complaints == ()
    assert state.layers == "conv_3_1_1_6~lrn~max_2_2_0~average_2_2_0~mean~fc_10"
    assert [name for name, _ in state.chain] == [
        *("Conv2d", "LocalResponseNorm", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Linear"),
    ]
