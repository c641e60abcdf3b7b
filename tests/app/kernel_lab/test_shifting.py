"""What is said about a shifted picture."""

from fractions import Fraction

import pytest

from app.kernel_lab.shifting import sentences
from engine.explain.translation import Moved

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        (
            Moved("convolution", (1, 1), (Fraction(-1), Fraction(3)), 1.0),
            "Convolution: the map shifts by 3 cells right and 1 up, every value unchanged: "
            "equivariant.",
        ),
        (
            Moved("convolution", (1, 1), (Fraction(1), Fraction(0)), 0.999),
            "Convolution: the map shifts by 1 cell down; 99% of the values are unchanged.",
        ),
        (
            Moved("pooling", (2, 2), (HALF, -HALF), 0.583),
            "Pooling: one value every 2 pixels, so a shift of ½ cell left and ½ down; "
            "58% of the values are unchanged: only approximately invariant.",
        ),
        (
            Moved("pooling", (2, 6), (3 * HALF, Fraction(5, 6)), 0.4),
            "Pooling: one value every 2 and 6 pixels, so a shift of 0.833 cell right and 1½ "
            "down; 40% of the values are unchanged: only approximately equivariant.",
        ),
        (
            Moved("pooling", (2, 2), (HALF, HALF), None),
            "Pooling: the map is too small to tell; border effects reach every cell.",
        ),
    ],
)
def test_the_sentence(moved: Moved, sentence: str) -> None:
    assert sentences([moved]) == [sentence]


def test_relu_is_not_told_apart() -> None:
    assert sentences([Moved("activation", (1, 1), (Fraction(1), Fraction(1)), 1.0)]) == []
    assert sentences([]) == []
