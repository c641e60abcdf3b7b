"""The frequency response of a kernel, held to the transform's plain definition."""

import cmath

import numpy as np
import pytest

from engine import filters
from engine.explain.frequency_response import response
from engine.filters import makers


def plainly(kernel: np.ndarray, dilation: tuple[int, int], u: float, v: float) -> float:
    """|H(u, v)| as the discrete-time Fourier transform is defined."""
    total = 0j
    for r, row in enumerate(kernel):
        for c, weight in enumerate(row):
            place = u * r * dilation[0] + v * c * dilation[1]
            total += weight * cmath.exp(-2j * cmath.pi * place)
    return abs(total)


@pytest.mark.parametrize("seed", range(12))
def test_gains_are_those_of_the_definition(seed: int) -> None:
    random = np.random.default_rng(seed)
    kernel = random.normal(size=random.integers(1, 16, size=2))
    dilation = (1, 1) if seed % 2 else (int(random.integers(1, 9)), int(random.integers(1, 9)))
    found = response(kernel, dilation)
    assert found.sum == pytest.approx(kernel.sum())
    for _ in range(40):
        i, j = random.integers(0, len(found.frequencies), size=2)
        u, v = found.frequencies[i], found.frequencies[j]
        assert found.plane[i, j] == pytest.approx(plainly(kernel, dilation, u, v), abs=1e-10)
        at = int(random.integers(0, 513))
        for cut, (down, right) in zip(found.cuts, ((0, 1), (1, 0), (1, 1)), strict=True):
            f = float(cut.frequencies[at])
            expected = plainly(kernel, dilation, f * down, f * right)
            assert cut.gain[at] == pytest.approx(expected, abs=1e-10)


def test_the_frequencies_reach_from_minus_to_plus_half_and_the_middle_is_the_sum() -> None:
    found = response([[1.0, 2.0], [3.0, -8.0], [0.5, 0.0]], (3, 2))
    assert (found.frequencies[0], found.frequencies[-1], len(found.frequencies)) == (-0.5, 0.5, 129)
    assert found.plane[64, 64] == pytest.approx(1.5)
    assert all(cut.gain[0] == pytest.approx(1.5) for cut in found.cuts)
    assert (found.cuts[0].frequencies[0], found.cuts[0].frequencies[-1]) == (0, 0.5)
    np.testing.assert_allclose(found.plane, found.plane[::-1, ::-1])  # a real kernel's


def test_a_kernel_that_covers_more_than_the_plane_has_frequencies_is_folded() -> None:
    kernel = np.random.default_rng(5).normal(size=(15, 200))
    found = response(kernel, (12, 1))
    expected = plainly(kernel, (12, 1), found.frequencies[70], found.frequencies[9])
    assert found.plane[70, 9] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("side", [2, 3, 4, 5, 7, 15])
def test_a_mean_filter_has_the_side_lobes_of_dirichlets_kernel(side: int) -> None:
    found = response(np.full((side, side), 1 / side**2))
    f = np.linspace(1 / side, 0.5, 20_001)
    expected = np.abs(np.sin(np.pi * f * side) / (side * np.sin(np.pi * f))).max()
    cut = found.cuts[0]
    assert cut.kind == "low-pass"
    if side == 2:
        assert cut.side_lobe is None
        return
    assert cut.side_lobe is not None
    assert cut.side_lobe.share == pytest.approx(expected, abs=1e-4)
    assert cut.side_lobe.frequency > 1 / side


def test_a_gaussian_has_no_side_lobe_and_a_truncated_one_its_own() -> None:
    binomial = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
    assert [cut.side_lobe for cut in response(binomial).cuts] == [None] * 3
    lobe = response(makers.gaussian(5, 3.0)).cuts[0].side_lobe
    assert lobe is not None
    assert 0.1 < lobe.share < 0.25


KINDS = {
    "sobel_x": ["band-pass", "blocked", "band-pass"],
    "sobel_y": ["blocked", "band-pass", "band-pass"],
    "identity": ["all-pass"] * 3,
    "mean_3x3": ["low-pass"] * 3,
}


@pytest.mark.parametrize("name", KINDS)
def test_each_direction_is_judged_by_its_gains(name: str) -> None:
    found = response(filters.get(name))
    assert [cut.kind for cut in found.cuts] == KINDS[name]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ([-1, 1], "high-pass"),
        ([-1, 2, -1], "high-pass"),
        ([-1, 5, -1], "emphasis"),
        ([1, 0, 1], "band-stop"),
        ([1, 0, -1], "band-pass"),
        ([0.05, 1, 0.05], "all-pass"),
        ([1, 1], "low-pass"),
        ([0, 0], "blocked"),
        ([1, 0, 0, 1, 0, 0, 1], "multi-band"),
    ],
)
def test_rows_of_each_kind(row: list[float], kind: str) -> None:
    found = response([row])
    assert found.cuts[0].kind == kind
    assert found.is_zero_at_dc == (abs(sum(row)) == 0)


def test_the_widest_kernel_is_transformed_whole() -> None:
    found = response(np.ones((2, 2)), (511, 511))
    # Along the diagonal, the corners lie 0, 511, 511 and 1022 pixels from the first.
    waves = np.exp(-2j * np.pi * np.outer(found.cuts[2].frequencies, [0, 511, 511, 1022]))
    np.testing.assert_allclose(found.cuts[2].gain, np.abs(waves.sum(axis=1)), atol=1e-9)


@pytest.mark.parametrize(
    ("kernel", "dilation", "words"),
    [
        ([1.0, 2.0], (1, 1), "a matrix"),
        ([[]], (1, 1), "a matrix"),
        ([[np.inf]], (1, 1), "finite"),
        (np.ones((3, 3)), (1, 500), "at most 512"),
        (np.ones((1, 2)), (1, 512), "covers 1×513 pixels"),
    ],
)
def test_what_cannot_be_is_refused(kernel, dilation, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        response(kernel, dilation)
