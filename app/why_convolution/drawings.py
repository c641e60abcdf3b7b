"""The drawings: neurons on an image, parameters that fall, stacked filters, connected channels."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.components.diagram import Shape, diagram, image, line, rect, text
from app.why_convolution.wording import Line
from engine.explain.channel_groups import Wiring
from engine.explain.small_filters import Stack
from engine.explain.weight_sharing import Sharing

_LOOKS = 3
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_ROOM = 460.0
"""Width of every drawing: a letter is as large in all of them."""

_PICTURE, _MAP, _TOP = 206.0, 132.0, 24.0
_MAP_LEFT = 318.0
_NEURONS = ((0.22, 0.26), (0.74, 0.42), (0.36, 0.8))
"""Where the neurons that are drawn lie on the map, and their windows on the image: x, y."""
_FAN = 13  # lines of a fan along a side of the image: one for each pixel would be a black square
_LEAST = 3.0  # of a window that would be too small to see


def neurons(found: Sharing, stage: str, address: str) -> None:
    """Draw the image, the map of neurons, and what connects them at a stage."""
    size = f"{found.volume.width}×{found.volume.height}"
    shapes = [
        text(_PICTURE / 2, 15, f"Image {found.volume}", "middle"),
        text(_ROOM, 15, f"Map, {size} neurons", "end"),
        image(0, _TOP, _PICTURE, address),
        rect(_MAP_LEFT, _map_top(), _MAP, _MAP, "ground"),
        *(_fully(found) if stage == "full" else _locally(found, stage == "shared")),
    ]
    spoken = {
        "full": f"One neuron of the map is connected to all {found.neuron:,} numbers of the image.",
        "local": "Three neurons of the map, each connected to a window of its own with weights of "
        "its own, w1, w2 and w3.",
        "shared": "Three neurons of the map, each connected to a window of its own, all with the "
        "same weights w.",
    }[stage]
    diagram(shapes, (_ROOM, _TOP + _PICTURE + 4), spoken, f"neurons-{size}-{stage}", "why_neurons")


def _map_top() -> float:
    return _TOP + (_PICTURE - _MAP) / 2


def _on_map(place: tuple[float, float]) -> tuple[float, float]:
    return _MAP_LEFT + place[0] * _MAP, _map_top() + place[1] * _MAP


def _fully(found: Sharing) -> Iterator[Shape]:
    end = _on_map(_NEURONS[1])
    each = min(_FAN, found.volume.width)
    for row in range(each):
        for column in range(each):
            start = (column + 0.5) * _PICTURE / each, _TOP + (row + 0.5) * _PICTURE / each
            yield line(start, end, "ray fan look-0")
    yield rect(0, _TOP, _PICTURE, _PICTURE, "outlined look-0")
    yield from _neuron(end, 0)
    yield text(_ROOM - 12, end[1] + 26, f"{found.neuron:,} weights", "end strong halo")


def _locally(found: Sharing, is_shared: bool) -> Iterator[Shape]:
    side = max(_LEAST, _PICTURE * found.kernel / found.volume.width)
    for number, place in enumerate(_NEURONS):
        look = 0 if is_shared else number
        end = _on_map(place)
        left = min(max(0.0, place[0] * _PICTURE - side / 2), _PICTURE - side)
        top = _TOP + min(max(0.0, place[1] * _PICTURE - side / 2), _PICTURE - side)
        corners = [(left + x * side, top + y * side) for x in (0, 1) for y in (0, 1)]
        for corner in corners:
            yield line(corner, end, f"ray look-{look}")
        yield rect(left, top, side, side, "casing")  # seen on dark and on bright pixels
        yield rect(left, top, side, side, f"outlined look-{look}")
        yield from _neuron(end, look)
        name = "w" if is_shared else f"w{'₁₂₃'[number]}"
        middle = (left + side + end[0]) / 2, (top + side / 2 + end[1]) / 2
        yield text(middle[0], middle[1] + 5, name, "middle strong halo")


def _neuron(place: tuple[float, float], look: int) -> Iterator[Shape]:
    yield rect(place[0] - 6, place[1] - 6, 12, 12, f"filled look-{look}")


_EACH, _POWERS = 46.0, 13


def bars(found: Mapping[str, Line], values: Mapping[str, int], stage: str) -> None:
    """Draw the parameters of every stage as bars on a log scale, as outlines those to come."""
    bottom = _EACH * len(found)
    shapes: list[Shape] = []
    for power in range(0, _POWERS, 3):
        x = _along(10**power)
        shapes.append(line((x, 0), (x, bottom), "grid"))
        name = f"10{str(power).translate(_RAISED)}" if power else "1"
        shapes.append(text(x, bottom + 12, name, "small middle" if power else "small"))
    shapes.append(text(_along(10**10), bottom + 12, "log scale", "small"))
    stages = list(found)
    for number, (name, (title, formula, result)) in enumerate(found.items()):
        y, strong = number * _EACH, "strong" if name == stage else ""
        kind = "filled" if number <= stages.index(stage) else "later"
        shapes.append(text(0, y + 15, f"{title}: {formula}", strong))
        shapes.append(text(_ROOM, y + 15, result, "strong end"))
        shapes.append(rect(0, y + 20, _along(values[name]), 17, f"{kind} look-0"))
    spoken = ". ".join(
        f"{title}: {formula} = {result}" for title, formula, result in found.values()
    )
    diagram(shapes, (_ROOM, bottom + 17), f"{spoken}.", f"parameters-{stage}", "why_bars")


def _along(value: int) -> float:
    return _ROOM * math.log10(value) / _POWERS


_CELL, _HEIGHT = 26.0, 190.0
_NAMES = 62.0
_MOST = int((_ROOM - _NAMES) // _CELL)


def stack(found: Stack, key: str) -> None:
    """Draw one row of the image, and the cells that one output depends on, layer by layer."""
    seen = [1 + n * (found.kernel - 1) for n in range(found.layers, -1, -1)]
    apart = (_HEIGHT - _CELL) / found.layers
    tops = [(found.layers - n) * apart for n in range(found.layers + 1)]
    shapes: list[Shape] = []
    for (below, y), (above, top) in pairwise(zip(seen, tops, strict=True)):
        for cell in range(above):
            end = _left(above) + (cell + 0.5) * _CELL, top + _CELL
            starts = [(_left(below) + (cell + tap + 0.5) * _CELL, y) for tap in range(found.kernel)]
            shapes += [line(start, end, "ray look-0") for start in starts]
    for number, (count, y) in enumerate(zip(seen, tops, strict=True)):
        shapes.append(text(0, y + 18, "image" if number == 0 else f"layer {number}"))
        shapes += _row(_left(_MOST), _MOST, y, "ground")
        shapes += _row(_left(count), count, y, "filled parted look-0")
    layers = f"{found.layers} layer{'s' if found.layers > 1 else ''}"
    spoken = (
        f"One row of the image through {layers} of {found.kernel}×{found.kernel}: one output "
        f"depends on {found.field} cells; by layer, from the image: {', '.join(map(str, seen))}."
    )
    name = f"{found.layers}-layers-{found.kernel}x{found.kernel}"
    diagram(shapes, (_ROOM, _HEIGHT + 2), spoken, name, key)


def _left(count: int) -> float:
    """Return where a row of cells begins that is centred above the others."""
    return _NAMES + (_MOST - count) / 2 * _CELL


def _row(left: float, count: int, y: float, look: str) -> list[Shape]:
    return [rect(left + cell * _CELL, y + 1, _CELL, _CELL, look) for cell in range(count)]


_SQUARE, _HIGH = 22.0, 300.0


def channels(found: Wiring) -> None:
    """Draw the maps of every part as columns, and a line for each kernel between two maps."""
    first = found.parts[0]
    columns = [first.inputs, *(part.outputs for part in found.parts)]
    across = (_ROOM - _SQUARE) / (len(columns) - 1)
    shapes: list[Shape] = []
    for number, part in enumerate(found.parts):
        for output in range(part.outputs):
            for channel in range(part.inputs):
                if part.sees(output, channel):
                    look = output * part.groups // part.outputs % _LOOKS
                    start = number * across + _SQUARE, _height(columns[number], channel)
                    end = (number + 1) * across, _height(columns[number + 1], output)
                    shapes.append(line(start, end, f"ray look-{look}"))
        side = f"{part.kernel}×{part.kernel}"
        middle = (number + 0.5) * across + _SQUARE / 2
        shapes.append(text(middle, 15, side, "middle strong"))
    for number, count in enumerate(columns):
        groups = found.parts[max(0, number - 1)].groups
        for place in range(count):
            look = place * groups // count % _LOOKS
            y = _height(count, place) - _SQUARE / 2
            shapes.append(rect(number * across, y, _SQUARE, _SQUARE, f"filled look-{look}"))
        at = number / (len(columns) - 1)
        anchor = "" if number == 0 else "end" if at == 1 else "middle"
        shapes.append(text(at * _ROOM, 15, f"{count} maps" if count > 1 else "1 map", anchor))
    spoken = "; ".join(
        f"{part.inputs} maps to {part.outputs}, each output from {part.inputs_per_filter} of them"
        for part in found.parts
    )
    diagram(shapes, (_ROOM, _HIGH), f"{spoken}.", f"channels-{found.kind}", "why_channels")


def _height(count: int, place: int) -> float:
    room = _HIGH - 24
    return 24 + room * (place + 0.5) / count
