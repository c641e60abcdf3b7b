"""What a layer's outputs see: neurons that share weights, and pooling beside them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import geometry
from engine.planning.volumes import Layer, Volume, output_volume, parameters, weights_per_filter

Problem = Mapping[str, Any]
Fact = tuple[str, str]
"""A name, and what is said of it."""

_ALEXNET = Volume(227, 227, 3), Layer("conv", kernel=11, stride=4, filters=96)
_WHY = (
    "One filter gives one feature map; K filters give K maps, stacked. Why design their weights by "
    "hand? Let the network learn them: everything else stays the same."
)


def neurons(problem: Problem) -> dict[str, Any]:
    """Describe the layer as neurons: its outputs, and what is to be said about their weights."""
    (down, across), (height, width), share = _sizes(problem)
    rows, columns = _outputs(problem)
    filters, places = len(problem["kernels"]), rows * columns
    weights, inputs = down * across * share, height * width * len(problem["input"])
    count = places * filters
    groups = ", each group on its own channels" if problem["groups"] > 1 else ""
    facts = [
        ("Neurons", f"{rows}·{columns}·{filters} = {count:,}, one for each output value"),
        (
            "Local connectivity",
            f"each has {down}·{across}·{share} = {weights} weights and a bias, and sees "
            + _seen(problem, weights, inputs),
        ),
        ("Depth column", f"v[y, x, :]: {_neurons(filters)} over the same window{groups}"),
        ("Depth slice", f"v[:, :, k]: {_neurons(places)} with the same weights and bias"),
        (
            "Parameter sharing",
            f"({weights} + 1)·{filters} = {(weights + 1) * filters:,} parameters; without sharing "
            f"({weights} + 1)·{count:,} = {(weights + 1) * count:,}; fully connected "
            f"({inputs} + 1)·{count:,} = {(inputs + 1) * count:,}",
        ),
        _alexnet(),
    ]
    return {
        "panels": [{"title": "", "problem": dict(problem)}],
        "facts": facts,
        "note": _WHY,
        "neurons": True,
    }


def _seen(problem: Problem, weights: int, inputs: int) -> str:
    """How many inputs a neuron sees, and what padding takes from the one that has most of it."""
    share = len(problem["input"]) // problem["groups"]
    rows, columns = _windows(problem, 0), _windows(problem, 1)
    y, x = (min(axis, key=_inside) for axis in (rows, columns))
    padding = weights - _inside(y) * _inside(x) * share
    field = f"its receptive field, {_size(problem)} cells"
    if not padding:
        return f"{weights} of {inputs} inputs: {field}"
    most = max(map(_different, rows)) * max(map(_different, columns)) * share
    seen = _different(y) * _different(x) * share
    repeats = "" if problem["mode"] == "constant" else ", which repeats inputs"
    return (
        f"at most {most} of {inputs} inputs in {field}; neuron [{rows.index(y)}, "
        f"{columns.index(x)}] sees {seen}: {padding} of its {weights} weights lie on padding"
        + repeats
    )


def _windows(problem: Problem, axis: int) -> list[list[tuple[int, bool]]]:
    """For each output along an axis and each tap: the input under it (−1 for none), inside or not.

    Padding that repeats inputs has one under it, too, but lies outside.
    """
    size = (len(problem["input"][0]), len(problem["input"][0][0]))[axis]
    before, after = problem["padding"][axis]
    repeats = problem["mode"] != "constant"
    there = np.arange(size)
    sources = (
        np.pad(there, (before, after), mode=problem["mode"])
        if repeats
        else np.pad(there, (before, after), constant_values=-1)
    ).tolist()
    stride, dilation = problem["stride"][axis], problem["dilation"][axis]
    taps = [tap * dilation for tap in range(problem["window"][axis])]
    firsts = [output * stride for output in range(_outputs(problem)[axis])]
    return [
        [(sources[first + tap], before <= first + tap < before + size) for tap in taps]
        for first in firsts
    ]


def _inside(window: list[tuple[int, bool]]) -> int:
    return sum(inside for _, inside in window)


def _different(window: list[tuple[int, bool]]) -> int:
    return len({source for source, _ in window} - {-1})


def _neurons(count: int) -> str:
    return "1 neuron" if count == 1 else f"{count} neurons"


def _alexnet() -> Fact:
    volume, layer = _ALEXNET
    made, weights = output_volume(volume, layer), weights_per_filter(volume, layer)
    return (
        "AlexNet CONV1",
        f"{made.height}·{made.width}·{made.depth} = {made.count:,} neurons of {weights} weights: "
        f"{parameters(volume, layer):,} parameters; without sharing {(weights + 1) * made.count:,}",
    )


def pooling(problem: Problem) -> dict[str, Any]:
    """Compare the layer with pooling: what each makes, and what it costs.

    Their windows are the same where the layer has no dilation; pooling has none.
    """
    (down, across), _, share = _sizes(problem)
    filters, channels = len(problem["kernels"]), len(problem["input"])
    rows, columns = _outputs(problem)
    weights = down * across * share
    facts = [
        (
            "Convolution",
            f"{rows}×{columns}×{filters}: combines all channels; ({weights} + 1)·{filters} = "
            f"{(weights + 1) * filters:,} parameters, learned",
        )
    ]
    panels = [{"title": "Convolution", "problem": dict(problem)}]
    other = dict(problem) | {"kernels": [], "bias": None, "groups": 1, "mode": "constant"}
    other["dilation"] = [1, 1]
    half = (down // 2, across // 2)
    if any(max(sides) > most for sides, most in zip(problem["padding"], half, strict=True)):
        note = "Pooling allows padding of at most half its window."
    else:
        rows, columns = _outputs(other)
        panels += [
            {"title": f"{name.capitalize()} pooling", "problem": other | {"operation": name}}
            for name in ("max", "average")
        ]
        facts.append(
            (
                "Pooling",
                f"{rows}×{columns}×{channels}: each channel separately; 0 parameters, nothing to "
                "learn",
            )
        )
        note = (
            "A strided convolution also makes the map smaller, with learned weights: it can "
            "replace pooling."
        )
        if _extent(other) != _extent(problem):
            note = (
                f"Pooling has no dilation here: its windows are {_size(other)} cells, those of the "
                f"convolution span {_size(problem)}. {note}"
            )
    return {"panels": panels, "facts": facts, "note": note, "neurons": False}


def _sizes(problem: Problem) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Sides of the window and of the input, and the channels that a filter reads."""
    planes, (down, across) = problem["input"], problem["window"]
    share = len(planes) // problem["groups"]
    return (down, across), (len(planes[0]), len(planes[0][0])), share


def _extent(problem: Problem) -> tuple[int, int]:
    down, across = (
        geometry.covered(side, spread)
        for side, spread in zip(problem["window"], problem["dilation"], strict=True)
    )
    return down, across


def _size(problem: Problem) -> str:
    return "×".join(str(side) for side in _extent(problem))


def _outputs(problem: Problem) -> tuple[int, int]:
    size = len(problem["input"][0]), len(problem["input"][0][0])
    rows, columns = (
        geometry.output_size(
            size[axis] + sum(problem["padding"][axis]),
            problem["window"][axis],
            problem["stride"][axis],
            0,
            problem["dilation"][axis],
        )
        for axis in (0, 1)
    )
    return rows, columns
