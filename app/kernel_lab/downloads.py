"""What a learner takes home: a stage as a PNG, as it is displayed, or its raw values as NPY."""

import io

import numpy as np
from PIL import Image

from app import colour_scales, pictures
from app.display import Scale
from app.kernel_lab import payload
from engine.explain import pipeline
from engine.images import reduction


def png(source: pictures.Source, settings: pipeline.Settings, shown_as: str, stage: str) -> bytes:
    """Every pixel of a stage in the colours of the screen."""
    values, scale = _stage(source, settings, shown_as, stage)
    indices = reduction.to_indices(values, scale.low, scale.high)
    pixels = colour_scales.TABLES[scale.kind][indices] if indices.ndim == 2 else indices
    if scale.kind == "picture" and indices.ndim == 2:
        pixels = indices
    return _saved(pixels)


def _saved(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def npy(source: pictures.Source, settings: pipeline.Settings, shown_as: str, stage: str) -> bytes:
    """Save the values themselves, signed and unclipped."""
    values, _ = _stage(source, settings, shown_as, stage)
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def _stage(
    source: pictures.Source, settings: pipeline.Settings, shown_as: str, stage: str
) -> tuple[np.ndarray, Scale]:
    if stage == "picture":
        return source.pixels, Scale("picture", 0.0, 255.0)
    result = pipeline.run(source.pixels, settings)
    scales = payload.stage_scales(result, settings, shown_as)
    for made, scale in zip(result.stages, scales, strict=True):
        if made.name == stage:
            return made.values, scale
    raise ValueError(f"there is no stage {stage!r} under these settings")
