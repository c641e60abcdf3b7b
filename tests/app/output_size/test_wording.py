"""What the page says about one layer, in the lectures' numbers."""

import pytest

from app.output_size import wording
from engine.planning.geometry import fit
from engine.planning.volumes import Layer, Volume


def test_the_formula_has_letters_numbers_and_the_result() -> None:
    assert wording.formula(fit(7, 3, 3)) == [
        ["W − F + 2P", "S"],
        "+ 1 =",
        ["7 − 3 + 2·0", "3"],
        "+ 1",
        {"result": "≈ 2.33"},
    ]
    assert wording.formula(fit(9, 3, 1, 1, 2))[0] == ["W − D·(F − 1) − 1 + 2P", "S"]
    assert wording.spoken(fit(227, 11, 4)).endswith("(227 − 11 + 2·0)/4 + 1 = 55")


def test_why_it_does_not_fit() -> None:
    assert "the last window ends exactly at the edge" in wording.verdict(fit(7, 3, 2))
    assert "cells between the windows are not covered" in wording.verdict(fit(7, 1, 2))
    third = wording.verdict(fit(7, 3, 3))
    assert "can move by 4, which is not a multiple of the stride 3" in third
    assert "1 cell is left over; one more window would need 2 more" in third
    assert "2 cells are left over" in wording.verdict(fit(8, 3, 3))
    assert "1 cell of padding is left over" in wording.verdict(fit(32, 5, 2, 2))
    assert "3 cells (1 of padding) are left over" in wording.verdict(fit(9, 3, 5, 1))
    assert "No integer P fits: 32 − 5 is odd" in wording.verdict(fit(32, 5, 2, 2))
    assert "No integer P" not in wording.verdict(fit(32, 5, 3, 2)) + wording.verdict(
        fit(34, 6, 4, 1)
    )
    assert "the window is 5 wide, the padded input only 3" in wording.verdict(fit(3, 5))
    assert "2·(3 − 1) + 1 = 5" in wording.verdict(fit(9, 3, dilation=2))


def test_the_conventions_by_name() -> None:
    strict, floor, same = (text for _, text in wording.conventions(fit(7, 3, 3)))
    assert "2.33 is not an integer" in strict
    assert "⌊2.33⌋ = 2" in floor
    assert "⌈7/3⌉ = 3" in same
    assert "1 before and 1 after" in same
    assert "no padding" in wording.conventions(fit(6, 2, 2))[2][1]
    assert "No window fits: invalid" in wording.conventions(fit(3, 5))[0][1]


@pytest.mark.parametrize("setting", fit(7, 3, 3).nearest)
def test_an_offer_names_the_one_number_that_changes(setting: object) -> None:
    name, value = wording.changed(fit(7, 3, 3), setting)
    assert wording.offer(fit(7, 3, 3), setting) == f"{wording.LETTERS[name]} = {value}"
    assert getattr(setting, name) == value


def test_what_a_layer_costs() -> None:
    said = dict(wording.costs(Volume(32, 32, 3), Layer("conv", 5, 1, 2, 10)))
    assert said["Output volume"].startswith("W2×H2×K = 32×32×10")
    assert said["Parameters"] == "(F·F·D1 + 1)·K = (5·5·3 + 1)·10 = 760"
    assert said["Multiply-adds"].endswith("10,240·75 = 768,000")
    assert said["Fully connected instead"].endswith("= 31,467,520 parameters")
    pooling = dict(wording.costs(Volume(55, 55, 96), Layer("pool", 3, 2)))
    assert pooling["Output volume"].startswith("W2×H2×D1 = 27×27×96")
    assert pooling["Parameters"].startswith("0")
