"""What is drawn of a network: its volumes, and which of them each is made of."""

from app.builder import wording
from app.builder.inspection import Inspection
from app.components.network_table import Drawn
from engine.checks import pair
from engine.networks import Conv2d, ConvTranspose2d, LayerInfo
from engine.networks.layers.pooling import WindowPooling
from engine.networks.nodes import INPUT
from engine.networks.table import volume
from engine.planning.values import times


def volumes(inspection: Inspection) -> list[Drawn]:
    """Return the input and every volume that differs from the one before, or joins several.

    A layer that leaves its input's size as it is, as ReLU, is not drawn.
    """
    made = inspection.table
    drawn = [Drawn(_size(made.input), "input", (), INPUT)]
    places = {INPUT: 0}  # of what is drawn, for every array
    last = INPUT
    for number, row in enumerate(made.rows):
        names = inspection.nodes[number].inputs if inspection.nodes else (last,)
        reads = tuple(places[name] for name in names)
        if row.makes_volume or len(names) > 1:
            drawn.append(Drawn(_size(row.output), _short(row.layer), reads, row.name))
            places[row.name] = len(drawn) - 1
        else:
            places[row.name] = reads[0]
        last = row.name
    return drawn


def _size(shape: tuple[int, ...]) -> tuple[int, int, int]:
    found = volume(shape)
    return found.width, found.height, found.depth


def _short(layer: LayerInfo) -> str:
    title = "UP CONV" if isinstance(layer, ConvTranspose2d) else wording.title(layer)
    if isinstance(layer, Conv2d | ConvTranspose2d | WindowPooling):
        return f"{title} {times(pair(layer.kernel_size, '', 1))}"
    return title
