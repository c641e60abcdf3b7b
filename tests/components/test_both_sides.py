"""What Python and the browser both compute, they compute alike: one table of cases for both.

The tables stand in cases/; behind them hundreds of random cases, always the same ones.
"""

import json
import math
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import engine
from app import cells, formulas
from engine.planning import geometry, padding
from tests.components.shared.test_arithmetic import by_engine, computed

pytestmark = pytest.mark.node

CASES = Path(__file__).parent / "cases"
PIECES = [
    *"0123456789",
    *"0123456789.,/-+e ",
    "−",
    "²",
    "×",
    "½",
    "⅓",
    "1e",
    "/.",
    "/-",
    " / ",
    ",000",
]
MODES = ("constant", "edge", "reflect", "wrap")


def table(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def browser(**questions: Any) -> dict[str, Any]:
    """The answers of the browser's modules, under Node."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, str(Path(__file__).parent / "both_sides.mjs")],
        input=json.dumps(questions).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def python_number(text: str) -> float | None:
    """What `cells` reads, None where it refuses a text."""
    try:
        return cells.parse_cell(text)
    except ValueError:
        return None


def test_typed_numbers_of_the_table() -> None:
    cases = table("typed_numbers")
    texts = [text for text, _ in cases["numbers"]]
    expected = [number for _, number in cases["numbers"]]
    assert [python_number(text) for text in texts] == expected
    assert browser(numbers=texts)["numbers"] == expected


def test_texts_of_the_table_that_are_no_numbers() -> None:
    refused = table("typed_numbers")["refused"]
    assert [text for text in refused if python_number(text) is not None] == []
    assert browser(numbers=refused)["numbers"] == [None] * len(refused)


def test_random_texts_are_read_alike() -> None:
    random = Random("typed numbers")
    texts = ["".join(random.choices(PIECES, k=random.randint(1, 7))) for _ in range(6000)]
    both = list(zip(texts, browser(numbers=texts)["numbers"], strict=True))
    # The cells have a limit of their own.
    shared = [
        (text, number) for text, number in both if number is None or abs(number) <= cells.MAX_VALUE
    ]
    assert [pair for pair in shared if python_number(pair[0]) != pair[1]] == []
    beyond = [text for text, number in both if number is not None and abs(number) > cells.MAX_VALUE]
    assert [text for text in beyond if python_number(text) is not None] == []
    read = sum(number is not None for _, number in both)
    assert 1000 < read < 5000  # both kinds of text


def test_values_of_the_table_are_written_alike() -> None:
    values, expected = zip(*table("value_texts"), strict=True)
    assert [formulas.value_text(value) for value in values] == list(expected)
    assert browser(values=values)["values"] == list(expected)


def test_random_values_are_written_alike() -> None:
    random = Random("value texts")
    values = [random.choice((-1, 1)) * 10 ** random.uniform(-12, 7) for _ in range(2000)]
    values += [random.randint(-200, 200) + random.gauss(0, 1e-4) for _ in range(1000)]
    values += [random.randint(-(2**14), 2**14) / 2**9 for _ in range(1000)]  # many of them halves
    made = [formulas.value_text(value) for value in values]
    assert browser(values=values)["values"] == made
    assert 300 < sum(" + " in text or " − " in text for text in made) < 2000


def fit_of(axis: dict[str, Any]) -> list[int]:
    fit = geometry.fit(
        axis["size"], axis["kernel"], axis["stride"], tuple(axis["padding"]), axis["dilation"]
    )
    return [fit.output, fit.leftover]


def test_output_sizes_of_the_table() -> None:
    cases = table("output_sizes")
    expected = [[case["output"], case["leftover"]] for case in cases]
    assert [fit_of(case) for case in cases] == expected
    assert browser(axes=cases)["axes"] == expected


def test_random_output_sizes_are_computed_alike() -> None:
    random = Random("output sizes")
    axes = [
        {
            "size": random.randint(1, 40),
            "kernel": random.randint(1, 12),
            "stride": random.randint(1, 6),
            "padding": [random.randint(0, 5), random.randint(0, 5)],
            "dilation": random.randint(1, 4),
        }
        for _ in range(2000)
    ]
    expected = [fit_of(axis) for axis in axes]
    assert browser(axes=axes)["axes"] == expected
    assert 100 < sum(output == 0 for output, _ in expected) < 1500


def transposed_size(axis: dict[str, Any]) -> int:
    """The length of what the engine makes."""
    made = engine.conv_transpose2d(
        np.zeros((1, 1, 1, axis["size"]), np.float32),
        np.zeros((1, 1, 1, axis["kernel"]), np.float32),
        None,
        (1, axis["stride"]),
        (0, axis["padding"]),
        (0, axis["output_padding"]),
        dilation=(1, axis["dilation"]),
    )
    return made.shape[3]


def test_transposed_sizes_of_the_table() -> None:
    cases = table("transposed_sizes")
    expected = [case["output"] for case in cases]
    assert [transposed_size(case) for case in cases] == expected
    assert browser(transposed=cases)["transposed"] == expected


def test_random_transposed_sizes_are_computed_alike() -> None:
    random = Random("transposed sizes")
    axes = []
    for _ in range(200):
        stride, dilation = random.randint(1, 4), random.randint(1, 3)
        size, kernel = random.randint(1, 12), random.randint(1, 5)
        whole = (size - 1) * stride + dilation * (kernel - 1) + 1
        axes.append(
            {
                "size": size,
                "kernel": kernel,
                "stride": stride,
                "padding": random.randint(0, min(3, (whole - 1) // 2)),
                "output_padding": random.randrange(max(stride, dilation)),
                "dilation": dilation,
            }
        )
    assert browser(transposed=axes)["transposed"] == [transposed_size(axis) for axis in axes]


def sources(case: dict[str, Any]) -> list[int]:
    return padding.source_index(case["size"], case["before"], case["after"], case["mode"]).tolist()


def test_padding_of_the_table() -> None:
    cases = table("paddings")
    expected = [case["source"] for case in cases]
    assert [sources(case) for case in cases] == expected
    assert browser(paddings=cases)["paddings"] == expected


def test_random_padding_is_computed_alike() -> None:
    random = Random("padding")
    cases = [
        {
            "size": random.randint(1, 9),
            "before": random.randint(0, 25),
            "after": random.randint(0, 25),
            "mode": random.choice(MODES),
        }
        for _ in range(1000)
    ]
    assert browser(paddings=cases)["paddings"] == [sources(case) for case in cases]


@pytest.mark.parametrize("case", table("arithmetic"), ids=lambda case: case["what"])
def test_arithmetic_of_the_table(case: dict[str, Any]) -> None:
    """Random problems are compared in shared/test_arithmetic.py."""
    made = by_engine(case["problem"])
    assert list(made.shape) == case["shape"]
    assert made.ravel().tolist() == case["values"]
    (found,) = computed([case["problem"]])
    assert found["shape"] == case["shape"]
    assert found["values"] == case["values"]
    assert all(math.isfinite(value) for value in case["values"])
