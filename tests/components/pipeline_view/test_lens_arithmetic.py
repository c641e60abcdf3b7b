"""The lens computes what the engine computes, for hundreds of random settings."""

import json
import shutil
import subprocess
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.display import Scale, Source, to_display
from app.kernel_lab import lens, payload
from engine.explain import pipeline
from engine.images.summary import summarise

pytestmark = pytest.mark.node

SETTINGS = 240


def pair(random: Random, lowest: int, highest: int) -> tuple[int, int]:
    return random.randint(lowest, highest), random.randint(lowest, highest)


def settings(random: Random, decimals: bool) -> pipeline.Settings:
    """Any kernel up to 15×15, any padding; pooling may not fit."""
    rows, columns = pair(random, 1, random.choice((3, 5, 15)))
    weight = random.random if decimals else lambda: random.randint(-9, 9)
    return pipeline.Settings(
        kernel=tuple(tuple(float(weight()) for _ in range(columns)) for _ in range(rows)),
        flip=random.random() < 0.5,
        stride=pair(random, 1, 4),
        padding=random.choice(("same", "same", "valid", pair(random, 0, 20))),
        mode=random.choice(("constant", "edge", "reflect", "wrap")),
        dilation=pair(random, 1, 3),
        activation=random.choice(("relu", "none")),
        pooling=random.choice(("max", "average", "none")),
        pool_size=random.randint(1, 4),
        pool_stride=random.randint(1, 4),
    )


def picture(random: Random) -> NDArray[np.uint8]:
    shape = pair(random, 1, 30)
    colours = random.choice(((), (3,)))
    return np.random.default_rng(random.randint(0, 9999)).integers(
        0, 256, (*shape, *colours), np.uint8
    )


def header_of(pixels: NDArray[np.uint8], result: pipeline.Result, chosen: pipeline.Settings) -> Any:
    """What the browser is told about a run."""
    shown = to_display(pixels, Scale("picture", 0.0, 255.0))
    source = Source("random", "digest grey", pixels.shape, shown, summarise(pixels))
    texts = tuple(tuple(str(weight) for weight in row) for row in chosen.kernel)
    aids = lens.setting(source, result, chosen, texts)
    packed = payload.build(source, result, chosen, "auto", {}, aids)
    return json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])


def runs(random: Random, decimals: bool) -> list[tuple[NDArray, pipeline.Settings, Any]]:
    """Random pictures and settings under which the kernel fits."""
    found: list[tuple[NDArray, pipeline.Settings, Any]] = []
    while len(found) < SETTINGS // 2:
        pixels, chosen = picture(random), settings(random, decimals)
        try:
            found.append((pixels, chosen, pipeline.run(pixels, chosen)))
        except ValueError:  # larger than the padded picture
            continue
    return found


def large_kernels(random: Random) -> list[tuple[NDArray, pipeline.Settings, Any]]:
    """Kernels of up to 15×15 that the engine would take through a spectrum."""
    found = []
    for rows, columns, mode in product((13, 15), (12, 15), ("constant", "reflect", "wrap")):
        pixels = np.random.default_rng(rows * columns).integers(0, 256, (70, 40), np.uint8)
        kernel = tuple(
            tuple(float(random.randint(-400, 400)) for _ in range(columns)) for _ in range(rows)
        )
        chosen = pipeline.Settings(kernel, mode=mode)
        found.append((pixels, chosen, pipeline.run(pixels, chosen)))
    return found


def browser(problems: list[Any]) -> list[Any]:
    """What the lens makes of each problem, under Node."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, str(Path(__file__).parent / "read_lens.mjs")],
        input=json.dumps(problems),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("decimals", [False, True], ids=["integers", "decimals"])
def test_lens_and_engine_agree(decimals: bool) -> None:
    random = Random(f"lens {decimals}")
    cases = runs(random, decimals) + ([] if decimals else large_kernels(random))
    problems = []
    for pixels, chosen, result in cases:
        header = header_of(pixels, result, chosen)
        problems.append(
            {key: header[key] for key in ("lens", "fit")} | {"pixels": pixels.ravel().tolist()}
        )
    kinds = set()
    for (pixels, chosen, result), read in zip(cases, browser(problems), strict=True):
        stages = {stage.name: stage.values for stage in result.stages}
        kinds |= {(chosen.mode, chosen.flip), chosen.pooling, pixels.ndim}
        # Rounding grows with the terms of a sum, not with what is left of them.
        largest = 255 * float(np.abs(chosen.kernel).sum())
        slack = 1e-6 * largest if decimals else 0
        found = {
            "convolution": read["responses"],
            "activation": read["activations"] if chosen.activation == "relu" else None,
            "pooling": read["pooled"],
        }
        assert {name for name, values in found.items() if values is not None} == set(stages)
        for name, values in stages.items():
            # The mean of integers is a quotient.
            rounding = (
                1e-6 * largest if chosen.pooling == "average" and name == "pooling" else slack
            )
            np.testing.assert_allclose(
                np.reshape(found[name], values.shape),
                values,
                rtol=0,
                atol=rounding,
                err_msg=str(chosen),
            )
        check_reading(read["reading"], pixels, chosen, stages["convolution"])
    assert len(kinds) == 8 + 3 + 2


def check_reading(
    reading: Any, pixels: NDArray[np.uint8], chosen: pipeline.Settings, response: NDArray
) -> None:
    """Window, products and sums of the middle response are those of the padded picture."""
    y, x = reading["cell"]
    fits = pipeline.axis_fits(pixels.shape[:2], chosen)
    sides = [(fit.before, fit.after) for fit in fits] + [(0, 0)] * (pixels.ndim - 2)
    padded = np.pad(pixels, sides, mode=chosen.mode)
    (down, across), dilation = chosen.stride, chosen.dilation
    tall, wide = chosen.kernel_size
    window = padded[y * down :: dilation[0], x * across :: dilation[1]][:tall, :wide]
    weights = np.array(chosen.kernel, np.float32).astype(float)
    weights = weights[::-1, ::-1] if chosen.flip else weights
    for part in reading["parts"]:
        values = window[..., part["channel"]] if pixels.ndim == 3 else window
        np.testing.assert_array_equal(part["values"], values)
        np.testing.assert_array_equal(part["products"], values * weights)
        assert (
            part["sum"] == np.float32(np.sum(part["products"]))
            or not float(weights.sum()).is_integer()
        )
    total = float(np.sum(response[y, x]))
    assert reading["total"] == pytest.approx(total, abs=1e-5 * max(1, 765 * np.abs(weights).sum()))
