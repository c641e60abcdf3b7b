"""What is said of a run of the twins: each sentence by numbers that call for it."""

from collections.abc import Mapping

import pytest

from app.why_convolution import verdicts
from engine.explain.twins import (
    CNN,
    DENSE,
    ENDS,
    EVERY,
    SHIFTS,
    STEPS,
    Accuracy,
    ShiftCurve,
    networks,
)
from engine.networks.layers.pooling import MaxPool2d

FALLS = {0: 0.95, 1: 0.4, -1: 0.4}


def curve(at: Mapping[int, float], other: float) -> tuple[float, ...]:
    return tuple(at.get(shift, other) for shift in SHIFTS)


FLAT, FALLEN = curve({}, 0.95), curve(FALLS, 0.15)


@pytest.mark.parametrize(
    ("cnn", "dense", "said"),
    [
        (FLAT, FALLEN, "translation invariant here"),
        (curve({s: 0.6 for s in SHIFTS if s % 2}, 0.95), FALLEN, "Odd shifts cost the CNN more"),
        (
            curve({0: 0.95, 1: 0.9, -1: 0.9}, 0.5),
            FALLEN,
            "the CNN 35 points and its twin 74: less, but this CNN is not",
        ),
        (FALLEN, FALLEN, "this CNN is no better"),
        (FALLEN, FLAT, "the CNN 74 points and its twin 0: this CNN is no better"),
    ],
)
def test_shifts_are_judged_by_the_curves(cnn, dense, said: str) -> None:
    told = verdicts.shifts({CNN: cnn, DENSE: dense}, 3, pools=True)
    assert said in told
    assert "mean of 3 seeds" in told


def test_a_pooling_layer_is_named_only_where_there_is_one() -> None:
    means = {CNN: curve({s: 0.6 for s in SHIFTS if s % 2}, 0.95), DENSE: FALLEN}
    assert verdicts.shifts(means, 3, pools=True).endswith("half a window of the pooling layer.")
    assert verdicts.shifts(means, 3, pools=False).endswith("more than even ones.")


@pytest.mark.parametrize("end", ENDS)
def test_the_page_knows_which_cnn_has_pooling_at_stride_2(end: str) -> None:
    pools = [layer for layer in networks(end)[0] if isinstance(layer, MaxPool2d)]
    assert any(layer.stride == (2, 2) for layer in pools) == (end != "global")


def test_the_accuracies_of_the_sentence_are_those_of_the_curves() -> None:
    told = verdicts.shifts({CNN: FLAT, DENSE: curve(FALLS, 0.2)}, 1, pools=True)
    assert "fully connected 95% → 20%, CNN 95% → 95% (1 seed)" in told


def test_curves_are_means_of_the_seeds_that_are_done() -> None:
    running = [ShiftCurve(1, which, 0, FLAT) for which in (CNN, DENSE)]
    assert verdicts.finished(running) == (running, 0)
    assert "Training" in verdicts.shifts(verdicts.mean_curves(running), 0, pools=True)
    ends = [ShiftCurve(1, CNN, STEPS, FLAT), ShiftCurve(1, DENSE, STEPS, FALLEN)]
    half = [ShiftCurve(2, CNN, STEPS, FALLEN)]  # its twin is still to be tested
    assert verdicts.finished([*running, *ends, *half]) == (ends, 1)
    half.append(ShiftCurve(2, DENSE, STEPS, FALLEN))
    found, seeds = verdicts.finished([*running, *ends, *half])
    assert seeds == 2
    means = verdicts.mean_curves(found)
    assert means[CNN] == pytest.approx([(a + b) / 2 for a, b in zip(FLAT, FALLEN, strict=True)])
    assert means[DENSE] == pytest.approx(FALLEN)


def run(cnn: tuple[float, float], dense: tuple[float, float], seed: int = 1) -> list[Accuracy]:
    """A run of one seed: accuracies on plain and on shuffled images at the end."""
    return [
        Accuracy(seed, which, is_shuffled, step, ends[is_shuffled] * step / STEPS)
        for step in (0, EVERY, STEPS)
        for which, ends in ((CNN, cnn), (DENSE, dense))
        for is_shuffled in (False, True)
    ]


@pytest.mark.parametrize(
    ("cnn", "dense", "said"),
    [
        ((0.95, 0.88), (0.96, 0.965), "Only the CNN loses"),
        ((0.95, 0.80), (0.96, 0.92), "Both lose, the CNN more."),
        ((0.95, 0.94), (0.96, 0.95), "neither loses here"),
        ((0.95, 0.94), (0.96, 0.80), "The CNN loses no more than its twin in this run"),
        ((0.85, 0.94), (0.96, 0.96), "The CNN loses no more than its twin in this run"),
    ],
)
def test_shuffles_are_judged_by_the_last_accuracies(cnn, dense, said: str) -> None:
    found, seeds = verdicts.complete(run(cnn, dense))
    told = verdicts.shuffles(verdicts.mean_accuracies(found), seeds)
    assert said in told
    assert f"CNN {cnn[0]:.0%} → {cnn[1]:.0%} (1 seed)" in told


def test_a_seed_counts_when_all_four_are_done() -> None:
    first, second = run((0.9, 0.8), (0.9, 0.9)), run((0.7, 0.6), (0.9, 0.9), 2)
    assert verdicts.complete(first[:-1])[1] == 0
    found, seeds = verdicts.complete(first + second[:-1])
    assert (len(found), seeds) == (len(first), 1)
    found, seeds = verdicts.complete(first + second)
    means = verdicts.mean_accuracies(found)
    assert seeds == 2
    assert means[CNN, False][STEPS] == pytest.approx(0.8)
    assert means[CNN, True][STEPS] == pytest.approx(0.7)
    assert list(means[DENSE, True]) == [0, EVERY, STEPS]
