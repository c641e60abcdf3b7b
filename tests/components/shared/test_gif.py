"""The GIF that the browser writes is read by Pillow, pixel by pixel."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

pytestmark = pytest.mark.node


def written(palette: list, frames: list[np.ndarray], delays: list[int]) -> Image.Image:
    """The animation that gif.js makes of H×W places in the palette."""
    node = shutil.which("node")
    assert node is not None
    height, width = frames[0].shape
    asked = {
        "width": width,
        "height": height,
        "palette": palette,
        "frames": [
            {"pixels": frame.ravel().tolist(), "delay": delay}
            for frame, delay in zip(frames, delays, strict=True)
        ],
    }
    done = subprocess.run(
        [node, str(Path(__file__).parent / "gif.mjs")],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    return Image.open(io.BytesIO(done.stdout))


@pytest.mark.parametrize("colours", [1, 2, 5, 255])
def test_every_pixel_of_every_frame_is_read_back(colours: int) -> None:
    generator = np.random.default_rng(colours)
    palette = generator.integers(0, 256, (colours, 3))
    # Noise fills the coder's table many times over; then a patch, then nothing at all changes.
    noise = generator.integers(0, colours, (120, 201))
    patched = noise.copy()
    patched[30:90, 50:60] = generator.integers(0, colours, (60, 10))
    flat = np.zeros_like(noise)
    frames = [noise, patched, patched, flat]
    animation = written(palette.tolist(), frames, [100, 40, 7, 300])
    assert animation.n_frames == len(frames)
    assert animation.info["loop"] == 0
    for frame, read, delay in zip(
        frames, ImageSequence.Iterator(animation), [100, 40, 7, 300], strict=True
    ):
        assert read.info["duration"] == 10 * delay
        np.testing.assert_array_equal(np.asarray(read.convert("RGB")), palette[frame])
