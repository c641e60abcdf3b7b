"""What is said of a link whose texts mean nothing: true, in plain words, without link code."""

import pytest

from app.pooling.schema import PoolingState
from app.state import link
from app.step_by_step.schema import StepState


def complaint(**query: str) -> str:
    (found,) = link.read(StepState, query)[1]
    return found


def test_a_step_that_cannot_be_is_ignored() -> None:
    assert complaint(step="0") == (
        "The link says step = “0”, but it must be a whole number from 1 to 99999; it was ignored."
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1e300", "“1e300” is too large; values range from -1000000 to 1000000"),
        ("x_1~2_3", "“x” is not a number; write, for example, 3, -0.5 or 1/9"),
        ("1__2", "the cell is empty; write 0 if it should not count"),
    ],
)
def test_numbers_are_refused_for_the_reason_that_a_cell_gives(written: str, reason: str) -> None:
    assert complaint(volume=written) == (
        f"The link says volume = “{written}”, but {reason}; the example's numbers are used instead."
    )
    (found,) = link.read(PoolingState, {"numbers_in": written})[1]
    assert found.endswith(f"but {reason}; the example's numbers are used instead.")


def test_one_channel_needs_one_matrix() -> None:
    said = complaint(volume="1_2~3_4", kernels="1~~2", example="a")
    assert "every filter must have 1 matrix, one for each input channel" in said
