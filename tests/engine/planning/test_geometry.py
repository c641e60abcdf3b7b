"""The arithmetic of sizes."""

import ast
import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import geometry
from engine.planning.geometry import Setting, fit, output_size, plan, sides
from engine.planning.values import pair, whole
from tests.engine.reference import convolution as reference

LENGTH = st.integers(1, 40)
SMALL = st.integers(1, 7)
PADDING = st.one_of(
    st.integers(0, 6),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    st.sampled_from(["valid", "same"]),
)


def test_needs_no_numpy():
    imported = {
        alias.name
        for node in ast.walk(ast.parse(inspect.getsource(geometry)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not any("numpy" in name for name in imported)


@given(size=LENGTH, kernel=SMALL, stride=SMALL, padding=st.integers(0, 6), dilation=SMALL)
def test_output_size_counts_the_windows(size, kernel, stride, padding, dilation):
    windows = reference.output_size(size, kernel, stride, padding, dilation)
    if windows:
        assert output_size(size, kernel, stride, padding, dilation) == windows
    else:
        with pytest.raises(ValueError, match="is larger than the padded input"):
            output_size(size, kernel, stride, padding, dilation)


@given(size=LENGTH, kernel=SMALL, stride=SMALL, padding=PADDING, dilation=SMALL)
def test_fit_accounts_for_every_position(size, kernel, stride, padding, dilation):
    result = fit(size, kernel, stride, padding, dilation)
    window = dilation * (kernel - 1) + 1
    assert result.padded == result.before + size + result.after
    assert result.exact == Fraction(result.padded - window, stride) + 1
    assert result.fits == (result.output > 0 and result.exact == result.output)
    if result.output:
        reached = (result.output - 1) * stride + window
        assert reached + result.leftover == result.padded
        assert result.leftover < stride
        assert result.output == result.exact // 1
    else:
        assert result.exact < 1
        assert result.leftover == result.padded


@given(size=LENGTH, kernel=SMALL, stride=SMALL, padding=PADDING, dilation=SMALL)
def test_nearest_settings_fit_and_come_closest_first(size, kernel, stride, padding, dilation):
    result = fit(size, kernel, stride, padding, dilation)
    if result.fits:
        assert result.nearest == ()
        return
    asked = Setting(size, kernel, stride, padding)
    distances = []
    for near in result.nearest:
        assert fit(near.size, near.kernel, near.stride, near.padding, dilation).fits
        changed = [name for name in vars(asked) if getattr(near, name) != getattr(asked, name)]
        assert len(changed) == 1
        if changed == ["padding"]:
            total = Fraction(result.before + result.after, 2)
            distances.append(abs(near.padding - total))
        else:
            distances.append(abs(getattr(near, changed[0]) - getattr(asked, changed[0])))
    assert result.nearest
    assert distances == sorted(distances)


def test_the_question_of_the_decks_has_no_padding_for_an_answer():
    """F = 5, S = 2, P = ?: for an even W no P fits, so W, F and S are varied."""
    for padding in range(5):
        result = fit(32, 5, 2, padding)
        assert not result.fits
        assert {near.padding for near in result.nearest} == {padding}
        assert Setting(32, 6, 2, padding) in result.nearest
        assert Setting(31, 5, 2, padding) in result.nearest
        assert any(near.stride != 2 for near in result.nearest)
    assert fit(31, 5, 2, 2).fits
    assert fit(31, 5, 2, 2).output == 16


def test_a_window_that_never_fits_is_told_without_an_error():
    result = fit(3, 5)
    assert (result.output, result.fits, result.leftover, result.exact) == (0, False, 3, -1)
    assert result.nearest[0] == Setting(3, 5, 1, 1)


def test_absurd_settings_do_not_hang():
    assert fit(10**6, 3, 10**9).output == 1
    assert fit(3, 3, 7, 0, 10**9).output == 0
    assert fit(512, 10**9).output == 0


@given(kernel=SMALL, dilation=SMALL)
def test_same_puts_the_odd_cell_after(kernel, dilation):
    before, after = sides("same", kernel, dilation)
    assert (before, after) == reference.same(kernel, dilation)
    assert before + after == dilation * (kernel - 1)
    assert after - before in (0, 1)


@given(size=LENGTH, kernel=SMALL, dilation=SMALL)
def test_same_at_stride_1_keeps_the_size(size, kernel, dilation):
    assert output_size(size, kernel, 1, "same", dilation) == size


def test_plan_takes_pairs():
    found = plan((10, 20), (3, 5), stride=(1, 2), padding=(0, 3), dilation=(2, 1))
    assert found.padded == (10, 26)
    assert found.output == (6, 11)
    assert (found.vertical, found.horizontal) == ((0, 0), (3, 3))
    assert plan((10, 20), (4, 4), padding="same").vertical == (1, 2)


def test_sentences():
    with pytest.raises(ValueError, match=r"^kernel 5×5 is larger than the padded input 3×3$"):
        plan((3, 3), (5, 5))
    with pytest.raises(
        ValueError,
        match=r"^kernel 3×3 at dilation 4×4 covers 9×9, which is larger than the padded input 8×9$",
    ):
        plan((6, 7), (3, 3), padding=1, dilation=4)
    with pytest.raises(ValueError, match=r"^kernel 5 is larger than the padded input 3$"):
        output_size(3, 5)
    with pytest.raises(ValueError, match=r"^stride is 0; it must be at least 1$"):
        output_size(7, 3, 0)
    with pytest.raises(ValueError, match=r"^padding is -1; it must be at least 0$"):
        output_size(7, 3, 1, -1)
    with pytest.raises(ValueError, match=r"^dilation is -2; it must be at least 1$"):
        output_size(7, 3, dilation=-2)
    with pytest.raises(TypeError, match=r"^size is 7\.0; it must be a whole number$"):
        output_size(7.0, 3)
    with pytest.raises(ValueError, match=r"^padding is 'full'; it must be valid, same or a whole"):
        output_size(7, 3, padding="full")


def test_whole_numbers():
    assert whole(np.int64(3), "n", 1) == 3
    assert pair(np.uint8(2), "n", 1) == (2, 2)
    assert pair([1, 2], "n", 1) == (1, 2)
    for wrong in (True, 1.0, "1", None, [1]):
        with pytest.raises(TypeError, match="it must be a whole number"):
            whole(wrong, "n", 1)
    with pytest.raises(ValueError, match=r"stride has 3 entries; it must be a whole number or a"):
        pair((1, 2, 3), "stride", 1)


@settings(max_examples=30)
@given(size=LENGTH, kernel=SMALL, padding=st.integers(0, 6))
def test_half_the_kernel_is_same_padding(size, kernel, padding):
    """P = (F − 1)/2 at S = 1, for an odd F."""
    odd = 2 * kernel + 1
    assert output_size(size, odd, 1, (odd - 1) // 2) == size


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 6), st.integers(1, 3))
def test_the_least_same_padding_gives_the_size_over_the_stride(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    before, after = geometry.least_same(size, kernel, stride, dilation)
    made = geometry.fit(size, kernel, stride, (before, after), dilation)
    assert made.output == math.ceil(size / stride)
    assert 0 <= after - before <= 1
    if stride == 1:
        assert (before, after) == geometry.sides("same", kernel, dilation)
