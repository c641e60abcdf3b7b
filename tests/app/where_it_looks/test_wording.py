"""What is said of a heat map, by its numbers."""

from dataclasses import replace

import numpy as np
import pytest

from app.where_it_looks import analysis, checks, wording
from app.where_it_looks.schema import WhereState
from engine.explain.heat_maps import Similarity

FIRST = WhereState(network="lenet_digits").start()
MAP = np.array([[-2.5, -0.5], [-1, 0]], np.float32)


def said(values: np.ndarray, method: str = "grad_cam") -> str:
    return wording.emptiness(values, analysis.scene(replace(FIRST, method=method)), 4)


def test_a_map_without_a_positive_cell_is_called_empty_with_its_reason() -> None:
    assert said(MAP) == (
        "The heat map for “4” is empty: before ReLU all of its cells are negative or 0 (−2.5 … 0), "
        "so no cell of the layer speaks for this class; ReLU sets them to 0."
    )
    assert said(0 * MAP) == "The heat map for “4” is empty: it is 0 in every cell."
    assert said(-MAP) == ""
    assert said(MAP, "saliency") == ""


def made(kind: str, rank: float) -> checks.Check:
    pixels, values = np.zeros((1, 2, 2), np.uint8), np.zeros((2, 2), np.float32)
    return checks.Check(kind, "Title", pixels, values, 0.5, Similarity(rank, rank, rank))


@pytest.mark.parametrize(
    ("rank", "of_weights", "of_class"),
    [
        (0.05, "is different (rank correlation 0.05)", "a different map (rank correlation 0.05)"),
        (-0.4, "is different (rank correlation −0.40)", "a different map"),
        (0.5, "is still similar", "a different map"),
        (0.9, "Misleading! With random weights in every layer", "nearly the same map"),
        (float("nan"), "the heat map is empty", "its heat map is empty"),
    ],
)
def test_the_verdict_follows_the_rank_correlation(
    rank: float, of_weights: str, of_class: str
) -> None:
    found = made("original", 1), made("weights", 0.99), made("weights", rank), made("class", rank)
    first, second = checks.verdict(found)
    assert of_weights in first
    assert of_class in second


def test_of_many_layers_some_are_chosen_from_the_last_to_the_first() -> None:
    network = analysis.scene(FIRST).network
    assert checks.trained_layers(network) == ["11", "9", "7", "3", "0"]


def test_the_second_class_is_the_true_one_or_the_runner_up() -> None:
    wrong = analysis.scene(FIRST)
    assert wrong.other == int(wrong.subject.truth or -1) != wrong.target
    right = analysis.scene(replace(FIRST, picture="digit_3"))
    assert (right.target, right.other) == (right.ranked[0], right.ranked[1])
    chosen = analysis.scene(replace(FIRST, target="2", compare="7"))
    assert chosen.classes == (2, 7)
    assert analysis.scene(replace(FIRST, compare="none")).classes == (9,)


class Interrupted(Exception):
    """The learner did something else."""


@pytest.mark.parametrize("method", ["smooth_grad", "occlusion"])
def test_slow_maps_and_checks_tell_how_far_they_are_and_can_be_broken_off(method: str) -> None:
    state = replace(FIRST, method=method, patch=16, stride=3, picture="digit_6")
    scene, told = analysis.scene(state), list[float]()
    analysis.explained(scene, 2, told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def interrupt(share: float) -> None:
        if share > 0.5:
            raise Interrupted

    for compute in (checks.checks, checks.curves):
        told.clear()
        with pytest.raises(Interrupted):
            compute(scene, interrupt)
        compute(scene, told.append)
        assert told == sorted(told)
        assert 0.9 < told[-1] <= 1


def test_the_patch_grows_with_the_picture_and_fits_into_a_small_one() -> None:
    scene = analysis.scene(replace(FIRST, patch=16, stride=4))
    assert (scene.patch, scene.stride) == (16, 4)
    large = replace(scene, x=np.zeros((1, 3, 224, 224), np.float32))
    assert (large.patch, large.stride) == (112, 28)
    assert replace(scene, x=np.zeros((1, 1, 3, 9), np.float32)).patch == 3
