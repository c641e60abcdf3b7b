"""What a matrix's editor may ask for, and what is refused."""

from typing import Any

import numpy as np
import pytest

from app import cells
from app.state import matrix_edits

TEXTS = (("1", "2"), ("3", "4"))
WEIGHTS = ((1.0, 2.0), (3.0, 4.0))


def after(asked: Any) -> cells.Texts:
    return matrix_edits.apply(asked, TEXTS, WEIGHTS)


def test_operations_change_the_matrix() -> None:
    assert after({"operation": "rotate-90"}) == (("3", "1"), ("4", "2"))
    assert after({"operation": "rotate-180"}) == (("4", "3"), ("2", "1"))
    assert after({"operation": "normalise"}) == (("0.1", "0.2"), ("0.3", "0.4"))
    zero, _ = cells.parse_matrix(after({"operation": "zero-sum"}), ())
    assert np.sum(zero) == 0


def test_other_sides_keep_what_is_there() -> None:
    assert after({"sides": [3, 2]}) == (("1", "2"), ("3", "4"), ("0", "0"))


def test_texts_are_taken_as_they_are() -> None:
    assert after({"texts": [["x", "½", "<b>"]]}) == (("x", "½", "<b>"),)


def test_a_sum_of_zero_cannot_be_normalised() -> None:
    with pytest.raises(ValueError, match="sum"):
        matrix_edits.apply({"operation": "normalise"}, TEXTS, ((1.0, -1.0),))


@pytest.mark.parametrize(
    "asked",
    [
        None,
        {},
        {"texts": []},
        {"texts": [[]]},
        {"texts": [["1"], ["1", "2"]]},
        {"texts": [["1"] * 16]},
        {"texts": [[1]]},
        {"texts": [["9" * 101]]},
        {"sides": [0, 3]},
        {"sides": [3, 16]},
        {"sides": [3]},
        {"sides": ["3", "3"]},
        {"operation": "__class__"},
        {"operation": ["rotate-90"]},
    ],
)
def test_anything_else_is_refused_in_words(asked: Any) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        after(asked)


def test_a_page_may_allow_fewer_rows_and_columns() -> None:
    with pytest.raises(ValueError, match="1 to 2 rows and columns"):
        matrix_edits.apply({"sides": [3, 2]}, TEXTS, WEIGHTS, most=2)
