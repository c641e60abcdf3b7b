"""A 12-megapixel JPEG with the statistics of a photograph: detail at every size, some grain."""

import io

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 4000, 3000


def photograph(seed: int = 0) -> bytes:
    """Return the file's bytes, the same at every call with this seed."""
    random = np.random.default_rng(seed)
    total = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for cell in (1000, 500, 250, 125, 50, 25, 10, 5, 2):  # amplitude falls with frequency
        coarse = random.normal(0, 1, (HEIGHT // cell + 1, WIDTH // cell + 1, 3))
        for channel in range(3):
            layer = Image.fromarray(coarse[:, :, channel].astype(np.float32))
            layer = layer.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
            total[:, :, channel] += np.sqrt(cell) * np.asarray(layer)
    total += random.normal(0, 4, (HEIGHT, WIDTH, 1))
    pixels = (128 + 45 * total / total.std()).clip(0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()
