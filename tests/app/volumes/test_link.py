"""A link carries the page's state, and a link of nonsense is told in words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pictures import OWN
from app.state import link
from app.volumes import bank
from app.volumes.schema import MAX_FILTERS, VolumeState
from engine.images import gallery

HEADS = st.builds(VolumeState, set=st.sampled_from([*bank.SETS]), seed=st.integers(1, 99999))


@given(
    HEADS,
    st.sampled_from(gallery.names()),
    st.integers(1, 3),
    st.tuples(st.integers(0, 999), st.integers(0, 999)),
    st.integers(1, MAX_FILTERS),
    st.sampled_from(["-3", "0.5", "1/9", "½"]),
)
def test_a_link_brings_the_same_state_back(
    head: VolumeState, picture: str, stride: int, place: tuple[int, int], count: int, text: str
) -> None:
    if head.set != bank.RANDOM:
        head = replace(head, seed=1)
    begun = head.start()
    filters = begun.filters[:count]
    first = (((text, *filters[0][0][0][1:]), *filters[0][0][1:]), *filters[0][1:])
    state = replace(
        begun,
        picture=picture,
        stride=stride,
        place=place,
        chosen=0,
        filters=(first, *filters[1:]),
        bias=(text,) * len(filters),
    )
    assert link.read(VolumeState, link.write(state)) == (state, ())


def test_the_first_visit_has_no_parameters_and_an_upload_is_in_none() -> None:
    begun = VolumeState().start()
    assert link.write(begun) == {}
    assert link.write(replace(begun, picture=OWN, stride=2)) == {"stride": "2"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("set", "z"),
        ("seed", "0"),
        ("picture", "<script>"),
        ("picture", OWN),
        ("side", "1000"),
        ("stride", "4"),
        ("padding", "1e999"),
        ("activation", "sigmoid"),
        ("chosen", "8"),
        ("place", "1000"),
        ("filters", "1~~2"),
        ("filters", "1~~2~~3~~4"),
        ("filters", "1_2~~3_4~~5_6"),
        ("filters", "1~~2~~<script>"),
        ("filters", "~~~".join(["1~~2~~3"] * 9)),
        ("filters", "1~~2~~3~~~1_2~3_4~~1_2~3_4~~1_2~3_4"),
        ("bias", "1_2"),
        ("bias", "1e999_0_0_0_0_0"),
        ("evil", "9" * 9999),
    ],
)
def test_nonsense_leaves_the_set_and_one_sentence(name: str, text: str) -> None:
    state, complaints = link.read(VolumeState, {name: text})
    assert state == VolumeState().start()
    assert len(complaints) == 1
    assert len(complaints[0]) < 250
