"""The filter bank, its makers, and the edits of a kernel."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from engine import filters

GAUSSIAN_5X5 = [[1, 4, 7, 4, 1], [4, 16, 26, 16, 4], [7, 26, 41, 26, 7]]
KERNELS = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=7),
    elements=st.floats(-100, 100, width=16),
)

CURRICULUM = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "mean_3x3": np.ones((3, 3)) / 9,
    "gaussian_5x5": np.array([*GAUSSIAN_5X5, GAUSSIAN_5X5[1], GAUSSIAN_5X5[0]]) / 273,
    "sobel_x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel_y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "horizontal_sobel": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
    "sobel_diagonal": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
    "prewitt_x": [[-1, 0, 1]] * 3,
    "prewitt_y": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "vertical_edge": [[1, 0, -1]] * 3,
    "horizontal_edge": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}


@pytest.mark.parametrize("name", CURRICULUM)
def test_the_matrices_of_the_curriculum(name):
    np.testing.assert_array_equal(filters.get(name), CURRICULUM[name])


@pytest.mark.parametrize("name", filters.names())
def test_every_filter_is_described(name):
    kernel, found = filters.get(name), filters.describe(name)
    assert kernel.ndim == 2
    assert kernel.dtype == np.float64
    assert found.name == name
    assert found.title
    assert found.source
    assert found.shows.endswith(".")
    written = np.array([[float(Fraction(cell)) for cell in row] for row in found.matrix])
    np.testing.assert_allclose(written, kernel, atol=1e-4)
    assert kernel.sum() == pytest.approx(round(kernel.sum()), abs=1e-12)  # 0 or 1


def test_the_bank_cannot_be_changed_by_its_users():
    filters.get("sobel_x")[:] = 0
    assert filters.get("sobel_x").any()


def test_relations_within_the_bank():
    get = filters.get
    np.testing.assert_array_equal(get("sobel_y"), get("sobel_x").T)
    np.testing.assert_array_equal(get("horizontal_sobel"), -get("sobel_x"))
    np.testing.assert_array_equal(get("prewitt_y"), get("prewitt_x").T)
    np.testing.assert_array_equal(get("scharr_y"), get("scharr_x").T)
    np.testing.assert_array_equal(get("outline"), -get("laplacian_8"))
    np.testing.assert_array_equal(get("sharpen"), get("identity") - get("laplacian"))
    np.testing.assert_array_equal(get("motion_blur"), filters.motion_blur(9, 45))
    np.testing.assert_array_equal(get("box_5x5"), filters.box(5))
    np.testing.assert_array_equal(get("gabor"), filters.zero_sum(filters.gabor(9, 5)))


def test_fractions_are_written_exactly():
    assert filters.describe("mean_3x3").matrix == (("1/9",) * 3,) * 3
    assert filters.describe("sobel_x").matrix[1] == ("-2", "0", "2")
    assert filters.describe("motion_blur").matrix[0] == ("0",) * 8 + ("1/9",)


def test_gaussian_agrees_with_scipy():
    point = np.zeros((9, 9))
    point[4, 4] = 1
    blurred = ndimage.gaussian_filter(point, 1.5, radius=4, mode="constant")
    np.testing.assert_allclose(filters.gaussian(9, 1.5), blurred, atol=1e-15)
    assert filters.gaussian((3, 5), 2).shape == (3, 5)
    np.testing.assert_array_equal(filters.gaussian(2, 0.01), np.full((2, 2), 0.25))


def test_laplacian_of_gaussian_is_the_laplacian_of_a_gaussian():
    y, x = np.mgrid[-400:401, -400:401] / 100  # a fine grid, so that differences are derivatives
    sigma = 1.3
    bell = np.exp(-(x**2 + y**2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)
    fine = ndimage.laplace(bell) * 100**2
    sampled = fine[100:701:100, 100:701:100]
    kernel = filters.laplacian_of_gaussian(7, sigma)
    np.testing.assert_allclose(kernel, sampled - sampled.mean(), atol=1e-4)
    assert kernel.sum() == pytest.approx(0, abs=1e-15)


@given(size=st.integers(1, 15), angle=st.floats(-720, 720))
def test_motion_blur_is_a_line_of_equal_weights(size, angle):
    kernel = filters.motion_blur(size, angle)
    assert np.count_nonzero(kernel) == size
    assert kernel.sum() == pytest.approx(1)


def test_motion_blur_turns_counter_clockwise():
    np.testing.assert_array_equal(filters.motion_blur(3, 0) * 3, [[0, 0, 0], [1, 1, 1], [0, 0, 0]])
    np.testing.assert_array_equal(filters.motion_blur(3, 90) * 3, [[0, 1, 0]] * 3)
    np.testing.assert_array_equal(filters.motion_blur(3, 45) * 3, np.eye(3)[::-1])


def test_unsharp_adds_what_the_blur_takes():
    kernel = filters.unsharp(5, 1.0, 0.7)
    identity = np.zeros((5, 5))
    identity[2, 2] = 1
    expected = identity + 0.7 * (identity - filters.gaussian(5, 1.0))
    np.testing.assert_allclose(kernel, expected, atol=1e-15)
    with pytest.raises(
        ValueError, match=r"^size is 4×4; it must be odd, so that there is a centre"
    ):
        filters.unsharp(4, 1.0)


def test_gabor_follows_its_formula():
    kernel = filters.gabor((5, 7), wavelength=4, theta=30, sigma=2, aspect=0.8, phase=90)
    for i in range(5):
        for j in range(7):
            x, y, turn = j - 3, i - 2, np.pi / 6
            along = x * np.cos(turn) + y * np.sin(turn)
            across = -x * np.sin(turn) + y * np.cos(turn)
            expected = np.exp(-(along**2 + 0.64 * across**2) / 8)
            expected *= np.cos(2 * np.pi * along / 4 + np.pi / 2)
            assert kernel[i, j] == pytest.approx(expected, abs=1e-15)


@given(KERNELS)
def test_edits(kernel):
    before = kernel.copy()
    np.testing.assert_array_equal(filters.rotate(kernel), np.rot90(kernel, -1))
    np.testing.assert_array_equal(filters.flip(kernel), np.rot90(kernel, 2))
    assert filters.zero_sum(kernel).sum() == pytest.approx(0, abs=1e-9)
    if abs(kernel.sum()) > 1e-3:
        assert filters.normalise(kernel).sum() == pytest.approx(1)
    np.testing.assert_array_equal(kernel, before)


def test_rotate_is_clockwise():
    np.testing.assert_array_equal(filters.rotate([[1, 2], [3, 4]]), [[3, 1], [4, 2]])


def test_sentences():
    with pytest.raises(ValueError, match=r"^the kernel sums to 0, so it cannot be divided by its"):
        filters.normalise(filters.get("sobel_x"))
    with pytest.raises(ValueError, match=r"sums to 0"):
        filters.normalise(np.full((3, 3), 0.1) - 0.1)
    with pytest.raises(
        ValueError, match=r"^there is no filter 'sobell'; the bank has identity, me"
    ):
        filters.get("sobell")
    with pytest.raises(
        ValueError, match=r"^kernel holds an entry that is infinite or not a number"
    ):
        filters.normalise([[1, np.nan]])
    with pytest.raises(ValueError, match=r"^kernel is empty"):
        filters.flip(np.ones((0, 3)))
    with pytest.raises(ValueError, match=r"^kernel has the shape 3; it must be height×width$"):
        filters.rotate([1, 2, 3])
    with pytest.raises(ValueError, match=r"^sigma is 0; it must be at least 0\.01$"):
        filters.gaussian(3, 0)
    with pytest.raises(ValueError, match=r"^size is 0; it must be at least 1$"):
        filters.box(0)
    with pytest.raises(ValueError, match=r"^angle is nan; it must be finite$"):
        filters.motion_blur(3, float("nan"))
    with pytest.raises(ValueError, match="the kernel would be 1000000×1000000"):
        filters.box(10**6)
