"""Networks that nobody has thought of: chains of any layers of the registry, any settings."""

import math
from dataclasses import fields
from typing import Any

import numpy as np

from engine.networks import Conv2d, Sequential, table
from engine.networks.layers.base import Layer, Shape
from engine.networks.layers.registry import LAYERS, LayerType, Setting
from tests.engine import registered

_MOST = 6  # of windows, filters, neurons: a network in a millisecond
_TRIES = 30
_LARGEST = 1 << 16  # numbers that a layer of it may make


def random_network(rng: np.random.Generator) -> Sequential:
    """Up to eight layers that fit one after the other, with random weights and statistics."""
    shape: Shape = tuple(rng.integers(1, 25, 3).tolist())
    if rng.random() < 0.2:
        shape = (int(rng.integers(1, 40)),)
    layers: list[Layer] = []
    length = rng.integers(0, 9)
    while len(layers) < length:
        kind = LAYERS[rng.choice(registered.COMPUTED)]
        now = table(shape, layers).output
        for _ in range(_TRIES):
            try:
                layer = kind.layer.for_input(now, **_settings(kind, now, rng))
                made = math.prod(layer.output_shape(now))
            except ValueError:
                continue  # these settings do not fit here
            if made > _LARGEST:
                continue
            layers.append(layer)
            break
    dtype = rng.choice(["float32", "float64"])
    network = Sequential(shape, layers, seed=int(rng.integers(1 << 30)), dtype=dtype)
    for name, array in network.state.items():
        drawn = rng.normal(size=array.shape)
        array[...] = abs(drawn) + 0.1 if name.endswith("running_var") else drawn
    return network


def _settings(kind: LayerType, shape: Shape, rng: np.random.Generator) -> dict[str, Any]:
    """Whatever the registry allows, pairs and words, and what no menu offers."""
    known = {field.name for field in fields(kind.layer)}
    drawn = {one.name: _drawn(one, rng) for one in kind.settings}
    for name in drawn.keys() & {"kernel_size", "stride", "padding", "dilation"}:
        if rng.random() < 0.3:
            setting = next(one for one in kind.settings if one.name == name)
            drawn[name] = (_drawn(setting, rng), _drawn(setting, rng))
    if "groups" in known:
        drawn["groups"] = int(rng.choice([1, 1, shape[0]]))
    if kind.layer is Conv2d:
        drawn["padding"] = [drawn["padding"], "same", "valid"][rng.integers(3)]
    more = {
        "bias": bool(rng.random() < 0.5),
        "eps": float(10 ** rng.uniform(-8, 0)),
        "momentum": float(rng.random()),
        "num_parameters": int(rng.choice([1, shape[0]])),
        "init": float(rng.normal()),
    }
    return drawn | {name: more[name] for name in sorted(known & more.keys())}


def _drawn(setting: Setting, rng: np.random.Generator) -> float | int:
    low, high = setting.lowest, min(setting.highest, setting.lowest + _MOST)
    return int(rng.integers(low, high + 1)) if setting.step == 1 else float(rng.uniform(low, high))
