"""Class names, one a line: as many as there are classes, all different."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from app.trained_networks import class_names


def test_one_name_a_line() -> None:
    assert class_names.parse("cat\n dog \n\n", 2) == ("cat", "dog")
    assert class_names.parse("", 3) == ("class 0", "class 1", "class 2")
    assert class_names.parse("cat\n\ndog", 3) == ("cat", "class 1", "dog")


def test_the_thousand_of_imagenet_lose_their_numbers_and_stay_different() -> None:
    lines = ["n01440764 tench, Tinca tinca", "n02012849 crane", "n03126707 crane"]
    lines += [f"n{number:08d} name {number}" for number in range(997)]
    names = class_names.parse("\r\n".join(lines), 1000)
    assert names[:3] == ("tench, Tinca tinca", "crane", "crane (2)")
    assert len(set(names)) == 1000


def test_names_that_are_all_the_same_are_told_apart_without_starting_over() -> None:
    names = class_names.parse("\n".join(["cat", "cat (2)", "cat", "cat"]), 4)
    assert names == ("cat", "cat (2)", "cat (3)", "cat (4)")
    steps = 0

    def count(*_: object) -> Callable[..., Any]:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        names = class_names.parse("cat\n" * 400, 400)
    finally:
        sys.settrace(before)
    assert names[399] == "cat (400)"
    assert len(set(names)) == 400
    assert steps < 400 * 20


def test_another_number_of_names_is_refused() -> None:
    with pytest.raises(ValueError, match="There are 2 class names, and the model has 1,000"):
        class_names.parse("cat\ndog", 1000)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0", "ä".encode("latin-1"), b"a\0b"])
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"names.txt is not a text file in UTF-8"):
        class_names.read(content, "names.txt")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"names.txt is empty"):
        class_names.read(b"\xef\xbb\xbf \n\n", "names.txt")
    assert class_names.read("\ufeffcat".encode(), "names.txt") == "cat"
