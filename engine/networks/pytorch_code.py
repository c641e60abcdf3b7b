"""A network as a PyTorch program."""

from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any

from engine.checks import instance
from engine.networks.layers.base import Layer
from engine.networks.model import Sequential
from engine.networks.table import Table, table


def pytorch_code(network: Sequential, weights_file: str = "network.safetensors") -> str:
    """Return Python text that rebuilds `network` in PyTorch, weights of `save` included.

    Afterwards `model` is the network, ready to predict. It needs the packages torch and
    safetensors.
    """
    instance(network, "network", Sequential, "a Sequential")
    instance(weights_file, "weights_file", str, "the name of a file")
    lines = _model(network.layers, network.table, ["from safetensors.torch import load_file"])
    if network.dtype.name == "float64":
        lines.append("model.double()")
    shape = ", ".join(str(length) for length in (1, *network.input_shape))
    return "\n".join(
        [
            *lines,
            f"model.load_state_dict(load_file({weights_file!r}))",
            "model.eval()  # to predict; model.train() to train on",
            "",
            f"x = torch.zeros({shape}, dtype=torch.{network.dtype.name})",
            "with torch.no_grad():",
            "    print(model(x))",
            "",
            "# Once trained on, its weights go into a file that Convoscope loads:",
            "# from safetensors.torch import save_file",
            '# save_file(model.state_dict(), "trained.safetensors")',
            "",
        ]
    )


def untrained_code(input_shape: Sequence[int], layers: Sequence[Layer]) -> str:
    """Return Python text of these layers in PyTorch, with random weights.

    It prints the shape of what comes out and the number of parameters. Raises ValueError where a
    layer does not fit.
    """
    made = table(input_shape, layers)
    shape = ", ".join(str(length) for length in (1, *made.input))
    return "\n".join(
        [
            model_code(input_shape, layers),
            "",
            f"print(tuple(model(torch.zeros({shape})).shape))  # {(1, *made.output)}",
            f"print(sum(p.numel() for p in model.parameters()))  # {made.parameters:,} parameters",
            "",
        ]
    )


def model_code(input_shape: Sequence[int], layers: Sequence[Layer]) -> str:
    """Return the lines of a program that import PyTorch and make `model`, with random weights.

    Raises ValueError where a layer does not fit.
    """
    made = table(input_shape, layers)
    if made.problem:
        raise ValueError(made.problem)
    return "\n".join(_model(layers, made, []))


def _model(layers: Sequence[Layer], made: Table, imports: list[str]) -> list[str]:
    """Return the lines up to the model, with the volume after each layer."""
    lines = ["import torch", *imports, "from torch import nn"]
    for definition in dict.fromkeys(layer.pytorch_definition for layer in layers):
        lines += ["", "", *definition.splitlines(), ""] if definition else []
    lines += ["", "model = nn.Sequential("]
    lines += [
        f"    {_call(layer)},  # {row.volume}" for layer, row in zip(layers, made.rows, strict=True)
    ]
    return [*lines, ")"]


def _call(layer: Layer) -> str:
    """Return the layer's constructor, with what differs from PyTorch's defaults."""
    arguments = []
    for field in fields(layer):  # type: ignore[arg-type]
        value = _plain(getattr(layer, field.name))
        if field.default is MISSING:
            arguments.append(repr(value))
        elif field.metadata or value != _usual(layer, field.name, field.default):
            arguments.append(f"{field.name}={value!r}")
    module = "" if layer.pytorch_definition else "nn."
    return f"{module}{type(layer).__name__}({', '.join(arguments)})"


def _plain(value: Any) -> Any:
    """Return a pair of equal numbers as one."""
    return value[0] if isinstance(value, tuple) and value[0] == value[1] else value


def _usual(layer: Layer, name: str, default: Any) -> Any:
    """Return what PyTorch takes where nothing is given; as the stride of pooling, the kernel."""
    is_implied = name == "stride" and default is None
    return _plain(layer.settings()["kernel_size"]) if is_implied else default
