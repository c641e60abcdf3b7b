"""The browser's arithmetic computes what the engine computes, for hundreds of random settings."""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import engine
from engine.ops.pooling import pooling_plan

pytestmark = pytest.mark.node

TORCH = {"constant": "zeros", "edge": "replicate", "reflect": "reflect", "wrap": "circular"}
EACH = 200


def browser(problems: list[dict[str, Any]]) -> list[NDArray[np.float64]]:
    """The output numbers that arithmetic.js makes of each problem."""
    return [np.reshape(one["values"], one["shape"]) for one in computed(problems)]


def computed(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that arithmetic.js makes of each problem, under Node."""
    node = shutil.which("node")
    assert node is not None
    script = Path(__file__).parent / "compute.mjs"
    done = subprocess.run(
        [node, str(script)],
        input=json.dumps(problems),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def numbers(random: Random, shape: tuple[int, ...], decimals: bool) -> Any:
    """Nested lists of random numbers, each exact in binary or not at all."""
    if shape:
        return [numbers(random, shape[1:], decimals) for _ in range(shape[0])]
    return random.uniform(-9, 9) if decimals else random.randint(-9, 9)


def pair(random: Random, lowest: int, highest: int) -> list[int]:
    return [random.randint(lowest, highest), random.randint(lowest, highest)]


def problem(random: Random, operation: str, decimals: bool) -> dict[str, Any]:
    """Random numbers and settings under which every operation has an output."""
    groups = random.choice((1, 1, 2))
    channels, filters = groups * random.randint(1, 2), groups * random.randint(1, 2)
    height, width = random.randint(3, 12), random.randint(3, 12)
    window = [random.randint(1, min(4, height)), random.randint(1, min(4, width))]
    padding = pair(random, 0, 2)
    if operation == "transposed":
        padding = [min(side, (size - 1) // 2) for side, size in zip(padding, window, strict=True)]
        shape: tuple[int, ...] = (channels, filters // groups, *window)
    else:
        shape = (filters, channels // groups, *window)
    pooling = operation in ("max", "average", "l2")
    if pooling:
        groups, shape = 1, (0,)
        padding = [min(side, size // 2) for side, size in zip(padding, window, strict=True)]
    dilation = [
        random.randint(1, 3) if 3 * (side - 1) < size else 1
        for side, size in zip(window, (height, width), strict=True)
    ]
    stride = pair(random, 1, 3)
    more = [
        random.randrange(max(step, spread)) for step, spread in zip(stride, dilation, strict=True)
    ]
    ceil, beyond = random.random() < 0.5 and operation in ("max", "average"), [0, 0]
    ends = [[side, side] for side in padding]
    if operation == "l2":
        ends = [[0, 0], [0, 0]]
    if ceil:
        sizes = pooling_plan((height, width), window, stride, padding, ceil)
        ends = [list(sizes.vertical), list(sizes.horizontal)]
        beyond = [after - before for before, after in ends]
    return {
        "operation": operation,
        "ceil": ceil,
        "beyond": beyond,
        "count_include_pad": random.random() < 0.5,
        "input": numbers(random, (channels, height, width), decimals),
        "kernels": numbers(random, shape, decimals),
        "bias": None if pooling or random.random() < 0.3 else numbers(random, (filters,), decimals),
        "window": window,
        "stride": stride,
        "padding": ends,
        "output_padding": more if operation == "transposed" else [0, 0],
        "dilation": [1, 1] if pooling else dilation,
        "groups": groups,
        "mode": "constant"
        if pooling or operation == "transposed"
        else random.choice(("constant", "edge", "reflect", "wrap")),
    }


def by_engine(one: dict[str, Any]) -> NDArray[np.float64]:
    """The same by the engine, in float64."""
    x = np.array([one["input"]], np.float64)
    padding = tuple(sides[0] for sides in one["padding"])
    stride, dilation = tuple(one["stride"]), tuple(one["dilation"])
    operation = one["operation"]
    if operation == "max":
        how = tuple(one["window"]), stride, padding
        return engine.max_pool2d(x, *how, ceil_mode=one.get("ceil", False))[0][0]
    if operation == "average":
        counted = one.get("ceil", False), one.get("count_include_pad", True)
        how = tuple(one["window"]), stride, padding
        return engine.avg_pool2d(x, *how, *counted)[0]
    if operation == "l2":
        return engine.lp_pool2d(x, 2, tuple(one["window"]), stride)[0]
    kernels = np.array(one["kernels"], np.float64)
    bias = None if one["bias"] is None else np.array(one["bias"], np.float64)
    if operation == "transposed":
        more = tuple(one["output_padding"])
        return engine.conv_transpose2d(
            x, kernels, bias, stride, padding, more, one["groups"], dilation
        )[0]
    if operation == "convolution":
        kernels = kernels[:, :, ::-1, ::-1]
    mode = TORCH[one["mode"]]
    return engine.conv2d(x, kernels, bias, stride, padding, dilation, one["groups"], mode)[0]


@pytest.mark.parametrize("decimals", [False, True], ids=["integers", "decimals"])
def test_browser_and_engine_agree(decimals: bool) -> None:
    random = Random(f"stepper {decimals}")
    kinds = ("correlation", "convolution", "transposed", "max", "average", "l2")
    problems = [problem(random, kind, decimals) for kind in kinds for _ in range(EACH)]
    for one, values in zip(problems, browser(problems), strict=True):
        expected = by_engine(one)
        assert values.shape == expected.shape, one
        # Quotients and roots of integers may be rounded in their last bit.
        if decimals or one["operation"] in ("average", "l2"):
            np.testing.assert_allclose(values, expected, rtol=0, atol=1e-6, err_msg=str(one))
        else:
            np.testing.assert_array_equal(values, expected, err_msg=str(one))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "wrap"])
@pytest.mark.parametrize("flip", [False, True])
def test_browser_and_picture_filter_agree_on_wide_and_uneven_padding(mode: str, flip: bool) -> None:
    """What `filter_image` does and `conv2d` refuses: folding twice, the odd cell after."""
    random = Random(f"{mode} {flip}")
    problems = []
    for _ in range(20):
        one = problem(random, "convolution" if flip else "correlation", decimals=False)
        one["input"], one["kernels"] = one["input"][:1], [one["kernels"][0][:1]]
        one |= {"bias": None, "groups": 1, "mode": mode}
        one["padding"] = [
            [spread * (side - 1) // 2, spread * (side - 1) - spread * (side - 1) // 2]
            for side, spread in zip(one["window"], one["dilation"], strict=True)
        ]
        problems.append(one)
    for one, values in zip(problems, browser(problems), strict=True):
        expected = engine.filter_image(
            np.array(one["input"][0], np.float64),
            np.array(one["kernels"][0][0], np.float64),
            tuple(one["stride"]),
            "same",
            mode,
            tuple(one["dilation"]),
            flip,
        )
        np.testing.assert_array_equal(values[0], expected, err_msg=str(one))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "wrap"])
@pytest.mark.parametrize("operation", ["correlation", "convolution", "transposed"])
def test_what_an_input_cell_reaches_is_what_it_alone_makes(mode: str, operation: str) -> None:
    """The engine's output for a 1 in one cell and 0 elsewhere: the weights that read this cell."""
    random = Random(f"{mode} {operation}")
    problems = []
    for _ in range(30):
        one = problem(random, operation, decimals=True)
        channel, row, column = (random.randrange(size) for size in np.shape(one["input"]))
        x = np.zeros(np.shape(one["input"]))
        x[channel, row, column] = 1
        one |= {"input": x.tolist(), "bias": None, "probe": [channel, row, column]}
        problems.append(one | ({} if operation == "transposed" else {"mode": mode}))
    for one, found in zip(problems, computed(problems), strict=True):
        reached = np.zeros(found["shape"])
        for cell, weight in found["reached"]:
            reached[tuple(cell)] = weight
        np.testing.assert_allclose(reached, by_engine(one), rtol=0, atol=1e-6, err_msg=str(one))
