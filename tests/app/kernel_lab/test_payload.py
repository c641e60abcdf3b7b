"""What the browser is sent of a run: each stage on the colour scale that its numbers need."""

import base64

import numpy as np
import pytest

from app import colour_scales
from app.display import LONGEST_SIDE, Scale, factor_for, to_display
from app.kernel_lab import payload
from engine.explain import pipeline

EDGES = ((-1.0, 0.0, 1.0),)
STRIPES = np.tile(np.array([[0] * 4 + [255] * 4], np.uint8), (8, 4))
SIGNED = {"kernel": EDGES, "padding": "valid"}


@pytest.mark.parametrize("pooling", ["none", "max", "average"])
@pytest.mark.parametrize("activation", ["none", "relu"])
def test_later_stages_stay_signed_unless_relu_has_removed_the_sign(
    activation: str, pooling: str
) -> None:
    settings = pipeline.Settings(**SIGNED, activation=activation, pooling=pooling)
    result = pipeline.run(STRIPES, settings)
    first, *later = payload.stage_scales(result, settings, "auto")
    assert first == Scale("signed", -first.high, first.high)
    expected = first if activation == "none" else Scale("magnitude", 0.0, first.high)
    assert later == [expected] * (len(result.stages) - 1)


def test_a_negative_average_is_painted_in_the_colour_of_negative_numbers() -> None:
    settings = pipeline.Settings(**SIGNED, activation="none", pooling="average")
    result = pipeline.run(STRIPES, settings)
    pooled = result.stages[-1]
    assert pooled.values.min() < 0 < pooled.values.max()
    scale = payload.stage_scales(result, settings, "auto")[-1]
    colours = colour_scales.TABLES["signed"][to_display(pooled.values, scale).pixels]
    red, blue = colours[..., 0].astype(int), colours[..., 2].astype(int)
    assert np.all((red > blue)[pooled.values > 0])
    assert np.all((blue > red)[pooled.values < 0])


@pytest.mark.parametrize(
    ("minimum", "shown_as", "kernel_sum", "kind"),
    [
        (-1, "auto", 0.0, "signed"),
        (0, "auto", 0.0, "magnitude"),
        (0, "auto", 0.49, "magnitude"),
        (0, "auto", 0.5, "picture"),
        (-1, "auto", 1.5, "picture"),
        (-1, "auto", 1.51, "signed"),
        (-1, "magnitude", 1.0, "magnitude"),
    ],
)
def test_the_scale_follows_the_kernels_sum_and_the_values_sign(
    minimum: float, shown_as: str, kernel_sum: float, kind: str
) -> None:
    summary = pipeline.summarise(np.array([[minimum, 200.0]]))
    scale = payload.scale_for(summary, kernel_sum, shown_as)
    limit = summary.limit(payload.SHARE_OF_SCALE)
    low = {"picture": 0.0, "signed": -limit, "magnitude": 0.0}[kind]
    assert scale == Scale(kind, low, 255.0 if kind == "picture" else limit)


@pytest.mark.parametrize(
    ("shape", "factor"),
    [
        ((768, 9), 1),
        ((9, 768, 3), 1),
        ((769, 9), 2),
        ((9, 769), 2),
        ((1536, 1536), 2),
        ((9, 1537), 3),
    ],
)
def test_no_stage_is_sent_with_more_than_768_pixels_a_side(
    shape: tuple[int, ...], factor: int
) -> None:
    assert LONGEST_SIDE == 768
    assert factor_for(shape) == factor
    shown = to_display(np.zeros(shape, np.uint8), Scale("picture", 0.0, 255.0))
    assert shown.factor == factor
    assert shown.pixels.shape[:2] == tuple(-(-side // factor) for side in shape[:2])


def test_the_frame_tells_the_size_that_was_sent_and_the_table_of_its_colours() -> None:
    shown = to_display(np.zeros((800, 1600), np.float32), Scale("signed", -1.0, 1.0))
    summary = pipeline.summarise(np.array([[-1.0, 1.0]]))
    header = payload._stage_header("convolution", "Convolution", (800, 1600), shown, summary)
    assert header["shown"] == {"width": 534, "height": 267, "factor": 3}
    assert header["size"] == "1600 × 800"
    assert base64.b64decode(header["table"]) == colour_scales.TABLES["signed"].tobytes()
    assert "downsampled 3× for display" in header["note"]
