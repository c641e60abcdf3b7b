"""The formulas on the screen, with the lectures' numbers in them."""

from app import formulas
from engine.planning.geometry import fit


def test_the_lectures_seven_by_seven() -> None:
    assert formulas.output_size(fit(7, 3, 1)) == "(7 − 3 + 2·0)/1 + 1 = 5"
    assert formulas.output_size(fit(7, 3, 2)) == "(7 − 3 + 2·0)/2 + 1 = 3"
    assert formulas.output_size(fit(7, 3, 3)) == "(7 − 3 + 2·0)/3 + 1 ≈ 2.33 → 2"
    assert formulas.output_size(fit(8, 3, 2)) == "(8 − 3 + 2·0)/2 + 1 = 3.5 → 3"
    assert formulas.output_size(fit(7, 3, 1, 1)) == "(7 − 3 + 2·1)/1 + 1 = 7"


def test_alexnet_and_the_eleven_wide_volume() -> None:
    assert formulas.output_size(fit(227, 11, 4)) == "(227 − 11 + 2·0)/4 + 1 = 55"
    assert formulas.output_size(fit(11, 5, 2)) == "(11 − 5 + 2·0)/2 + 1 = 4"


def test_uneven_padding_is_written_out() -> None:
    assert formulas.output_size(fit(8, 4, 1, "same")) == "(8 − 4 + 1 + 2)/1 + 1 = 8"


def test_both_axes_share_a_line_only_where_they_are_alike() -> None:
    assert len(formulas.lines(fit(7, 3), fit(7, 3))) == 1
    assert formulas.lines(fit(7, 3), fit(9, 3)) == [
        "rows: (7 − 3 + 2·0)/1 + 1 = 5",
        "columns: (9 − 3 + 2·0)/1 + 1 = 7",
    ]


def test_dilation_is_explained_by_a_line_of_its_own() -> None:
    assert formulas.lines(fit(7, 3, dilation=2), fit(7, 3, dilation=2)) == [
        "(W − F + 2P)/S + 1 = (7 − 5 + 2·0)/1 + 1 = 3",
        "dilated kernel: F = 2·(3 − 1) + 1 = 5",
    ]


def test_what_is_left_over_is_said_with_its_number() -> None:
    assert formulas.left_over(fit(7, 3), fit(7, 3)) == ""
    assert "1 row at the bottom is left over" in formulas.left_over(fit(7, 3, 3), fit(9, 3, 3))
    assert "2 columns at the right are" in formulas.left_over(fit(9, 3, 3), fit(8, 3, 3))
    both = formulas.left_over(fit(7, 3, 3), fit(7, 3, 3))
    assert "1 row at the bottom and 1 column at the right are left over" in both


def test_whole_numbers_keep_their_digits_on_a_label() -> None:
    shown = [formulas.short(value) for value in (123456.0, -12345, 1.23456, -0.000012345, 1e-12)]
    assert shown == ["123456", "−12345", "1.235", "−1.234e−05", "0"]
