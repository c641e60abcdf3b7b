"""An exercise, and what is said to an answer: whether it is right, and why not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.planning.volumes import Layer, Volume

Answer = tuple[int, ...] | None
"""One number for each field; None says that it does not fit."""

Mistakes = tuple[tuple[Answer, str], ...]


@dataclass(frozen=True)
class Exercise:
    """A question with its answer.

    `fields` label the numbers asked for; `may_not_fit` offers the answer None. `hint` is the
    formula with the question's numbers, `reason` goes on to the result. `mistakes` are wrong
    answers that learners often give, each with one sentence that names what went wrong. `layer` is
    the input and the layer to draw, where the question is about one.
    """

    question: str
    fields: tuple[str, ...]
    answer: Answer
    hint: str
    reason: str
    mistakes: Mistakes = ()
    may_not_fit: bool = False
    layer: tuple[Volume, Layer] | None = None


@dataclass(frozen=True)
class Grade:
    """What is said to an answer."""

    right: bool
    sentence: str


_WHOLE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:[, ][0-9]{3}){1,4}")


def whole_number(typed: str) -> int:
    """Read the number that was typed: 34944, 34,944 or 34 944.

    Raises ValueError with one plain sentence where it is no whole number.
    """
    text = typed.strip()
    if not _WHOLE.fullmatch(text):
        shown = text if len(text) <= 20 else text[:20] + "…"
        raise ValueError(f"“{shown}” is not a whole number; write 0, 1, 2, …")
    return int(re.sub("[, ]", "", text))


def grade(exercise: Exercise, given: Answer) -> Grade:
    """Compare an answer with the right one; where it is a usual mistake, name that."""
    if given == exercise.answer:
        return Grade(True, exercise.reason)
    for mistake, sentence in exercise.mistakes:
        if given == mistake:
            return Grade(False, sentence)
    return Grade(False, f"Use the formula: {exercise.hint}.")


def usual(answer: Answer, candidates: Iterable[tuple[Answer, str]]) -> Mistakes:
    """Return the candidates that are wrong here, each answer once, in the order they came."""
    found: dict[Answer, str] = {}
    for mistake, sentence in candidates:
        sensible = mistake is None or min(mistake) >= 0
        if mistake != answer and sensible:
            found.setdefault(mistake, sentence)
    return tuple(found.items())
