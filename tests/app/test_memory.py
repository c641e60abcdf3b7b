"""The budget of what the process keeps ready: how much, and what goes first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.memory import Budget


@dataclass(frozen=True)
class Kept:
    pixels: NDArray[np.uint8]


def of(size: int) -> Kept:
    return Kept(np.zeros(size, np.uint8))


def fill(budget: Budget[Kept], names: str, size: int) -> list[str]:
    """Ask for one after the other; return the names of those that had to be made."""
    made: list[str] = []

    def make(name: str) -> Kept:
        made.append(name)
        return of(size)

    for name in names:
        budget.get(name, lambda name=name: make(name))  # type: ignore[misc]
    return made


def test_the_longest_unused_goes_first_when_the_budget_is_full() -> None:
    budget = Budget[Kept](30)
    assert fill(budget, "abc", 10) == ["a", "b", "c"]
    assert fill(budget, "a", 10) == []  # and is now the newest
    assert fill(budget, "d", 10) == ["d"]
    assert fill(budget, "acd", 10) == []
    assert fill(budget, "b", 10) == ["b"]


def test_what_alone_exceeds_the_budget_is_kept_until_the_next() -> None:
    budget = Budget[Kept](30)
    assert fill(budget, "aa", 100) == ["a"]
    assert fill(budget, "bb", 10) == ["b"]
    assert fill(budget, "a", 100) == ["a"]


def test_random_walks_keep_to_the_budget() -> None:
    random, budget, sizes = np.random.default_rng(0), Budget[Kept](1000), {}
    for _ in range(2000):
        name = int(random.integers(40))
        size = sizes.setdefault(name, int(random.integers(1, 400)))
        assert budget.get(name, lambda size=size: of(size)).pixels.size == size  # type: ignore[misc]
        kept = [one.pixels.nbytes for one in budget._kept.values()]
        assert sum(kept) == budget._used <= 1000
