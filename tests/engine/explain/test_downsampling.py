"""Ways to make a map smaller: their sizes, their numbers, and what a shift leaves of them."""

import numpy as np
import pytest

from engine.explain.downsampling import WAYS, compare, kept

RNG = np.random.default_rng(3)
MAP = RNG.standard_normal((40, 52)).astype(np.float32)


def by_name(shift=(0, 1), before=MAP):
    after = np.roll(before, shift, axis=(0, 1))
    return {found.way.name: found for found in compare(before, after, shift)}


def test_sizes_are_halved_by_all_but_the_dilated_convolution():
    shapes = {name: found.values.shape for name, found in by_name().items()}
    assert shapes.pop("dilated") == (40, 52)
    assert set(shapes.values()) == {(20, 26)}
    assert len(WAYS) == 7


def test_the_numbers_are_those_of_their_definitions():
    found = {name: one.values for name, one in by_name().items()}
    block = MAP[2:4, 4:6].astype(float)
    assert found["max"][1, 2] == block.max()
    assert found["average"][1, 2] == pytest.approx(block.mean(), rel=1e-5)
    assert found["l2"][1, 2] == pytest.approx(np.sqrt((block**2).sum()), rel=1e-5)
    assert found["overlapping"][1, 2] == MAP[1:4, 3:6].max()
    weights = np.outer([1, 2, 1], [1, 2, 1]) / 16
    assert found["strided"][1, 2] == pytest.approx((MAP[1:4, 3:6] * weights).sum(), abs=1e-5)
    assert found["dilated"][4, 6] == pytest.approx((MAP[2:7:2, 4:9:2] * weights).sum(), abs=1e-5)
    tops = [[MAP[y : y + 2, x : x + 2].max() for x in range(3, 6)] for y in range(1, 4)]
    assert found["antialiased"][1, 2] == pytest.approx((tops * weights).sum(), abs=1e-5)


def test_what_moves_along_with_the_picture_is_equivariant():
    assert by_name()["dilated"].moved == 1
    assert by_name()["max"].moved is None
    for one in by_name((2, -4)).values():
        assert one.moved == 1


def test_no_shift_leaves_everything_as_it_is():
    for one in by_name((0, 0)).values():
        assert (one.same, one.change) == (1, 0)


def test_max_pooling_keeps_some_numbers_and_averages_none_of_noise():
    found = by_name()
    assert 0.2 < found["max"].same < 0.5
    assert found["average"].same < 0.01
    assert found["antialiased"].change < found["max"].change


def test_a_map_that_is_all_border_tells_nothing_and_a_tiny_one_is_refused():
    small = np.ones((4, 4), np.float32)
    found = compare(small, small, (0, 1))[0]
    assert (found.same, found.moved, found.change) == (None, None, None)
    with pytest.raises(ValueError, match="the map is 9×2; pooling needs at least 3×3"):
        compare(np.ones((2, 9), np.float32), np.ones((2, 9), np.float32), (0, 1))


def test_a_map_of_zeros_does_not_change():
    zeros = np.zeros((40, 40), np.float32)
    assert kept(WAYS[0], zeros, zeros, (1, 1)).change == 0
