"""A link carries the page's state, and a link of nonsense is told in words."""

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.shared import bundle
from app.output_size import layers, presets
from app.output_size.layers import Link
from app.output_size.network import network
from app.output_size.schema import SizeState
from app.state import link
from app.state.schema import fields


def numbers(limits: dict[str, tuple[int, int]]) -> dict[str, st.SearchStrategy[int]]:
    return {name: st.integers(*limit) for name, limit in limits.items()}


ANY_LINK = st.one_of(
    st.builds(
        Link,
        st.just(kind),
        st.fixed_dictionaries(numbers({name: layers.LIMITS[name] for name in names})),
    )
    for kind, names in layers.NUMBERS.items()
)
FIELDS = fields(SizeState)
STATES = st.builds(
    SizeState,
    **numbers({name: field.limits for name, field in FIELDS.items() if field.limits}),
    **{name: st.sampled_from(field.options) for name, field in FIELDS.items() if field.options},
    layers=st.lists(ANY_LINK, min_size=1, max_size=layers.MAX_LAYERS).map(tuple).map(layers.write),
)


@given(STATES)
def test_a_link_brings_the_same_state_back(state: SizeState) -> None:
    assert link.read(SizeState, link.write(state)) == (state, ())
    assert layers.write(state.chain) == state.layers


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
        ("layers", "~".join(["relu"] * 49)),
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
    rounded = [step for step in result.steps if step.fit is not None and not step.fit.fits]
    assert not rounded or name == "GoogLeNet"


@pytest.mark.node
def test_the_browser_knows_the_same_kinds_of_layers_and_their_numbers() -> None:
    module = (bundle.FOLDER / "chain_table" / "chain_text.js").as_uri()
    script = f"import {{ NUMBERS }} from '{module}'; console.log(JSON.stringify(NUMBERS));"
    node = shutil.which("node")
    assert node is not None
    command = [node, "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found = {kind: tuple(names) for kind, names in json.loads(done.stdout).items()}
    assert found == layers.NUMBERS
