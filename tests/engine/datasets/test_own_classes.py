"""Classes of the learner's own as a data set: the sentences about them."""

import pytest

from engine.datasets.own_classes import named


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["cat"], "cat"),
        (["cat", "dog", "owl"], "cat, dog, owl"),
        (["cat", "dog", "owl", "yak"], "cat, dog, owl …"),
    ],
)
def test_three_names_are_listed_and_more_are_hinted_at(names: list[str], text: str) -> None:
    assert named(names) == text
