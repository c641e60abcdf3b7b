"""The page's numbers: sums of products, and the same numbers again in what is opened."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

import engine
from app import cells
from app.step_by_step import problem
from app.volumes import bank, compute, payload, snippets
from app.volumes.schema import MAX_KERNEL, VolumeState
from engine.images import gallery
from engine.planning.volumes import parameters

PICTURE = compute.reduced(gallery.load("astronaut").pixels, 64)


def test_a_reduced_picture_is_whole_numbers_of_the_size_that_was_asked_for() -> None:
    assert PICTURE.shape == (64, 64, 3)
    assert PICTURE.dtype == np.uint8
    small = gallery.load("step_edge").pixels
    assert compute.reduced(small, 32) is small


@pytest.mark.parametrize("name", bank.SETS)
def test_products_and_bias_add_up_to_the_map(name: str) -> None:
    state = VolumeState(set=name).start()
    state = replace(state, bias=("-1/2",) * len(state.filters))
    result = compute.run(PICTURE, state)
    expected = np.sum(result.products, axis=0) - 0.5
    np.testing.assert_allclose(result.sums[state.chosen], expected, atol=1e-9)
    np.testing.assert_array_equal(result.maps, np.maximum(result.sums, 0))


def test_one_number_as_the_lectures_write_it() -> None:
    state = VolumeState(stride=2, chosen=3).start()
    state = replace(state, stride=2, activation="none")
    result = compute.run(PICTURE, state)
    x = np.pad(PICTURE.astype(float), ((1, 1), (1, 1), (0, 0)))
    w3, b3 = np.moveaxis(result.weights[3], 0, 2), result.bias[3]
    assert result.maps[3, 5, 7] == pytest.approx(np.sum(x[10:13, 14:17, :] * w3) + b3)


def test_what_is_opened_holds_the_same_number_at_its_place() -> None:
    random = Random("opened")
    for _ in range(60):
        state = VolumeState(set="random", seed=random.randint(1, 99)).start()
        side = random.randint(1, MAX_KERNEL)
        place = random.choice(
            [(0, 0), (999, 999), (random.randint(0, 999), random.randint(0, 999))]
        )
        state = replace(
            state,
            stride=random.randint(1, 3),
            padding=random.randint(0, 2),
            chosen=random.randint(0, 5),
            place=place,
            filters=tuple(bank.resized(one, side) for one in state.filters),
            bias=("2", "-1", "0", "1/2", "3", "4"),
        )
        result = compute.run(PICTURE, state)
        steps, (_, row, column) = compute.opened(result)
        sent = problem.build(steps)
        made = engine.conv2d(
            np.array([sent["input"]], float),
            np.array(sent["kernels"]),
            np.array(sent["bias"]),
            tuple(sent["stride"]),
        )
        value = result.sums[state.chosen][result.place]
        assert made[0, 0, row, column] == pytest.approx(value, abs=1e-9)
        assert max(made.shape[2:]) <= compute.OPENED


@pytest.mark.parametrize(
    ("name", "padded", "output", "count"),
    [
        ("small", (6, 6), (4, 4, 4), 112),
        ("valid", (32, 32), (3, 28, 28), 228),
        ("same", (36, 36), (3, 32, 32), 228),
        ("six", (32, 32), (6, 28, 28), 456),
    ],
)
def test_the_lectures_volumes_have_their_sizes(
    name: str, padded: tuple[int, int], output: tuple[int, int, int], count: int
) -> None:
    state = VolumeState(set=name).start()
    picture = compute.reduced(gallery.load(state.picture).pixels, state.side)
    result = compute.run(picture, state)
    assert result.plan.padded == padded
    assert result.maps.shape == output
    assert parameters(result.input, result.layer) == count


def test_a_small_volume_is_opened_whole_with_all_its_filters() -> None:
    state = VolumeState(set="small").start()
    result = compute.run(gallery.load("small_numbers").pixels, state)
    steps, (k, row, column) = compute.opened(result)
    sent = problem.build(steps)
    assert np.array_equal(np.moveaxis(sent["input"], 0, 2), gallery.load("small_numbers").pixels)
    made = engine.conv2d([sent["input"]], np.array(sent["kernels"], float), sent["bias"])
    np.testing.assert_array_equal(made[0], result.sums)
    assert (k, (row, column)) == (state.chosen, result.place)


def test_a_kernel_that_does_not_fit_is_reported_in_words() -> None:
    state = VolumeState().start()
    filters = tuple(bank.resized(one, 5) for one in state.filters)
    with pytest.raises(ValueError, match="larger than the padded input"):
        compute.run(PICTURE[:2, :2], replace(state, filters=filters))


def test_frames_of_other_numbers_differ_and_the_code_counts_the_parameters() -> None:
    state = VolumeState().start()
    result = compute.run(PICTURE, state)
    other = replace(state, bias=("1", *state.bias[1:]))
    assert payload.build(result) == payload.build(compute.run(PICTURE, state))
    assert payload.build(result) != payload.build(compute.run(PICTURE, other))
    code = snippets.torch_code(result)
    assert "(F·F·D1 + 1)·K = 168" in code
    assert "N×3×64×64 becomes N×6×64×64" in code


@pytest.mark.parametrize("activation", ["relu", "none"])
@pytest.mark.parametrize("place", [(0, 0), (400, 700), (999, 999)])
@pytest.mark.parametrize("side", [1, 3, 5])
def test_the_numpy_program_makes_the_same_number(
    activation: str, place: tuple[int, int], side: int
) -> None:
    state = VolumeState(stride=2, activation=activation, place=place).start()
    filters = tuple(bank.resized(one, side) for one in state.filters)
    state = replace(state, filters=filters, bias=("½", "-1,5", "1/3", "0", "1", "2"))
    result = compute.run(PICTURE, state)
    _, row, column = compute.opened(result)[1]
    names: dict = {}
    exec(snippets.numpy_code(result), names)
    assert names["v"][row, column] == pytest.approx(result.maps[state.chosen][result.place])


@pytest.mark.torch
def test_the_pytorch_program_makes_the_same_volume() -> None:
    import torch

    state = replace(VolumeState().start(), stride=2)
    result = compute.run(PICTURE, state)
    names: dict = {}
    exec(snippets.torch_code(result), names)
    conv = names["conv"].double()
    conv.weight.data = torch.from_numpy(result.weights)
    conv.bias.data = torch.from_numpy(result.bias)
    x = torch.from_numpy(np.moveaxis(PICTURE, 2, 0).copy()).double()[None]
    with torch.no_grad():
        made = names["layer"](x)[0].numpy()
    np.testing.assert_allclose(made, result.maps, atol=1e-9)


@pytest.mark.parametrize(
    ("side", "stride", "count"),
    # Most that fit into the stepper's 12 rows, and five at the most.
    [
        (1, 1, 5),
        (2, 1, 5),
        (3, 1, 5),
        (4, 2, 5),
        (5, 1, 5),
        (5, 2, 4),
        (2, 3, 4),
        (3, 3, 4),
        (5, 3, 3),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2, 3, 300, 640, 996, 997, 998, 999])
def test_what_is_opened_lies_around_the_place(
    side: int, stride: int, count: int, place: int
) -> None:
    state = VolumeState(set="random", place=(place, 999 - place)).start()
    filters = tuple(bank.resized(one, side) for one in state.filters)
    result = compute.run(PICTURE, replace(state, filters=filters, stride=stride, padding=1))
    steps, (_, *inside) = compute.opened(result)
    span = (count - 1) * stride + side
    assert (steps.rows, steps.columns) == (span, span)
    padded = np.pad(result.picture, ((1, 1), (1, 1), (0, 0)))
    first = []
    for at, outputs, within in zip(result.place, result.plan.output, inside, strict=True):
        # In the middle (of two, the later), but where the output ends first.
        expected = at - (at - count // 2 if at >= count // 2 else 0)
        expected = max(expected, count - (outputs - at))
        assert within == expected
        first.append((at - within) * stride)
    region = padded[first[0] : first[0] + span, first[1] : first[1] + span]
    shown = np.array([cells.parse_matrix(matrix, ())[0] for matrix in steps.volume])
    np.testing.assert_array_equal(np.moveaxis(shown, 0, 2), region)
