"""The chain of operations, and the settings that it suggests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain import pipeline
from engine.ops.activations import relu
from engine.ops.filtering import filter_image
from engine.ops.pooling import pool_image

SOBEL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))
PICTURE = np.random.default_rng(0).integers(0, 256, (20, 31), dtype=np.uint8)


def test_every_stage_is_what_its_operation_returns() -> None:
    result = pipeline.run(PICTURE, pipeline.Settings(SOBEL, padding="valid", stride=(2, 1)))
    response = filter_image(PICTURE, np.array(SOBEL), stride=(2, 1), padding="valid")
    expected = [response, relu(response), pool_image(relu(response), "max", 2, 2)]
    assert [stage.name for stage in result.stages] == ["convolution", "activation", "pooling"]
    for stage, values in zip(result.stages, expected, strict=True):
        np.testing.assert_array_equal(stage.values, values)
        assert stage.summary.minimum == values.min()
        assert stage.summary.maximum == values.max()


def test_stages_that_are_switched_off_are_left_out() -> None:
    chosen = pipeline.Settings(SOBEL, activation="none", pooling="none")
    assert [stage.name for stage in pipeline.run(PICTURE, chosen).stages] == ["convolution"]


def test_the_sizes_told_are_those_of_the_map() -> None:
    chosen = pipeline.Settings(SOBEL, stride=(3, 2), padding=(1, 0), dilation=(2, 3))
    result = pipeline.run(PICTURE, chosen)
    assert result.stages[0].values.shape == tuple(fit.output for fit in result.fits)


def test_a_kernel_that_does_not_fit_is_refused_in_words() -> None:
    chosen = pipeline.Settings(((1.0,) * 40,), padding="valid")
    with pytest.raises(ValueError, match="larger than the padded input"):
        pipeline.run(PICTURE, chosen)


def test_a_pooling_window_that_does_not_fit_leaves_the_other_stages() -> None:
    result = pipeline.run(PICTURE[:5], pipeline.Settings(SOBEL, pool_size=8))
    assert [stage.name for stage in result.stages] == ["convolution", "activation"]
    assert result.pooling_problem is not None
    assert "8×8" in result.pooling_problem


@given(
    size=st.tuples(st.integers(15, 70), st.integers(15, 70)),
    stride=st.tuples(st.integers(1, 8), st.integers(1, 8)),
    padding=st.sampled_from(["valid", "same"]) | st.tuples(st.integers(0, 5), st.integers(0, 5)),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
)
def test_what_is_suggested_fits_and_comes_closest_first(
    size: tuple[int, int],
    stride: tuple[int, int],
    padding: str | tuple[int, int],
    kernel: tuple[int, int],
) -> None:
    rows, columns = kernel
    chosen = pipeline.Settings(((1.0,) * columns,) * rows, stride=stride, padding=padding)
    suggested = pipeline.nearest_that_fit(size, chosen)
    if all(fit.fits for fit in pipeline.axis_fits(size, chosen)):
        assert suggested == []
        return
    assert suggested
    for settings in suggested:
        assert all(fit.fits for fit in pipeline.axis_fits(size, settings))


def test_both_axes_stay_alike_where_they_are() -> None:
    chosen = pipeline.Settings(SOBEL, stride=(3, 3), padding="valid")
    for settings in pipeline.nearest_that_fit((512, 512), chosen):
        assert settings.stride[0] == settings.stride[1]
        assert settings.padding[0] == settings.padding[1]
