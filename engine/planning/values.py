"""Plain values as every call checks them; what is wrong with one is told in a sentence."""

import math
import operator
import reprlib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_MOST_DIGITS, _MOST_LETTERS = 30, 60
_LARGEST = 10**_MOST_DIGITS  # beyond any use, and every product of a few can still be written
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = _MOST_LETTERS


def shown(value: object) -> str:
    """Return any value as a message says it: in one line, and shortened where it is long."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()  # a number of NumPy's as Python writes it
    if isinstance(value, int) and abs(value) > _LARGEST:
        return f"a whole number of {int(math.log10(abs(value))) + 1} digits"
    text = " ".join(_SHORT.repr(value).split())
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def times(shape: Sequence[int]) -> str:
    """Return a shape as it is said: (5, 3) is "5×3"."""
    return "×".join(str(length) for length in shape)


def whole(value: object, name: str, minimum: int, maximum: int = _LARGEST) -> int:
    """Return `value` as an int of at least `minimum`; any kind of integer, but no bool, no 2.0."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {shown(value)}; it must be a whole number") from None
    if number > maximum:
        most = f"{maximum:,}" if maximum < _LARGEST else f"10^{_MOST_DIGITS}"
        raise ValueError(f"{name} is {shown(number)}; it must be at most {most}")
    if number < minimum:
        raise ValueError(f"{name} is {shown(number)}; it must be at least {minimum}")
    return number


def pair(value: object, name: str, minimum: int) -> tuple[int, int]:
    """Return `value` as (vertical, horizontal): one whole number means both."""
    if isinstance(value, (tuple, list)):  # `tuple | list` would be made anew for each call
        if len(value) != 2:
            raise ValueError(
                f"{name} has {len(value)} entries; it must be a whole number"
                " or a (vertical, horizontal) pair"
            )
        return whole(value[0], name, minimum), whole(value[1], name, minimum)
    number = whole(value, name, minimum)
    return number, number


def one_of(value: object, name: str, allowed: Sequence[str]) -> str:
    """Return `value`, which must be one of the words `allowed`."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} is {shown(value)}; it must be one of {_some(allowed, value)}")
    return value


_AT_MOST = 12
"""So many names fit into a sentence that is read."""


def _some(allowed: Sequence[str], value: object) -> str:
    """Return the names that may be meant: all of a few; of many the most similar ones first."""
    if len(allowed) <= _AT_MOST:
        return ", ".join(allowed)
    similar = get_close_matches(value[:_MOST_LETTERS], allowed) if isinstance(value, str) else []
    named = [*similar, *(one for one in allowed if one not in similar)][:_AT_MOST]
    return f"{', '.join(named)} or {len(allowed) - _AT_MOST} others"


def instance(value: object, name: str, kind: type | tuple[type, ...], what: str) -> None:
    """Refuse what is none of a kind; `what` says what it must be, as "the bytes of a file"."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {shown(value)}; it must be {what}")


def listed(values: object, name: str, kind: type | tuple[type, ...], what: str) -> list[object]:
    """Return what `values` holds, each of a kind; `what` says what it must be."""
    is_single = isinstance(values, str | bytes) or getattr(values, "ndim", 1) == 0
    if is_single or not isinstance(values, Iterable):
        raise TypeError(f"{name} is {shown(values)}; it must be a list of {what}")
    entries = list(values)
    for number, entry in enumerate(entries):
        instance(entry, f"{name}[{number}]", kind, what)
    return entries
