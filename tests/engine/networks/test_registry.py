"""Every layer of the registry: made, written, saved, told in tables, and as PyTorch has it."""

import inspect
from dataclasses import MISSING, fields

import numpy as np
import pytest

from engine import networks
from engine.networks import (
    AdaptiveAvgPool2d,
    Layer,
    Sequential,
    build,
    from_bytes,
    notation,
    pytorch_code,
    table,
    to_bytes,
    untrained_code,
)
from engine.networks.layers.base import LayerInfo
from engine.networks.layers.registry import KEYS, LAYERS, Setting, register
from tests.engine import registered

EVERY = pytest.mark.parametrize("name", LAYERS)
EVERY_COMPUTED = pytest.mark.parametrize("name", registered.COMPUTED)


@EVERY
def test_a_layer_has_a_key_a_label_and_settings_with_limits(name: str) -> None:
    kind = LAYERS[name]
    if kind.key:
        assert KEYS[kind.key] is kind
        assert kind.key.isascii()
        assert kind.key.isalpha()
        assert kind.key.islower()
    assert kind.label
    assert kind.layer.__doc__
    known = {field.name for field in fields(kind.layer)}  # type: ignore[arg-type]
    assert {setting.name for setting in kind.settings} <= known
    assert len({setting.symbol for setting in kind.settings}) == len(kind.settings)
    for setting in kind.settings:
        assert setting.lowest <= setting.usual <= setting.highest
        assert setting.step > 0
    optional = [setting.optional for setting in kind.settings]
    assert optional == sorted(optional), "what may be left out stands last"


def test_layers_of_graphs_have_no_key_and_stand_in_no_menu() -> None:
    without = [name for name, kind in LAYERS.items() if not kind.key]
    assert without == [
        *("Add", "Mul", "Concat", "Scale", "Hardtanh", "ZeroPad2d", "Upsample"),
        *("ConvTranspose2d", "ChannelShuffle"),
    ]
    assert "" not in KEYS
    assert len(KEYS) == len(LAYERS) - len(without)


@EVERY
def test_a_layer_is_a_name_of_the_package(name: str) -> None:
    assert getattr(networks, name) is LAYERS[name].layer


def test_no_other_name_is_found_there() -> None:
    assert not hasattr(networks, "Conv3d")


def test_labels_are_told_apart() -> None:
    assert len({kind.label for kind in LAYERS.values()}) == len(LAYERS)


@EVERY
def test_a_layer_says_what_it_makes_and_what_it_costs(name: str) -> None:
    shape, layers = registered.made(name)
    (row,) = table(shape, layers).rows
    assert row.layer.title
    assert min(row.output) > 0
    assert row.parameters >= 0
    assert row.multiply_adds >= 0
    assert min(row.receptive_field) >= 1


@EVERY_COMPUTED
def test_a_layer_makes_what_its_row_says(name: str) -> None:
    shape, layers = registered.made(name)
    network = Sequential(shape, layers)
    x = np.random.default_rng(1).standard_normal((2, *shape)).astype(np.float32)
    assert network(x).shape == (2, *network.table.output)
    assert sum(array.size for array in network.parameters.values()) == network.table.parameters


@EVERY_COMPUTED
def test_a_layer_comes_back_from_a_file_and_from_a_text(name: str) -> None:
    shape, layers = registered.made(name)
    network = Sequential(shape, layers)
    assert from_bytes(to_bytes(network)).layers == network.layers
    if LAYERS[name].key:
        assert build(shape, notation.read(notation.write_layers(layers))) == network.layers


@pytest.mark.torch
@EVERY_COMPUTED
def test_the_pytorch_program_of_a_layer_runs(name: str, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("torch")
    shape, layers = registered.made(name)
    exec(compile(untrained_code(shape, layers), "network.py", "exec"), {})
    made = table(shape, layers)
    assert capsys.readouterr().out == f"{(1, *made.output)}\n{made.parameters}\n"
    kind = LAYERS[name].layer
    assert (f"class {name}(nn.Module):" in pytorch_code(Sequential(shape, layers))) == bool(
        kind.pytorch_definition  # type: ignore[attr-defined]
    )


@pytest.mark.torch
@EVERY_COMPUTED
def test_names_and_defaults_are_those_of_pytorch(name: str) -> None:
    torch = pytest.importorskip("torch")
    layer = LAYERS[name].layer
    if layer.pytorch_definition:  # type: ignore[attr-defined]
        assert not hasattr(torch.nn, name)
        return
    theirs = inspect.signature(getattr(torch.nn, name)).parameters
    for field in fields(layer):  # type: ignore[arg-type]
        assert field.name in theirs
        if field.default is not MISSING and not field.metadata:
            assert field.default == theirs[field.name].default


ONNX = {
    *("Add", "AveragePool", "BatchNormalization", "Celu", "Clip", "Concat", "Conv"),
    *("ConvTranspose", "Dropout", "Elu", "Flatten", "Gelu", "Gemm", "GlobalAveragePool"),
    *("GlobalMaxPool", "GroupNormalization", "HardSigmoid", "HardSwish", "LRN", "LeakyRelu"),
    *("InstanceNormalization", "LayerNormalization", "LpPool", "MaxPool", "Mish", "Mul"),
    *("PRelu", "Pad"),
    *("Relu", "Resize", "Selu", "Sigmoid", "Softmax", "Softplus", "Softsign", "Tanh"),
}
"""Operators of layers at https://onnx.ai/onnx/operators."""


@EVERY
def test_onnx_has_the_operator_of_a_layer(name: str) -> None:
    assert LAYERS[name].onnx in {"", *ONNX}


def test_a_layer_that_is_only_described_is_for_tables_only() -> None:
    described = [name for name in LAYERS if name not in registered.COMPUTED]
    assert described == ["Inception"]
    for name in described:
        with pytest.raises(ValueError, match=r"^layer 1, .*: it is here for tables only$"):
            build(registered.MAPS, [(name, registered.settings(name))])


@pytest.mark.parametrize(("key", "name"), [("relu", "NewLayer"), ("new", "ReLU")])
def test_a_name_or_a_key_is_registered_once(key: str, name: str) -> None:
    new = type(name, (LayerInfo,), {})
    before = dict(LAYERS)
    with pytest.raises(ValueError, match="already"):
        register(key, "NEW", Setting("n", "n", 0, 1, 0))(new)
    assert before == LAYERS


def test_the_mean_of_a_map_sees_all_of_it() -> None:
    layers = build((3, 8, 6), notation.read("conv_3_1_1_5~mean~flatten~fc_2"))
    rows = table((3, 8, 6), layers).rows
    assert [row.receptive_field for row in rows] == [(3, 3), (10, 8), (10, 8), (10, 8)]
    assert rows[1].output == (5, 1, 1)
    assert isinstance(layers[1], Layer)
    with pytest.raises(ValueError, match="it must be 1, the mean of the whole map"):
        AdaptiveAvgPool2d(2)
