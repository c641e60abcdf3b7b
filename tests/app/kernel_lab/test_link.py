"""A link carries the lab's state, and a link of nonsense is told in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import cells
from app.kernel_lab import named_filters
from app.kernel_lab.schema import PAIRS, LabState
from app.pictures import OWN
from app.state import link, pairs
from app.state.schema import options
from engine import filters
from engine.images import gallery

ANY_PAIR = st.tuples(st.integers(1, 8), st.integers(1, 8))
NUMBERS = st.floats(-100, 100).map(cells.format_number)
MATRICES = st.integers(1, 15).flatmap(
    lambda columns: st.lists(st.tuples(*[NUMBERS] * columns), min_size=1, max_size=15).map(tuple)
)
MADE = st.sampled_from(["gaussian-1.5", "gaussian-0.7-9", "box-12", "unsharp-2-0.5", "motion-9-45"])
STATES = st.builds(
    LabState,
    picture=st.sampled_from(gallery.names()),
    colour=st.sampled_from(options(LabState, "colour")),
    shift=st.tuples(st.integers(-16, 16), st.integers(-16, 16)),
    kernel=st.sampled_from(filters.names()) | MATRICES | MADE,
    flip=st.booleans(),
    stride=ANY_PAIR,
    padding=st.sampled_from(["valid", "same"]) | st.tuples(st.integers(0, 20), st.integers(0, 20)),
    mode=st.sampled_from(options(LabState, "mode")),
    dilation=ANY_PAIR,
    activation=st.sampled_from(options(LabState, "activation")),
    pooling=st.sampled_from(options(LabState, "pooling")),
    pool_size=st.integers(1, 8),
    pool_stride=st.integers(1, 8),
    shown_as=st.sampled_from(options(LabState, "shown_as")),
).map(lambda state: pairs.implied(state, PAIRS))


@given(STATES)
def test_a_link_brings_the_same_state_back(state: LabState) -> None:
    assert link.read(LabState, link.write(state)) == (state, ())


def test_the_first_visit_has_no_parameters() -> None:
    assert link.write(LabState()) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stride", "0"),
        ("stride", "9"),
        ("stride", "-1"),
        ("stride", "²"),
        ("stride", "1_2_3"),
        ("stride", "9" * 400),
        ("stride", "0000000019"),
        ("padding", "0000000002000"),
        ("padding", "some"),
        ("shift", "17"),
        ("shift", "--1"),
        ("shift", "1_"),
        ("padding", "99"),
        ("picture", "../../etc/passwd"),
        ("kernel", "1_2~3"),
        ("kernel", "gaussian"),
        ("kernel", "gaussian-99"),
        ("kernel", "box-" + "9" * 5000),
        ("kernel", "1_x"),
        ("kernel", "_" * 4000),
        ("kernel", "9" * 6000),
        ("kernel", "~".join(["1"] * 16)),
        ("mode", "symmetric "),
        ("flip", "maybe"),
        ("pool_size", "1e3"),
        ("colour", ""),
        ("evil", "<script>"),
    ],
)
def test_nonsense_leaves_the_default_and_one_sentence(name: str, text: str) -> None:
    state, complaints = link.read(LabState, {name: text, "pool_stride": "3"})
    assert state == LabState(pool_stride=3)
    assert len(complaints) == 1
    assert name in complaints[0]
    assert len(complaints[0]) < 250


@given(
    st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["kernel", "stride", "padding", "picture"]),
        st.text(max_size=30),
        max_size=6,
    )
)
def test_any_address_can_be_read(query: dict[str, str]) -> None:
    _, complaints = link.read(LabState, query)
    assert len(complaints) <= len(query)


@pytest.mark.parametrize(
    "name", ["gaussian-5", "gaussian-0.3-15", "log-0.3-15", "unsharp-0.3-5-15", "gabor-12-175"]
)
def test_the_texts_of_a_made_filter_are_its_weights_and_fit_into_a_link(name: str) -> None:
    texts, weights = named_filters.texts(name), named_filters.weights(name)
    numbers, problems = cells.parse_matrix(texts, ())
    assert problems == ()
    np.testing.assert_allclose(numbers, weights, rtol=6e-4, atol=5.1e-9)
    assert not any("e" in text for row in texts for text in row)
    state = LabState(kernel=texts)
    assert link.read(LabState, link.write(state)) == (state, ())


def test_what_counts_only_on_this_screen_is_in_no_link() -> None:
    assert link.write(LabState(picture=OWN, last_padding=(3, 3), stride=(2, 2))) == {"stride": "2"}
    apart = LabState(separate=True)
    assert link.write(apart) == {"separate": "yes"}
    assert link.read(LabState, {"stride": "2_3"})[0] == LabState(stride=(2, 3), separate=True)
