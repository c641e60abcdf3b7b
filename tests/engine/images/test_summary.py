"""The summary of an array against its plain definition and NumPy."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.images.summary import summarise
from engine.runtime import threads
from tests.engine.reference import pooling as reference

ANY = st.one_of(
    st.floats(width=32), st.sampled_from([0.0, -0.0, float("nan"), float("inf"), -float("inf")])
)
BINS = st.sampled_from([2, 4, 10, 64])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(values=st.lists(ANY, min_size=1, max_size=60), bins=BINS)
def test_a_summary_is_its_definition(dtype, values, bins):
    array = np.array(values, dtype)
    summary = summarise(array, bins)
    finite = array[np.isfinite(array)].astype(np.float64)
    assert summary.finite_count == finite.size
    assert summary.nan_count == np.isnan(array).sum()
    assert summary.inf_count == np.isinf(array).sum()
    if finite.size:
        assert summary.minimum == finite.min()
        assert summary.maximum == finite.max()
        assert summary.zero_share == pytest.approx((finite == 0).mean())
        assert summary.mean == pytest.approx(finite.mean(), rel=1e-9, abs=1e-9 * abs(finite).max())
    else:
        assert np.isnan([summary.minimum, summary.maximum, summary.mean]).all()
    edges, counts = reference.histogram(array, bins)
    assert summary.counts.tolist() == counts
    np.testing.assert_array_equal(summary.edges, edges)
    assert 0.0 in summary.edges


@settings(max_examples=50)
@given(
    arrays.arrays(np.uint8, arrays.array_shapes(max_dims=3), elements=st.integers(0, 255)),
    BINS,
)
def test_bytes_are_counted_as_the_numbers_that_they_are(values, bins):
    counted, converted = summarise(values, bins), summarise(values.astype(np.float32), bins)
    for field in dataclasses.fields(counted):
        np.testing.assert_array_equal(getattr(counted, field.name), getattr(converted, field.name))


def scattered(size=300_000, dtype=np.float32):
    return np.random.default_rng(3).standard_normal(size, dtype=dtype)


def test_large_input_is_counted_in_parts_without_loss():
    values = scattered()
    values[::1000], values[1::1000], values[2::500] = np.nan, -np.inf, 0
    before = threads.get_num_threads()
    try:
        threads.set_num_threads(1)
        alone = summarise(values)
        threads.set_num_threads(3)
        together = summarise(values)
    finally:
        threads.set_num_threads(before)
    assert alone.counts.sum() == alone.finite_count == 300_000 - 600
    assert (alone.nan_count, alone.inf_count) == (300, 300)
    np.testing.assert_array_equal(alone.counts, together.counts)
    assert alone.mean == pytest.approx(together.mean, rel=1e-9)
    assert (alone.minimum, alone.maximum) == (together.minimum, together.maximum)
    finite = values[np.isfinite(values)].astype(np.float64)
    # NumPy corrects a bin where rounding moved a value across an edge.
    close = np.histogram(finite, alone.edges)[0]
    assert np.abs(close - alone.counts).sum() <= 4


def test_signed_values_lie_symmetric_and_others_start_at_zero():
    assert summarise(np.array([-4.0, 1.0]), 4).edges.tolist() == [-4, -2, 0, 2, 4]
    assert summarise(np.array([-4.0, 1.0]), 4).counts.tolist() == [1, 0, 1, 0]
    assert summarise(np.array([1.0, 3.0, 4.0]), 4).edges.tolist() == [0, 1, 2, 3, 4]
    assert summarise(np.array([1.0, 3.0, 4.0]), 4).counts.tolist() == [0, 1, 0, 2]
    assert summarise(np.array([-3.0, -1.0]), 2).counts.tolist() == [2, 0]
    nearly = np.array([-1e-30, 0.0, 1.0, -1.0])
    assert summarise(nearly, 2).counts.tolist() == [2, 2]  # just below 0 is below the edge


def test_all_zero_nothing_finite_and_the_ends_of_float64():
    flat = summarise(np.zeros((3, 4), np.float32), 4)
    assert (flat.zero_share, flat.limit(0.995)) == (1, pytest.approx(0))
    assert flat.counts.tolist() == [12, 0, 0, 0]
    nothing = summarise(np.array([np.nan, np.inf]))
    assert nothing.finite_count == nothing.counts.sum() == 0
    assert nothing.limit(0.5) == 0
    far = summarise(np.array([-1.7e308, 1.7e308, 0]), 2)
    assert far.counts.tolist() == [1, 2]
    assert np.isfinite(far.edges).all()
    near = summarise(np.array([5e-324, 0.0]), 2)
    assert near.counts.sum() == 2
    assert near.limit(1) == 5e-324


@pytest.mark.parametrize("share", [0.5, 0.9, 0.995, 1.0])
def test_the_limit_is_near_the_exact_quantile(share):
    for values in (scattered(), np.abs(scattered()), -np.abs(scattered())):
        summary = summarise(values)
        exact = np.quantile(np.abs(values), share)
        width = summary.edges[1] - summary.edges[0]
        assert summary.limit(share) == pytest.approx(exact, abs=width)
        inside = (np.abs(values) <= summary.limit(share)).mean()
        assert inside == pytest.approx(share, abs=0.02)


def test_one_value_limits_itself():
    assert summarise(np.array([-2.5])).limit(0.5) <= 2.5
    assert summarise(np.array([-2.5])).limit(1.0) == 2.5


def test_views_lists_and_other_numbers():
    values = scattered(600).reshape(20, 30)
    view = values[::2, ::-3]
    np.testing.assert_array_equal(summarise(view).counts, summarise(view.copy()).counts)
    assert summarise([[1, 2], [3, 4]]).maximum == 4
    assert summarise(np.array([True, False])).mean == 0.5
    assert summarise(np.float32(3)).finite_count == 1
    values.flags.writeable = False
    summary = summarise(values)
    with pytest.raises(ValueError, match="read-only"):
        summary.counts[0] = 1


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (
            lambda: summarise(np.empty((3, 0))),
            ValueError,
            "values is 3×0; there is nothing in it to count",
        ),
        (
            lambda: summarise(np.array(["a"])),
            TypeError,
            "values holds <U1; it must hold real numbers",
        ),
        (
            lambda: summarise(np.ones(3), 5),
            ValueError,
            "bins is 5; it must be an even number from 2 to 65536",
        ),
        (lambda: summarise(np.ones(3), 1), ValueError, "bins is 1; it must be at least 2"),
        (
            lambda: summarise(np.ones(3)).limit(0),
            ValueError,
            "share is 0; it must be greater than 0",
        ),
        (
            lambda: summarise(np.ones(3)).limit(1.5),
            ValueError,
            "share is 1.5; it must be at most 1",
        ),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, error, sentence):
    with pytest.raises(error) as refused:
        call()
    assert str(refused.value) == sentence
