"""The same network in PyTorch, by running the program that we export."""

from typing import Any

from engine.networks import pytorch_code, save


def torch_twin(network, folder):
    return torch_program(network, folder)[1]


def torch_program(network, folder) -> tuple[dict[str, Any], Any]:
    """All names of the program, and its model."""
    path = folder / "network.safetensors"
    save(network, path)
    names: dict[str, Any] = {}
    exec(pytorch_code(network, str(path)), names)
    return names, names["model"]
