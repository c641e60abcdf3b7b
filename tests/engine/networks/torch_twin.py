"""The same network in PyTorch, by running the program that we export."""

from engine.networks import pytorch_code, save


def torch_twin(network, folder):
    path = folder / "network.safetensors"
    save(network, path)
    names = {}
    exec(pytorch_code(network, str(path)), names)
    return names["model"]
