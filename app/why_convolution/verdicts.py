"""What a run of the trained twins shows, judged from its accuracies."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from engine.explain.twins import CNN, DENSE, REACH, SHIFTS, STEPS, Accuracy, ShiftCurve

POINTS = 2
"""Percentage points from which a difference of two accuracies counts."""

Curves = Mapping[int, Sequence[float]]
"""The mean accuracies of the CNN (0) and its twin (1)."""


def finished(results: Sequence[object]) -> tuple[list[ShiftCurve], int]:
    """Return the curves to show, and of how many seeds they are.

    They are the last ones of all seeds that are done; of the first seed, while it is trained, those
    so far, and 0 seeds.
    """
    curves = [one for one in results if isinstance(one, ShiftCurve)]
    done = [one for one in curves if one.step == STEPS]
    seeds = {one.seed for one in done if one.which == DENSE}
    if seeds:
        return [one for one in done if one.seed in seeds], len(seeds)
    return curves[-2:], 0


def mean_curves(curves: Sequence[ShiftCurve]) -> dict[int, list[float]]:
    """Return the mean of all seeds at each shift, for each network that has a curve."""
    return {
        which: [fmean(values) for values in zip(*found, strict=True)]
        for which in (CNN, DENSE)
        if (found := [one.accuracies for one in curves if one.which == which])
    }


def shifts(means: Curves, seeds: int, pools: bool) -> str:
    """Say what a shift does to the accuracy of both networks, and whether the CNN stands it.

    `pools`: the CNN has a pooling layer of 2×2 windows at stride 2.
    """
    if seeds == 0:
        return "Training both networks on digits in the centre …"
    at = {which: dict(zip(SHIFTS, values, strict=True)) for which, values in means.items()}
    told = (
        f"Shifted by {REACH} pixels: fully connected {at[DENSE][0]:.0%} → {_far(at[DENSE]):.0%}, "
        f"CNN {at[CNN][0]:.0%} → {_far(at[CNN]):.0%} ({_of(seeds)})."
    )
    return f"{told} {_invariance(at[CNN], at[DENSE], pools)}"


def _invariance(cnn: Mapping[int, float], dense: Mapping[int, float], pools: bool) -> str:
    """Judge the CNN by its largest loss at even and at odd shifts, then by the mean of both."""
    even = max(_points(cnn[0], cnn[shift]) for shift in SHIFTS if shift % 2 == 0)
    odd = max(_points(cnn[0], cnn[shift]) for shift in SHIFTS if shift % 2)
    if max(even, odd) < POINTS:
        return "No shift matters to the CNN: it is translation invariant here."
    if odd >= 2 * max(even, POINTS):
        told = "Odd shifts cost the CNN more than even ones"
        if not pools:
            return f"{told}."
        return f"{told}: at stride 2, they move a digit by half a window of the pooling layer."
    loss, other = (fmean(_points(at[0], at[one]) for one in SHIFTS if one) for at in (cnn, dense))
    told = f"On average, a shift costs the CNN {loss:.0f} points and its twin {other:.0f}"
    if other - loss >= POINTS:
        return f"{told}: less, but this CNN is not translation invariant."
    return f"{told}: this CNN is no better at it."


def _far(at: Mapping[int, float]) -> float:
    """Return the mean accuracy at the largest shift to either side."""
    return fmean((at[REACH], at[-REACH]))


def _points(before: float, after: float) -> float:
    return 100 * (before - after)


def _of(seeds: int) -> str:
    return "1 seed" if seeds == 1 else f"mean of {seeds} seeds"


def complete(results: Sequence[Accuracy]) -> tuple[list[Accuracy], int]:
    """Return the accuracies to show, and of how many seeds they are, as `finished` does."""
    last = [one for one in results if one.step == STEPS]
    seeds = {one.seed for one in last}
    done = {seed for seed in seeds if sum(one.seed == seed for one in last) == 4}
    if done:
        return [one for one in results if one.seed in done], len(done)
    return list(results), 0


def mean_accuracies(found: Sequence[Accuracy]) -> dict[tuple[int, bool], dict[int, float]]:
    """Return the mean of all seeds by step, for each network, on plain and on shuffled images."""
    means: dict[tuple[int, bool], dict[int, float]] = {}
    for which in (CNN, DENSE):
        for is_shuffled in (False, True):
            steps: dict[int, list[float]] = {}
            for one in found:
                if (one.which, one.is_shuffled) == (which, is_shuffled):
                    steps.setdefault(one.step, []).append(one.accuracy)
            means[which, is_shuffled] = {step: fmean(values) for step, values in steps.items()}
    return means


def shuffles(means: Mapping[tuple[int, bool], Mapping[int, float]], seeds: int) -> str:
    """Say what the shuffling does to the accuracy of both networks, and which of them loses."""
    if seeds == 0:
        return "Training both networks on plain and on shuffled digits …"
    ends = {key: steps[STEPS] for key, steps in means.items()}
    loss = {which: _points(ends[which, False], ends[which, True]) for which in (CNN, DENSE)}
    told = (
        f"Shuffled pixels: fully connected {ends[DENSE, False]:.0%} → {ends[DENSE, True]:.0%}, "
        f"CNN {ends[CNN, False]:.0%} → {ends[CNN, True]:.0%} ({_of(seeds)})."
    )
    return f"{told} {_locality(loss[CNN], loss[DENSE])}"


def _locality(cnn: float, dense: float) -> str:
    if cnn >= POINTS and abs(dense) < POINTS:
        return (
            "Only the CNN loses: its filters look for patterns among neighbouring pixels, and the "
            "pixels are neighbours no more."
        )
    if cnn >= POINTS and cnn - dense >= POINTS:
        return "Both lose, the CNN more."
    if max(abs(cnn), abs(dense)) < POINTS:
        return f"The difference is less than {POINTS} points for both: neither loses here."
    return "The CNN loses no more than its twin in this run: try another seed, or another CNN."
