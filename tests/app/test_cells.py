"""The text of a kernel's cells: what is a number, what is not, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import cells


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("abc", "not a number"),
        ("1/0", "divides by zero"),
        ("1e999", "too large"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("1/2/3", "not a number"),
        ("1_000", "not a number"),
        ("<script>alert(1)</script>", "<script>alert(1)</sc…"),
        ("1e7", "too large"),
        ("1,000", "write 1000 or 1.000."),
        ("-12,500", "write -12500 or -12.500."),
        ("1/inf", "not a number"),
        ("²", "not a number"),
        ("Ⅷ", "not a number"),
        ("٣", "not a number"),
    ],
)
def test_rubbish_is_reported_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]*\.$") as told:
        cells.parse_cell(text)
    assert words in str(told.value)


@given(st.text(max_size=12))
def test_no_text_brings_anything_but_a_number_or_a_sentence(text: str) -> None:
    ((number,),), problems = cells.parse_matrix(((text,),), ())
    assert abs(number) <= cells.MAX_VALUE
    assert all(problem.sentence.endswith(".") for problem in problems)


@given(st.floats(-cells.MAX_VALUE, cells.MAX_VALUE))
def test_a_formatted_number_is_read_back(value: float) -> None:
    assert cells.parse_cell(cells.format_number(value)) == pytest.approx(
        value, rel=1e-12, abs=1e-300
    )


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (-1.0, "-1"), (0.25, "1/4"), (1 / 9, "1/9"), (0.5, "0.5")]
)
def test_the_shortest_text_is_chosen(value: float, text: str) -> None:
    assert cells.format_number(value) == text


def test_a_cell_of_rubbish_keeps_its_last_number() -> None:
    values, problems = cells.parse_matrix((("1", "oops"), ("3", "4")), ((1.0, 2.0), (3.0, 0.0)))
    assert values == ((1.0, 2.0), (3.0, 4.0))
    assert [(problem.row, problem.column) for problem in problems] == [(0, 1)]


def test_resizing_keeps_the_centre() -> None:
    three = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"))
    five = cells.resize(three, 5, 5)
    assert five[2] == ("0", "4", "5", "6", "0")
    assert cells.resize(five, 3, 3) == three
    assert cells.resize(three, 1, 3) == (("4", "5", "6"),)
