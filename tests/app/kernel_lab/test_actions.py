"""What the learner's acts make of the state: nothing of the former example is left over."""

from dataclasses import replace

import pytest

from app.kernel_lab import actions, named_filters
from app.kernel_lab.actions import NUMBER
from app.kernel_lab.schema import PAIRS, LabState
from app.kernel_lab.state import settings_of
from app.state import pairs
from engine.explain import pipeline
from engine.filters import families

SIZE = 512, 512
GAUSSIAN = LabState(kernel="gaussian-1.5")


def test_a_filter_is_chosen_from_the_menu_and_stands_under_its_entry() -> None:
    for entry in named_filters.menu():
        chosen = actions.choose_filter(LabState(), entry)
        assert actions.filter_entry(chosen) == entry
        assert chosen == LabState(kernel=named_filters.first(entry))


def test_the_learners_own_kernel_begins_with_what_is_shown() -> None:
    own = actions.choose_filter(GAUSSIAN, actions.OWN)
    assert own.texts == named_filters.texts("gaussian-1.5")
    assert actions.filter_entry(own) == actions.OWN
    assert actions.edit_kernel(own, (("½", "-1"),)).weights == ((0.5, -1.0),)
    assert actions.choose_filter(own, "sharpen") == LabState(kernel="sharpen")


@pytest.mark.parametrize(
    ("name", "steps", "kernel"),
    [("sigma", 0, "gaussian-0.3"), ("sigma", 17, "gaussian-2"), ("size", 2, "gaussian-1.5")],
)
def test_a_number_of_a_filter_is_set(name: str, steps: int, kernel: str) -> None:
    found = {one.name: one for one in families.read("gaussian-1.5").family.parameters}
    act = actions.set_number(found[name])
    assert act(GAUSSIAN, steps).kernel == kernel
    assert act(LabState(), steps) == LabState()  # a filter without numbers has come meanwhile


def test_the_size_follows_or_starts_from_where_it_stands() -> None:
    alone = actions.let_size_follow(GAUSSIAN, False)
    assert alone.kernel == "gaussian-1.5-11"
    size = families.read("gaussian-1.5").family.parameters[-1]
    assert actions.set_number(size)(alone, size.steps(3)).kernel == "gaussian-1.5-3"
    assert actions.let_size_follow(alone, True) == GAUSSIAN
    assert actions.let_size_follow(LabState(), False) == LabState()


def test_the_picture_is_shifted_in_both_directions() -> None:
    assert actions.shift_down(LabState(shift=(1, 2)), -5).shift == (-5, 2)
    assert actions.shift_right(LabState(shift=(1, 2)), 7).shift == (1, 7)


def test_padding_by_a_number_begins_as_it_was_last() -> None:
    state = actions.choose_padding(LabState(), NUMBER)
    assert state.padding == (1, 1)
    assert actions.padding_kind(state) == NUMBER
    state = actions.choose_padding(replace(state, padding=(3, 4)), "valid")
    assert state.padding == actions.padding_kind(state) == "valid"
    state = actions.choose_padding(state, "same")
    assert actions.choose_padding(state, NUMBER).padding == (3, 4)


def test_vertical_and_horizontal_are_set_together_as_the_vertical() -> None:
    apart = LabState(stride=(2, 3), padding="same", last_padding=(4, 5), separate=True)
    together = pairs.separated(apart, (*PAIRS, "last_padding"), False)
    assert together == LabState(stride=(2, 2), last_padding=(4, 4))


@pytest.mark.parametrize("stride", [(3, 3), (3, 2)])
def test_what_is_offered_fits_and_changes_nothing_else(stride: tuple[int, int]) -> None:
    before = LabState(picture="own", stride=stride, padding="valid", separate=True, flip=True)
    nearest = pipeline.nearest_that_fit(SIZE, settings_of(before))
    assert nearest
    for fitting in nearest:
        after = actions.take_fit(fitting)(before)
        assert all(fit.fits for fit in pipeline.axis_fits(SIZE, settings_of(after)))
        assert after.separate == any(
            down != across for down, across in (after.stride, after.padding)
        )
        assert replace(after, stride=stride, padding="valid", separate=True) == before
