"""A network as a PyTorch program without weights: it is run, and says what the table says."""

import pytest

from engine.networks import Maxout, build, table, untrained_code
from engine.networks import ready_made as ready

SETTINGS = [
    ("Conv2d", {"out_channels": 8, "kernel_size": 3, "stride": 2, "padding": 2, "dilation": 2}),
    ("BatchNorm2d", {}),
    ("PReLU", {}),
    ("Conv2d", {"out_channels": 8, "kernel_size": 3, "groups": 4}),
    ("Maxout", {"pieces": 2}),
    ("AvgPool2d", {"kernel_size": 3, "stride": 1, "padding": 1}),
    ("ELU", {"alpha": 0.5}),
    ("Flatten", {}),
    ("LeakyReLU", {"negative_slope": 0.1}),
    ("Dropout", {"p": 0.2}),
    ("Linear", {"out_features": 7}),
    ("Softmax", {}),
]


@pytest.mark.torch
@pytest.mark.parametrize(
    ("shape", "layers"),
    [((3, 32, 32), ready.lenet()), ((4, 20, 20), build((4, 20, 20), SETTINGS))],
)
def test_the_program_runs_and_prints_the_table(shape, layers, capsys):
    pytest.importorskip("torch")
    text = untrained_code(shape, layers)
    exec(compile(text, "network.py", "exec"), {})
    made = table(shape, layers)
    assert capsys.readouterr().out == f"{(1, *made.output)}\n{made.parameters}\n"
    assert f"# {made.parameters:,} parameters" in text
    assert ("class Maxout" in text) == any(isinstance(layer, Maxout) for layer in layers)


def test_a_network_that_does_not_fit_has_no_program():
    with pytest.raises(ValueError, match="layer 1, convolution 5×5: kernel 5×5 is larger"):
        untrained_code((3, 4, 4), ready.lenet())


def test_a_large_network_needs_no_memory_for_its_program():
    assert "# 138,357,544 parameters" in untrained_code((3, 224, 224), ready.vgg16())
