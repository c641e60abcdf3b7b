"""What the browser's lens must know to compute any number of the pipeline for itself."""

from typing import Any

from app import cells, raw_pixels
from app.display import Source
from engine.explain import pipeline


def setting(
    source: Source, result: pipeline.Result, settings: pipeline.Settings, texts: cells.Texts
) -> dict[str, Any]:
    """Write the settings of a run as `lens_arithmetic.js` takes them; `texts` are the cells.

    Along with the sizes, that the frame's `fit` holds, and with the pixels of the picture.
    """
    height, width = source.shape[:2]
    names = [stage.name for stage in result.stages]
    pooling = {
        "kind": settings.pooling,
        "size": settings.pool_size,
        "stride": settings.pool_stride,
        "outputs": result.stages[-1].values.shape[:2],
    }
    return {
        "height": height,
        "width": width,
        "channels": source.shape[2] if len(source.shape) > 2 else 1,
        "url": raw_pixels.url(source.name),
        "kernel": settings.kernel,
        "texts": texts,
        "flip": settings.flip,
        "mode": settings.mode,
        "relu": settings.activation == "relu",
        "pooling": pooling if "pooling" in names else None,
    }
