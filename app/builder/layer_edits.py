"""What the learner asks of the table: another kind of layer, another number, a move."""

from dataclasses import dataclass

from app import network_text
from app.network_text import KINDS, MAX_LAYERS


class Refused(ValueError):
    """What cannot be done with a layer, in half a sentence."""

    def __init__(self, row: int, sentence: str) -> None:
        super().__init__(sentence)
        self.row = row


@dataclass(frozen=True)
class _Layers:
    parts: tuple[str, ...]

    def __contains__(self, row: object) -> bool:
        return type(row) is int and 0 <= row < len(self.parts)


def edited(asked: object, text: str) -> str:
    """The network `text` after a request of the browser, which is trusted for nothing.

    `asked` is what `network_table` sends. Raises `Refused` where it cannot be done; a request
    that makes no sense changes nothing.
    """
    layers = _Layers(tuple(text.split("~")))
    match asked:
        case {"kind": [row, str(kind)]} if row in layers and kind in KINDS:
            return _with(layers.parts, row, network_text.usual(kind))
        case {"number": [row, int(place), str(value)]} if row in layers:
            return _with_number(layers.parts, row, place, value)
        case {"move": [row, 1 | -1 as step]} if row in layers and row + step in layers:
            moved = list(layers.parts)
            moved[row], moved[row + step] = moved[row + step], moved[row]
            return "~".join(moved)
        case {"add": row} if row in layers:
            return _with_another(layers.parts, row)
        case {"remove": row} if row in layers and len(layers.parts) > 1:
            return "~".join(layers.parts[:row] + layers.parts[row + 1 :])
    return text


def _with(parts: tuple[str, ...], row: int, part: str) -> str:
    return "~".join([*parts[:row], part, *parts[row + 1 :]])


def _with_number(parts: tuple[str, ...], row: int, place: int, value: str) -> str:
    name, *values = parts[row].split("_")
    numbers = KINDS[name].numbers
    if not 0 <= place < len(numbers):
        return "~".join(parts)
    values += [f"{number.usual:g}" for number in numbers[len(values) :]]
    values[place] = value
    try:
        changed = network_text.read("_".join([name, *values]))
    except ValueError as error:
        raise Refused(row, str(error)) from None
    return _with(parts, row, network_text.write(changed))


def _with_another(parts: tuple[str, ...], row: int) -> str:
    """One layer more, of the kind that usually follows."""
    if len(parts) == MAX_LAYERS:
        raise Refused(row, f"a network has at most {MAX_LAYERS} layers here")
    is_weighted = parts[row].startswith(("conv", "fc", "norm"))
    is_flat = "flatten" in parts[: row + 1]
    following = "relu" if is_weighted else "fc" if is_flat else "conv"
    return "~".join([*parts[: row + 1], network_text.usual(following), *parts[row + 1 :]])
