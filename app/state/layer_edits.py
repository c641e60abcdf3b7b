"""What the learner asks of a table of layers: another kind of layer, another number, a move."""

from engine.networks import notation
from engine.networks.builder import LayerSpec
from engine.networks.layers.registry import KEYS, LAYERS
from engine.networks.notation import MAX_LAYERS


class Refused(ValueError):
    """What cannot be done with a layer, in half a sentence."""

    def __init__(self, row: int, sentence: str) -> None:
        super().__init__(sentence)
        self.row = row


def edited(asked: object, text: str) -> str:
    """Return the network `text` after a request of the browser, which is trusted for nothing.

    `asked` is what `network_table` and `chain_table` send. Raises `Refused` where it cannot be
    done; a request that makes no sense changes nothing.
    """
    specs = list(notation.read(text))

    def has(row: object) -> bool:
        return type(row) is int and 0 <= row < len(specs)

    match asked:
        case {"kind": [row, str(key)]} if has(row) and key in KEYS:
            specs[row] = notation.usual(KEYS[key].layer.__name__)
        case {"number": [row, int(place), str(value)]} if has(row):
            specs[row] = _with_number(specs[row], row, place, value)
        case {"move": [row, 1 | -1 as step]} if has(row) and has(row + step):
            specs[row], specs[row + step] = specs[row + step], specs[row]
        case {"add": row} if has(row):
            _add(specs, row, _following(specs[: row + 1]))
        case {"repeat": row} if has(row):
            _add(specs, row, specs[row])
        case {"remove": row} if has(row) and len(specs) > 1:
            del specs[row]
    return notation.write(specs)


def _with_number(spec: LayerSpec, row: int, place: int, value: str) -> LayerSpec:
    name, settings = spec
    kind = LAYERS[name]
    if not 0 <= place < len(kind.settings):
        return spec
    setting = kind.settings[place]
    try:
        return name, {**settings, setting.name: notation.read_number(setting, value, kind.label)}
    except ValueError as error:
        raise Refused(row, str(error)) from None


def _add(specs: list[LayerSpec], row: int, new: LayerSpec) -> None:
    if len(specs) == MAX_LAYERS:
        raise Refused(row, f"a network has at most {MAX_LAYERS} layers here")
    specs.insert(row + 1, new)


def _following(specs: list[LayerSpec]) -> LayerSpec:
    """Return a layer of the kind that usually follows."""
    names = [name for name, _ in specs]
    if names[-1] in ("Conv2d", "Linear", "BatchNorm2d"):
        return notation.usual("ReLU")
    return notation.usual("Linear" if "Flatten" in names else "Conv2d")
