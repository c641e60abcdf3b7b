"""Readers of a link's texts: each gives a value, or raises ValueError with half a sentence."""

import re
from collections.abc import Callable
from typing import Any

Pair = tuple[int, int]
Reader = Callable[[str], Any]
_CELL = re.compile(r"[a-z]{1,12}[0-9]{0,2}(map[0-9]{1,2})?(_-?[0-9]{1,5}){1,3}", re.ASCII)


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Make a reader of whole numbers."""

    def reader(value: str) -> int:
        digits = value.removeprefix("-") if lowest < 0 else value
        if not (
            digits.isascii()
            and digits.isdigit()
            and len(digits) <= 6
            and lowest <= int(value) <= highest
        ):
            raise ValueError(f"it must be a whole number from {lowest} to {highest}")
        return int(value)

    return reader


def pair(lowest: int, highest: int) -> Callable[[str], Pair]:
    """Make a reader of (vertical, horizontal) pairs; one number means both."""
    one = whole(lowest, highest)

    def reader(value: str) -> Pair:
        first, between, second = value.partition("_")
        return one(first), one(second if between else first)

    return reader


def one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    """Make a reader of names."""

    def reader(value: str) -> str:
        if value not in options:
            raise ValueError("there is no such choice")
        return value

    return reader


def one_number(options: tuple[int, ...]) -> Callable[[str], int]:
    """Make a reader of whole numbers of which only some can be chosen."""

    def reader(value: str) -> int:
        if value not in map(str, options):
            raise ValueError(f"it must be one of {', '.join(map(str, options))}")
        return int(value)

    return reader


def cell(value: str) -> str:
    """Read the name of a grid or a list and a place in it, ``output0_1_2``, ``class_5``."""
    if not _CELL.fullmatch(value):
        raise ValueError("it names no cell")
    return value


def yes_or_no(value: str) -> bool:
    """Read a switch."""
    return one_of(("yes", "no"))(value) == "yes"
