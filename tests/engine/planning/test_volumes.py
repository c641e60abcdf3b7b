"""Volumes and parameters of a layer, held to the lectures' numbers and to PyTorch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.planning.volumes import (
    Layer,
    Volume,
    multiply_adds,
    output_volume,
    parameters,
    weights_per_filter,
)

COLOUR_32 = Volume(32, 32, 3)


@pytest.mark.parametrize(
    ("start", "layer", "output", "learned"),
    [
        (COLOUR_32, Layer("conv", 5, 1, 2, 10), "32×32×10", 760),
        (COLOUR_32, Layer("conv", 5, filters=6), "28×28×6", 456),
        (COLOUR_32, Layer("conv", 3, 1, 1, 16), "32×32×16", 448),
        (Volume(8, 8, 3), Layer("conv", 3, filters=20), "6×6×20", 560),
        (Volume(6, 6, 3), Layer("conv", 3, filters=4), "4×4×4", 112),
        (Volume(11, 11, 4), Layer("conv", 5, 2), "4×4×1", 101),
        (Volume(227, 227, 3), Layer("conv", 11, 4, filters=96), "55×55×96", 34_944),
        (Volume(55, 55, 96), Layer("pool", 3, 2), "27×27×96", 0),
        (Volume(7, 7, 512), Layer("conv", 7, filters=4096), "1×1×4096", 102_764_544),
        (Volume(16, 16, 12), Layer("fc", filters=10), "1×1×10", 30_730),
        (Volume(32, 32, 12), Layer("relu"), "32×32×12", 0),
    ],
)
def test_the_lectures_volumes_and_parameters(
    start: Volume, layer: Layer, output: str, learned: int
) -> None:
    assert str(output_volume(start, layer)) == output
    assert parameters(start, layer) == learned


def test_weights_of_one_filter_and_of_one_neuron() -> None:
    assert weights_per_filter(COLOUR_32, Layer("conv", 5)) == 75
    assert weights_per_filter(COLOUR_32, Layer("fc")) == 3_072
    assert weights_per_filter(Volume(200, 200, 3), Layer("fc")) == 120_000
    assert weights_per_filter(Volume(227, 227, 3), Layer("conv", 11, 4, filters=96)) * 96 == 34_848


def test_multiply_adds_are_one_filter_at_every_output_number() -> None:
    assert multiply_adds(COLOUR_32, Layer("conv", 5, 1, 2, 10)) == 32 * 32 * 10 * 75
    assert multiply_adds(Volume(5, 5, 16), Layer("fc", filters=120)) == 400 * 120
    assert multiply_adds(COLOUR_32, Layer("pool", 2, 2)) == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "norm"}, "kind is 'norm'"),
        ({"kind": "conv", "kernel": 0}, "kernel is 0; it must be at least 1"),
        ({"kind": "fc", "filters": 0}, "filters is 0; it must be at least 1"),
        ({"kind": "conv", "padding": -1}, "padding is -1; it must be at least 0"),
    ],
)
def test_a_wrong_layer_is_reported_in_words(wrong: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Layer(**wrong)


@pytest.mark.torch
@given(
    size=st.integers(8, 20),
    depth=st.integers(1, 4),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
    filters=st.integers(1, 5),
    dilation=st.integers(1, 2),
)
def test_pytorch_agrees(
    size: int, depth: int, kernel: int, stride: int, padding: int, filters: int, dilation: int
) -> None:
    torch = pytest.importorskip("torch")
    theirs = torch.nn.Conv2d(depth, filters, kernel, stride, padding, dilation)
    shape = theirs(torch.zeros(1, depth, size, size)).shape
    layer = Layer("conv", kernel, stride, padding, filters, dilation)
    volume = Volume(size, size, depth)
    made = output_volume(volume, layer)
    assert (made.depth, made.height, made.width) == tuple(shape[1:])
    assert parameters(volume, layer) == sum(p.numel() for p in theirs.parameters())
