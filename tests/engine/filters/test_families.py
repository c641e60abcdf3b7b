"""Filters made from numbers: their texts, their sizes, and their makers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import filters
from engine.filters import families
from engine.filters.families import FAMILIES, LARGEST, Made


def numbers_of(family, follows):
    chosen = family.given if follows else family.parameters
    return st.tuples(*[st.integers(0, each.last).map(each.number) for each in chosen])


MADE = st.sampled_from(list(FAMILIES.values())).flatmap(
    lambda family: st.booleans().flatmap(
        lambda follows: numbers_of(family, follows).map(lambda numbers: Made(family, numbers))
    )
)


@given(MADE)
def test_a_text_brings_the_same_filter_back(made):
    assert families.read(made.text) == made


@given(MADE)
def test_every_filter_can_be_shown_and_sums_to_0_or_1(made):
    kernel = made.kernel
    assert max(kernel.shape) <= LARGEST
    assert np.isfinite(kernel).all()
    total = 0 if made.family.name in ("log", "gabor") else 1
    assert kernel.sum() == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_kin_is_in_the_bank_and_no_name_means_two_filters(name):
    assert FAMILIES[name].kin in filters.names()
    assert not any(other.startswith(f"{name}-") for other in filters.names())
    assert families.read(families.usual(name).text) == families.usual(name)


def test_the_size_of_a_bell_follows_its_width_and_can_be_chosen():
    for sigma, size in ((0.3, 3), (1, 7), (1.5, 11), (2.3, 15), (5, 15)):
        kernel = families.read(f"gaussian-{sigma}").kernel
        np.testing.assert_array_equal(kernel, filters.gaussian(size, sigma))
    chosen = families.read("gaussian-5-7")
    np.testing.assert_array_equal(chosen.kernel, filters.gaussian(7, 5))
    assert (chosen.all_numbers[-1], chosen.wanted) == (7, 31)


def test_the_kin_are_among_them():
    made = families.read
    np.testing.assert_allclose(made("box-5").kernel, filters.get("box_5x5"))
    np.testing.assert_allclose(made("motion-9-45").kernel, filters.get("motion_blur"))
    np.testing.assert_allclose(made("gabor-5-0-9").kernel, filters.get("gabor"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("box", "this filter has other parameters: n"),
        ("gaussian-1-3-5", "this filter has other parameters: σ in pixels, Size"),
        ("box-0", "n goes from 1 to 15 in steps of 1"),
        ("box-16", "n goes from 1 to 15 in steps of 1"),
        ("box-2.5", "n goes from 1 to 15 in steps of 1"),
        ("box-nan", "n goes from 1 to 15 in steps of 1"),
        ("box-1e999", "n goes from 1 to 15 in steps of 1"),
        ("box-000000001", "n goes from 1 to 15 in steps of 1"),
        ("gaussian-1.55", "σ in pixels goes from 0.3 to 5 in steps of 0.1"),
        ("gaussian-1-8", "Size goes from 1 to 15 in steps of 2"),
        ("gauss-1", "there is no filter of that name"),
    ],
)
def test_a_text_that_means_none_is_reported(text, sentence):
    with pytest.raises(ValueError, match="^" + sentence):
        families.read(text)
