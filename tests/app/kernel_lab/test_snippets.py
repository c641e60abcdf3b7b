""" "Show me the code": the programs are run, and must compute what the screen shows."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.kernel_lab import kernel_code, named_filters, snippets
from engine.explain import pipeline
from engine.filters import families
from engine.filters.families import FAMILIES

SETTINGS = st.builds(
    pipeline.Settings,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
        lambda sides: st.lists(
            st.tuples(*[st.sampled_from([-2.0, -1.0, 0.0, 1.0, 0.25, 1 / 9])] * sides[1]),
            min_size=sides[0],
            max_size=sides[0],
        ).map(tuple)
    ),
    flip=st.booleans(),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["valid", "same"]) | st.tuples(st.integers(0, 20), st.integers(0, 20)),
    mode=st.sampled_from(["constant", "edge", "reflect", "wrap"]),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 3)),
    activation=st.sampled_from(["none", "relu"]),
    pooling=st.sampled_from(["none", "max", "average"]),
    pool_size=st.integers(1, 3),
    pool_stride=st.integers(1, 3),
)
NAMES = {"convolution": "response", "activation": "activated", "pooling": "pooled"}


@pytest.fixture(scope="module", params=[(23, 17), (19, 26, 3)], ids=["grey", "colour"])
def picture(request: pytest.FixtureRequest) -> np.ndarray:
    shape = request.param
    return np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory, picture: np.ndarray) -> Iterator[None]:
    """The programs read picture.png where they are run."""
    place = tmp_path_factory.mktemp("snippets")
    Image.fromarray(picture).save(place / "picture.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        yield


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "snippet", "exec"), names)
    return names


def compare(names: dict[str, Any], result: pipeline.Result, convert: Any) -> None:
    for stage in result.stages:
        computed = convert(names[NAMES[stage.name]])
        assert computed.shape == stage.values.shape
        np.testing.assert_allclose(stage.values, computed, rtol=2e-5, atol=2e-3)


def from_torch(tensor: Any) -> np.ndarray:
    array = tensor.numpy()[:, 0]
    return array[0] if len(array) == 1 else np.moveaxis(array, 0, 2)


@settings(max_examples=40)
@given(chosen=SETTINGS)
def test_the_numpy_program_computes_what_the_screen_shows(
    picture: np.ndarray, chosen: pipeline.Settings
) -> None:
    result = pipeline.run(picture, chosen)
    compare(run(snippets.numpy_code(chosen, picture.shape)), result, np.asarray)


@pytest.mark.torch
@settings(max_examples=40)
@given(chosen=SETTINGS)
def test_the_pytorch_program_computes_what_the_screen_shows(
    picture: np.ndarray, chosen: pipeline.Settings
) -> None:
    result = pipeline.run(picture, chosen)
    compare(run(snippets.torch_code(chosen, picture.shape)), result, from_torch)


@pytest.mark.parametrize("stride", [(1, 1), (1, 2), (2, 1)])
def test_the_program_has_a_line_for_the_stride_only_where_it_skips_windows(
    stride: tuple[int, int],
) -> None:
    code = snippets.numpy_code(pipeline.Settings(((1.0, 2.0),), stride=stride), (23, 17))
    assert ("response = response[::" in code) is (stride != (1, 1))


MADE = [families.usual(name).text for name in FAMILIES]
MADE += [
    "box-4",
    "gaussian-0.3",
    "gaussian-5-3",
    "motion-8-115",
    "gabor-12-45-7",
    "unsharp-4-2.5-1",
]


@pytest.mark.torch
@pytest.mark.parametrize("name", MADE)
def test_filters_made_from_numbers_are_made_by_their_formula(
    picture: np.ndarray, name: str
) -> None:
    chosen = pipeline.Settings(named_filters.weights(name), padding="same", mode="reflect")
    result = pipeline.run(picture, chosen)
    lines = kernel_code.lines(named_filters.made_of(name))
    program = snippets.numpy_code(chosen, picture.shape, lines)
    assert "np.array(" not in program
    compare(run(program), result, np.asarray)
    compare(run(snippets.torch_code(chosen, picture.shape, lines)), result, from_torch)
