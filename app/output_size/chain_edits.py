"""What the learner asks of the chain: edits as in any table, and an FC layer as a convolution."""

from app.output_size.network import Step, network
from app.state import layer_edits
from engine.networks import Linear, notation
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import LAYERS
from engine.planning.volumes import Volume


def edited(asked: object, start: Volume, text: str) -> str:
    """Return the chain `text` after a request of the browser, which is trusted for nothing.

    `asked` is what `chain_table` sends. Raises ValueError with half a sentence where it cannot be
    done; a request that makes no sense changes nothing.
    """
    match asked:
        case {"convolve": row} if type(row) is int:
            return _with_convolution(row, start, text)
    return layer_edits.edited(asked, text)


def _with_convolution(row: int, start: Volume, text: str) -> str:
    chain = list(notation.read(text))
    steps = network(start, chain).steps
    convolution = as_convolution(steps[row]) if 0 <= row < len(steps) else None
    if convolution:
        chain[row] = convolution
    return notation.write(chain)


def as_convolution(step: Step) -> LayerSpec | None:
    """Return the convolution that does what this FC layer does; None where there is none."""
    width, height = step.input.width, step.input.height
    most = LAYERS["Conv2d"].settings[0].highest
    if not (isinstance(step.layer, Linear) and step.takes_maps and width == height <= most):
        return None
    settings = {"kernel_size": width, "stride": 1, "padding": 0}
    return "Conv2d", {**settings, "out_channels": step.layer.out_features}
