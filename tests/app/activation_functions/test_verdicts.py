"""What is said of a run follows from its numbers, whatever they are."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.activation_functions import functions, maxout_view, verdicts
from app.activation_functions.functions import TITLES
from app.activation_functions.schema import ActivationState
from engine.explain import zig_zag
from engine.explain.activation_curves import Function
from engine.explain.convergence import MOST, Race
from engine.explain.dying_units import STEPS, Count
from engine.explain.vanishing_gradients import Flow
from engine.explain.zig_zag import GOAL, START, Descent


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (1e-8, 4e-3, "Sigmoid: the gradient of layer 1 is 400,000 times smaller than that of"),
        (1e-8, 4e-3, "than that of layer 3: it vanishes."),
        (1e-3, 3e-2, "30 times smaller than that of layer 3: it fades."),
        (2e-2, 3e-2, "layer 1 gets 0.67 of the gradient of layer 3: it lives."),
        (9.0, 3e-2, "300 times larger than that of layer 3: it explodes."),
        (0.0, 3e-2, "no gradient reaches layer 1."),
    ],
)
def test_a_gradient_vanishes_fades_lives_or_explodes(first: float, last: float, said: str) -> None:
    assert said in verdicts.flows({"sigmoid": Flow((first, 0.01, last))})


def descent(same: float, arrival: int | None, detour: float = 1, both: int = 400) -> Descent:
    there = np.subtract(GOAL, START) * [[0], [(1 + detour) / 2], [1]]
    weights = np.vstack([START + there, np.tile(GOAL, (400, 1))])
    return Descent(weights, np.ones((1, 2)), both, same, arrival)


def test_a_zig_zag_is_judged_by_the_steps_that_it_costs() -> None:
    told = verdicts.descents(descent(1, 108), descent(0.51, 18))
    assert "100% of the 400 steps that change both weights move them in the same direction" in told
    assert "; zero-centred 51% of the 400, in 18 steps" in told
    assert told.endswith("it takes 6.0 times as many steps.")
    assert verdicts.descents(descent(1, 20), descent(0.5, 18)).endswith("try another seed.")
    assert verdicts.descents(descent(0.5, 12), descent(0.5, 12)).endswith("no zig-zag.")
    assert "not within 400 steps" in verdicts.descents(descent(1, None), descent(0.5, 18))


def test_inputs_of_both_signs_are_judged_by_the_path() -> None:
    told = verdicts.descents(descent(0.47, 83, 10), descent(0.55, 68))
    assert told.endswith("force no zig-zag, but the path is 10 times as long as the straight line.")


def test_what_never_changes_both_weights_is_told() -> None:
    told = verdicts.descents(descent(0, None, both=0), descent(0, None, both=0))
    assert told == (
        "As they come, no step changes both weights, and the goal is reached not within 400 steps; "
        "zero-centred none, not within 400 steps."
    )


@pytest.mark.parametrize("name", TITLES)
def test_the_sentence_about_signs_is_true_of_every_function(name: str) -> None:
    for seed in range(4):
        function = functions.function(name, ActivationState())
        raw, centred = (zig_zag.descend(function, one, seed) for one in (False, True))
        told = verdicts.descents(raw, centred)
        moves = np.diff(raw.weights, axis=0)
        products = moves.prod(axis=1)
        assert f"of the {np.count_nonzero(moves.all(axis=1))} steps" in told
        assert ("both signs" in told) == bool((products < 0).any())
        if told.endswith("no zig-zag."):
            way = np.linalg.norm(moves[: raw.arrival], axis=1).sum()
            assert way < 2 * np.hypot(2, 2)


def counts(*last: int) -> list[Count]:
    step, dead, negative = last
    return [Count(0, 0, 0, float("nan")), Count(step, dead, negative, 1.0)]


def test_deaths_are_told_with_their_numbers() -> None:
    small, large = counts(STEPS, 1, 1), counts(STEPS, 32, 32)
    told = verdicts.deaths([small, large, counts(STEPS, 0, 10)], (0.1, 1.0))
    assert told == (
        "At learning rate 1, 32 of 64 ReLU units are dead after 200 steps; at 0.1, 1. With a leak "
        "of 0.1 at learning rate 1 none is dead (10 are negative on all images, but still learn)."
    )
    diverged = verdicts.deaths([small, counts(40, 9, 9), counts(15, 0, 0)], (0.1, 1.5))
    assert "after 40 steps, when the loss diverged" in diverged
    assert diverged.endswith("With the leak the loss diverged: the learning rate is too high.")
    on_the_way = [counts(40, 9, 9)] * 3
    assert "diverged" not in verdicts.deaths(on_the_way, (0.1, 1.5), is_over=False)
    assert verdicts.deaths([small, [], []], (0.1, 1.0)) == "Training …"


def raced(*ratios: float) -> list[Race]:
    return [Race(seed, round(100 * ratio), 100) for seed, ratio in enumerate(ratios)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (raced(1.4, 1.5, 1.6), ["Tanh takes 1.5 times as many steps as ReLU", "does not hold"]),
        (raced(4, 6, 8, 5), ["(median of 4 seeds; the middle half: 4.8 to 6.5)", "holds here."]),
        (raced(12, 13, 14), ["more than the claim"]),
        (raced(1.5), ["(median of 1 seed; the middle half: 1.5 to 1.5)"]),
        ([Race(1, None, 50)] * 3, ["takes at least 20 times", "In 3 of them tanh does not"]),
        (raced(100, 150, 200), ["takes 150 times as many", "the middle half: 120 to 180)"]),
        ([*raced(1, 2, 3), Race(4, None, None)], ["(median of 3 seeds;"]),
        ([Race(1, None, None)], [f"Neither reaches the loss within {MOST:,} steps"]),
    ],
)
def test_the_claim_is_judged_by_the_distribution(found: Sequence[Race], said: list[str]) -> None:
    told = verdicts.races(found, ("tanh", "ReLU"))
    assert [one for one in said if one not in told] == [], told


def test_the_slowest_function_is_named() -> None:
    told = verdicts.costs([[1.0, 9.0, 30.0], [2.0, 6.0, 50.0]], ["ReLU", "sigmoid", "GELU"])
    assert "the fastest of 2 rounds): ReLU takes 1 ns per number, sigmoid 6 times" in told
    assert told.endswith("GELU 30 times.")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (((0.0, 0.0), (1.0, 0.0)), "is ReLU: all 2,001 values are equal"),
        (((1.0, 0.0), (0.1, 0.0)), "is leaky ReLU (0.1): all"),
        (((-1.0, 0.0), (1.0, 0.0)), "is |x|: all"),
        (((0.1, 0.1), (1.0, 0.0)), "Maxout learns its lines"),
    ],
)
def test_lines_are_known_by_their_values(lines: tuple[tuple[float, float], ...], said: str) -> None:
    assert said in maxout_view.verdict(Function("maxout", lines))


def test_the_parameters_of_maxout_are_twice_those_of_relu() -> None:
    told = maxout_view.parameters()
    assert "(64 + 1)·32 = 2,080" in told
    assert "4,160 parameters, 2 times as many" in told
