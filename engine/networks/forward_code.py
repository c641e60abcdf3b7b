"""A class of PyTorch: its layers as attributes, and `forward`, a line for each way through them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.networks.identifiers import TAKEN, identifiers
from engine.networks.layers.base import Join, LayerInfo
from engine.networks.layers.joining import Add, Concat, Mul
from engine.networks.nodes import INPUT

_LONGEST = 70  # characters of calls in each other


@dataclass(frozen=True)
class Item:
    """What one call in `forward` does: a layer, or a block of layers, whose `layer` is None.

    `name` is its output's, as `inputs` has it, `called` what its own name is made from; `made` is
    its constructor, `note` is written behind its line.
    """

    name: str
    called: str
    inputs: tuple[str, ...]
    layer: LayerInfo | None
    made: str
    note: str = ""

    @property
    def is_join(self) -> bool:
        """Whether it is an expression and no call: it needs no attribute."""
        return isinstance(self.layer, Join)

    @property
    def keeps(self) -> bool:
        """Whether it has weights, so that it needs an attribute of its own."""
        return self.layer is None or bool(self.layer.parameter_shapes())


def labels(items: Sequence[Item]) -> dict[str, str]:
    """Return a Python name for each item: of its attribute, if it keeps something."""
    every = identifiers(item.called for item in items)
    return {item.name: label for item, label in zip(items, every, strict=True)}


def class_text(title: str, parameters: Sequence[str], items: Sequence[Item]) -> str:
    """Return the text of a class that sends `INPUT` through all items; the last is its output."""
    attributes = _attributes(items)
    made = {attributes[item.name]: item.made for item in items if not item.is_join}
    return "\n".join(
        [
            f"class {title}(nn.Module):",
            f"    def __init__({', '.join(['self', *parameters])}):",
            "        super().__init__()",
            *(f"        self.{name} = {text}" for name, text in made.items()),
            "",
            "    def forward(self, x):",
            *(f"        {line}" for line in _forward(items, attributes)),
        ]
    )


def _attributes(items: Sequence[Item]) -> dict[str, str]:
    """Return the attribute that each item is called by; one serves all that keep nothing."""
    label = labels(items)
    own = {item.name: label[item.name] for item in items if item.keeps}
    spare = [item for item in items if not item.keeps and not item.is_join]
    times = Counter(item.made for item in spare)
    kinds = {item.made: item for item in spare}
    names = [
        item.called if times[made] == 1 else type(item.layer).__name__.lower().removesuffix("2d")
        for made, item in kinds.items()
    ]
    shared = dict(zip(kinds, identifiers(names, TAKEN | {*own.values()}), strict=True))
    return own | {item.name: shared[item.made] for item in spare}


def _forward(items: Sequence[Item], attributes: Mapping[str, str]) -> Iterator[str]:
    label, variables = labels(items), {INPUT: "x"}
    readers = Counter(name for item in items for name in item.inputs)
    lines = _lines(items, attributes, readers)
    for line in lines:
        text = _expression(line, attributes, variables)
        note = f"  # {line[-1].note}" if line[-1].note else ""
        if line is lines[-1]:
            yield f"return {text}{note}"
            return
        readers.subtract(name for item in line for name in item.inputs)
        in_line = not any(readers[name] for name in variables) and readers[line[-1].name] == 1
        named = next((item for item in reversed(line) if item.keeps), line[0])
        variables[line[-1].name] = "x" if in_line else label[named.name]
        yield f"{variables[line[-1].name]} = {text}{note}"


def _lines(
    items: Sequence[Item], attributes: Mapping[str, str], readers: Mapping[str, int]
) -> list[list[Item]]:
    """Return the items of each line: one goes on while nobody else reads what is in between."""
    lines: list[list[Item]] = []
    for item in items:
        before = lines[-1][-1] if lines else None
        goes_on = (
            before is not None
            and item.inputs == (before.name,)
            and readers[before.name] == 1
            and not item.is_join
            and None not in (item.layer, before.layer)
            and sum(len(attributes.get(one.name, "")) + 7 for one in [*lines[-1], item]) < _LONGEST
        )
        lines[-1:] = [[*lines[-1], item]] if goes_on else [*lines[-1:], [item]]
    return lines


def _expression(
    line: Sequence[Item], attributes: Mapping[str, str], variables: Mapping[str, str]
) -> str:
    inputs = [variables[name] for name in line[0].inputs]
    if isinstance(line[0].layer, Add | Mul):
        text = (" + " if isinstance(line[0].layer, Add) else " * ").join(inputs)
    elif isinstance(line[0].layer, Concat):
        text = f"torch.cat([{', '.join(inputs)}], dim=1)"
    else:
        text = f"self.{attributes[line[0].name]}({inputs[0]})"
    for item in line[1:]:
        text = f"self.{attributes[item.name]}({text})"
    return text
