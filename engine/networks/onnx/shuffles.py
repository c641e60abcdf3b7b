"""Three nodes of ONNX that are one layer: channels dealt out anew, group by group."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.checks import Array
from engine.networks.onnx.parts import OnnxNode

_TURNED = [0, 2, 1, 3, 4]


@dataclass(frozen=True)
class Shuffle:
    """A channel shuffle: the tensor that it reads, the one that it makes, and its groups."""

    source: str
    made: str
    groups: int


def channel_shuffles(
    order: Sequence[OnnxNode], arrays: Mapping[str, Array], readers: Counter[str]
) -> dict[str, Shuffle]:
    """Return the channel shuffles among the nodes, by the name of each tensor that they make.

    Each is N×C×H×W made N×groups×C/groups×H×W by Reshape, its two middle axes exchanged by
    Transpose, and made N×C×H×W again; nobody else reads what is in between. `arrays` holds every
    tensor of a trial but for the file's own.
    """
    makers = {node.outputs[0]: node for node in order}
    found = dict[str, Shuffle]()
    for last in order:
        turned = makers.get(last.inputs[0]) if last.operator == "Reshape" else None
        first = makers.get(turned.inputs[0]) if turned and turned.operator == "Transpose" else None
        if turned is None or first is None or first.operator != "Reshape":
            continue
        source, names = first.inputs[0], [node.outputs[0] for node in (first, turned, last)]
        if source in arrays and turned.attributes.get("perm") == _TURNED:
            shape, grouped, _, dealt = (arrays[name].shape for name in (source, *names))
            around = (grouped[0], *grouped[3:]) == (shape[0], *shape[2:])
            is_alone = all(readers[name] == 1 for name in names[:2])
            if len(shape) == 4 and len(grouped) == 5 and around and dealt == shape and is_alone:
                found |= dict.fromkeys(names, Shuffle(source, names[2], grouped[1]))
    return found
