"""Networks in files: safetensors, with the architecture as JSON in the metadata.

A safetensors file is numbers only: unlike a pickle (PyTorch's .pt and .pth), nothing in it can run.
"""

import json
from itertools import zip_longest
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from engine.checks import Array, times
from engine.networks.layers.base import Layer
from engine.networks.layers.registry import LAYERS
from engine.networks.model import Sequential
from engine.networks.table import check_input_shape, table

KEY = "convoscope network"  # of the metadata
_MOST_LAYERS = 1000
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04")


def architecture(network: Sequential) -> str:
    """Return the network without its weights, as JSON."""
    layers = [{"type": type(layer).__name__, **layer.settings()} for layer in network.layers]
    document = {"input_shape": network.input_shape, "dtype": network.dtype.name, "layers": layers}
    return json.dumps(document)


def to_bytes(network: Sequential) -> bytes:
    """Return the network as a safetensors file; weights under PyTorch's names."""
    return bytes(save_arrays(network.state, metadata={KEY: architecture(network)}))


def from_bytes(data: bytes) -> Sequential:
    """Return the network of a file that `to_bytes` made; ValueError for any other.

    The error is one sentence.
    """
    description, arrays = _read(data)
    try:
        document = json.loads(description)
        layers = _layers(document["layers"])
        shape, dtype = check_input_shape(document["input_shape"]), document["dtype"]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        why = f": {error}" if type(error) is ValueError else ""  # one of our own sentences
        raise ValueError(f"the file describes no network that can be built here{why}") from None
    if dtype not in ("float32", "float64"):
        raise ValueError(f"the file's weights are {dtype!r}; they must be float32 or float64")
    _check_shapes(shape, layers, arrays)
    network = Sequential(shape, layers, dtype=dtype)
    network.set_state(arrays)
    return network


def load_weights(network: Sequential, data: bytes) -> None:
    """Take over the weights of a file of the same architecture; otherwise nothing changes."""
    description, arrays = _read(data)
    if description != architecture(network):
        difference = _difference(from_bytes(data), network)
        if difference:
            raise ValueError(f"the file holds another network: {difference}")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("the file's weights are not all finite numbers")
    network.set_state(arrays)


def _difference(other: Sequential, network: Sequential) -> str:
    """Return the first thing in which a file's network is another one; "" if none is."""
    if other.input_shape != network.input_shape:
        return (
            f"it takes pictures of {times(other.input_shape)}, and this one"
            f" {times(network.input_shape)}"
        )
    for number, (its, mine) in enumerate(zip_longest(other.layers, network.layers), 1):
        if its is None or mine is None:
            return f"it has {len(other.layers)} layers, and this one {len(network.layers)}"
        if its != mine:
            there, here = _distinguish(its, mine)
            return f"its layer {number} is {there}, and here it is {here}"
    if other.dtype != network.dtype:
        return f"its weights are {other.dtype}, and here they are {network.dtype}"
    return ""


def _distinguish(one: Layer, other: Layer) -> tuple[str, str]:
    """Return two layers' titles, and the first different setting where the titles agree."""
    if one.title != other.title:
        return one.title, other.title
    mine, its = one.settings(), other.settings()
    name = next(name for name in mine if mine[name] != its[name])
    return f"{one.title} with {name} = {mine[name]}", f"{other.title} with {name} = {its[name]}"


def save(network: Sequential, path: str | PathLike[str]) -> None:
    """Write the network to a file, by custom with the ending .safetensors.

    Raises OSError where the file cannot be written.
    """
    Path(path).write_bytes(to_bytes(network))


def load(path: str | PathLike[str]) -> Sequential:
    """Return the network of a file that `save` wrote.

    Raises OSError where it cannot be read, ValueError, in one sentence, where `save` did not write
    it.
    """
    return from_bytes(Path(path).read_bytes())


def _read(data: bytes) -> tuple[str, dict[str, Array]]:
    """Return the description of the network, and its arrays."""
    if data.startswith(_PICKLES):
        raise ValueError(
            "the file is a pickle or an archive, as PyTorch's .pt and .pth, which could run"
            " programs when opened; only safetensors files are read"
        )
    try:
        arrays = load_arrays(data)
    except (SafetensorError, ValueError, TypeError, KeyError):
        raise ValueError("the file is damaged, cut off or not a safetensors file") from None
    length = int.from_bytes(data[:8], "little")
    description = (json.loads(data[8 : 8 + length]).get("__metadata__") or {}).get(KEY)
    if description is None:
        raise ValueError("the file holds weights but no network of Convoscope's, so it is not read")
    return description, arrays


def _layers(entries: list[dict[str, Any]]) -> list[Layer]:
    if len(entries) > _MOST_LAYERS:
        raise ValueError(f"{len(entries)} layers are more than {_MOST_LAYERS}")
    layers = []
    for entry in entries:
        settings = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in entry.items()
            if name != "type"
        }
        kind = LAYERS[entry["type"]].layer
        if not issubclass(kind, Layer):
            raise ValueError(f"{entry['type']} is here for tables only")
        layers.append(kind(**settings))
    return layers


def _check_shapes(shape: object, layers: list[Layer], arrays: dict[str, Array]) -> None:
    """Compare before anything is allocated: a file may claim a network of any size."""
    problem = table(shape, layers).problem
    if problem:
        raise ValueError(f"the file describes a network that does not fit together: {problem}")
    for number, layer in enumerate(layers):
        for name, wanted in layer.parameter_shapes().items():
            array = arrays.get(f"{number}.{name}")
            if (
                array is None
                or array.shape != wanted
                or array.dtype not in (np.float32, np.float64)
            ):
                found = "missing" if array is None else f"{array.dtype} {times(array.shape)}"
                raise ValueError(
                    f'the file\'s weights do not belong to its network: "{number}.{name}" is'
                    f" {found} and must be {times(wanted)} real numbers"
                )
