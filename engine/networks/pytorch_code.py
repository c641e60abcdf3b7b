"""A network as a PyTorch program."""

from collections.abc import Sequence

from engine.checks import instance
from engine.networks.graph import Graph
from engine.networks.layer_code import call
from engine.networks.layers.base import Join, Layer
from engine.networks.model import Sequential
from engine.networks.module_code import module_code
from engine.networks.nodes import Node, as_nodes
from engine.networks.table import Table, graph_table


def pytorch_code(network: Graph, weights_file: str = "network.safetensors") -> str:
    """Return Python text that rebuilds `network` in PyTorch, weights of `save` included.

    Afterwards `model` is the network, ready to predict: an `nn.Sequential`, or a module with a
    `forward` of its own where the network branches. It needs the packages torch and safetensors.
    """
    instance(network, "network", Graph, "a Graph or a Sequential")
    instance(weights_file, "weights_file", str, "the name of a file")
    imports = ["from safetensors.torch import load_file"]
    renamed: dict[str, str] = {}
    if isinstance(network, Sequential):
        lines = _model(network.layers, network.table, imports)
    else:
        lines, renamed = _module(network.nodes, network.table, imports)
    if network.dtype.name == "float64":
        lines.append("model.double()")
    shape = ", ".join(str(length) for length in (1, *network.input_shape))
    return "\n".join(
        [
            *lines,
            *_loading(f"load_file({weights_file!r})", renamed),
            "model.eval()  # to predict; model.train() to train on",
            "",
            f"x = torch.zeros({shape}, dtype=torch.{network.dtype.name})",
            "with torch.no_grad():",
            "    print(model(x))",
            "",
            "# Once trained on, its weights go into a file that Convoscope loads:",
            "# from safetensors.torch import save_file",
            f"# save_file({'in_file(model.state_dict())' if renamed else 'model.state_dict()'},"
            ' "trained.safetensors")',
            "",
        ]
    )


def untrained_code(input_shape: Sequence[int], network: Sequence[Layer] | Sequence[Node]) -> str:
    """Return Python text of layers in a line, or of nodes, in PyTorch, with random weights.

    It prints the shape of what comes out and the number of parameters. Raises ValueError where a
    layer does not fit.
    """
    made = graph_table(input_shape, as_nodes(network))
    shape = ", ".join(str(length) for length in (1, *made.input))
    return "\n".join(
        [
            model_code(input_shape, network),
            "",
            f"print(tuple(model(torch.zeros({shape})).shape))  # {(1, *made.output)}",
            f"print(sum(p.numel() for p in model.parameters()))  # {made.parameters:,} parameters",
            "",
        ]
    )


def model_code(input_shape: Sequence[int], network: Sequence[Layer] | Sequence[Node]) -> str:
    """Return the lines of a program that import PyTorch and make `model`, with random weights.

    `network` is layers in a line, or nodes. Raises ValueError where a layer does not fit.
    """
    made = graph_table(input_shape, as_nodes(network))
    if made.problem:
        raise ValueError(made.problem)
    layers = [one for one in network if isinstance(one, Layer)]
    nodes = [one for one in network if isinstance(one, Node)]
    return "\n".join(_module(nodes, made, [])[0] if nodes else _model(layers, made, []))


def _model(layers: Sequence[Layer], made: Table, imports: list[str]) -> list[str]:
    """Return the lines up to the model, with the volume after each layer."""
    lines = _head(layers, imports)
    lines += ["", "model = nn.Sequential("]
    lines += [
        f"    {call(layer)},  # {row.volume}" for layer, row in zip(layers, made.rows, strict=True)
    ]
    return [*lines, ")"]


def _module(
    nodes: Sequence[Node], made: Table, imports: list[str]
) -> tuple[list[str], dict[str, str]]:
    """Return the lines up to the model of a network that branches, and the nodes renamed there."""
    layers = [node.layer for node in nodes if isinstance(node.layer, Layer)]
    defined = [layer for layer in layers if not isinstance(layer, Join)]
    text, renamed = module_code(nodes, {row.name: str(row.volume) for row in made.rows})
    lines = [*_head(defined, imports), "", "", *text.splitlines()]
    return [*lines, "", "", "model = Network()"], renamed


def _head(layers: Sequence[Layer], imports: list[str]) -> list[str]:
    """Return the imports, and the classes of layers that PyTorch lacks."""
    lines = ["import torch", *imports, "from torch import nn"]
    for definition in dict.fromkeys(layer.pytorch_definition for layer in layers):
        lines += ["", "", *definition.splitlines(), ""] if definition else []
    return lines


def _loading(weights: str, renamed: dict[str, str]) -> list[str]:
    """Return the lines that give the model its weights, by the names that it has for them."""
    if not renamed:
        return [f"model.load_state_dict({weights})"]
    return [
        "",
        "NAMES = {  # of layers in the file, and in the model",
        *(f"    {old!r}: {new!r}," for old, new in renamed.items()),
        "}",
        "",
        "",
        "def named(weights, names):",
        '    parts = {key: key.rpartition(".") for key in weights}',
        "    return {",
        '        f"{names.get(layer, layer)}.{name}": weights[key]',
        "        for key, (layer, _, name) in parts.items()",
        "    }",
        "",
        "",
        "def in_file(weights):",
        "    return named(weights, {new: old for old, new in NAMES.items()})",
        "",
        "",
        f"model.load_state_dict(named({weights}, NAMES))",
    ]
