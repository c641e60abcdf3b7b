"""What the system tells about its caches, and what follows from it."""

import numpy as np
import pytest

from engine import relu
from engine.runtime import caches


@pytest.mark.parametrize(
    ("told", "expected"),
    [("32768K\n", 32 << 20), ("8192K\n", 8 << 20), ("335544320K\n", 64 << 20), ("?\n", 32 << 20)],
)
def test_the_last_cache_is_as_large_as_the_system_says(monkeypatch, tmp_path, told, expected):
    (tmp_path / "size").write_text(told, "ascii")
    monkeypatch.setattr(caches, "_SIZE", tmp_path / "size")
    assert caches._last_cache() == expected


def test_a_system_that_does_not_say_has_a_usual_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(caches, "_SIZE", tmp_path / "nothing")
    assert caches._last_cache() == 32 << 20


@pytest.mark.parametrize(("cells", "beyond"), [(99, False), (100, False), (101, True)])
def test_arrays_count_together(monkeypatch, cells, beyond):
    monkeypatch.setattr(caches, "_LAST", 800)
    assert caches.beyond_caches(np.zeros(cells, np.float32), np.zeros(100, np.float32)) is beyond


@pytest.mark.parametrize("last", [0, 1 << 40])
def test_rectified_past_the_caches_or_not_numbers_are_the_same(monkeypatch, last):
    monkeypatch.setattr(caches, "_LAST", last)
    x = np.random.default_rng(0).standard_normal(1003).astype(np.float32)
    x[5] = np.nan
    for start in range(5):  # neither array at the border of a vector
        np.testing.assert_array_equal(relu(x[start:]), np.where(x[start:] <= 0, 0, x[start:]))
