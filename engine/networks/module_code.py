"""Nodes as the text of an `nn.Module`, as one would write it by hand.

Nodes "block1.conv", "block1.norm", … that read one array from outside and give one become a class,
the same for all that are built alike; the numbers in which these differ are its arguments.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from engine.networks.forward_code import Item, class_text, labels
from engine.networks.identifiers import identifiers
from engine.networks.layer_code import call, plain
from engine.networks.layers.base import Layer
from engine.networks.nodes import INPUT, Node

_OUT, _IN = ("out_channels", "out_features"), ("in_channels", "in_features")
Place = tuple[int, str]
"""A number of a block: of which of its nodes, and the setting's name."""


@dataclass(frozen=True)
class _Part:
    """Nodes next to each other that become one attribute of the network: a block, or one node."""

    name: str
    nodes: tuple[Node, ...]

    @property
    def is_block(self) -> bool:
        return self.nodes[0].name != self.name

    def local(self, name: str) -> str:
        """Return the name of a node within the block; all from outside is its input."""
        within = f"{self.name}."
        return name.removeprefix(within) if name.startswith(within) else INPUT

    @property
    def sources(self) -> set[str]:
        """What its nodes read from outside."""
        own = {node.name for node in self.nodes}
        return {name for node in self.nodes for name in node.inputs} - own

    def number(self, place: Place) -> int:
        """Return one of its numbers."""
        found: int = plain(getattr(self.nodes[place[0]].layer, place[1]))
        return found


def module_code(nodes: Sequence[Node], volumes: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the classes, the last of which is `Network`, and the nodes that are renamed in them.

    Those are nodes with weights, and what PyTorch calls them. The nodes must fit. `volumes` stand
    behind the lines, by the name of the node that gives them.
    """
    parts = _parts(nodes)
    alike: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        if part.is_block:
            alike[_structure(part)].append(part)
    texts, made, within = [], {}, {}
    for title, blocks in zip(_titles([*alike.values()]), alike.values(), strict=True):
        parameters, written = _parameters(blocks)
        items = _items(blocks[0], written)
        texts.append(class_text(title, [*parameters], items))
        for block in blocks:
            numbers = [str(block.number(place)) for place in parameters.values()]
            made[block.name] = f"{title}({', '.join(numbers)})"
            within[block.name] = labels(items)
    network = [_outer(part, made, volumes) for part in parts]
    texts.append(class_text("Network", (), network))
    outer = labels(network)
    renamed = {}
    for part in parts:
        for node in part.nodes:
            new = outer[part.nodes[-1].name]
            if part.is_block:
                new += f".{within[part.name][part.local(node.name)]}"
            if node.layer.parameter_shapes() and new != node.name:
                renamed[node.name] = new
    return "\n\n\n".join(texts), renamed


def _parts(nodes: Sequence[Node]) -> list[_Part]:
    """Return the nodes in blocks, as far as they are in some."""
    runs = [(name, tuple(run)) for name, run in groupby(nodes, key=_block_name)]
    found: list[_Part] = []
    for name, run in runs:
        others = [node for node in nodes if node not in run]
        is_alone = [one for one, _ in runs].count(name) == 1
        if is_alone and _is_block(_Part(name, run), others):
            found.append(_Part(name, run))
        else:
            found += [_Part(node.name, (node,)) for node in run]
    return found


def _block_name(node: Node) -> str:
    return node.name.partition(".")[0] if "." in node.name else ""


def _is_block(part: _Part, others: Sequence[Node]) -> bool:
    """Whether it reads one array from outside, and gives one, its last."""
    inner = {node.name for node in part.nodes[:-1]}
    return (
        part.name != ""
        and bool(inner)
        and len(part.sources) == 1
        and all(part.local(node.name) not in ("", INPUT) for node in part.nodes)
        and not any(node.name == part.name or inner & {*node.inputs} for node in others)
    )


def _structure(part: _Part) -> str:
    """Return what blocks that are built alike have in common: all but their numbers."""
    return repr(
        [
            (
                part.local(node.name),
                type(node.layer).__name__,
                [part.local(name) for name in node.inputs],
                {k: v for k, v in node.layer.settings().items() if type(plain(v)) is not int},
            )
            for node in part.nodes
        ]
    )


def _titles(kinds: Sequence[Sequence[_Part]]) -> list[str]:
    """Name the classes by their blocks; one with a further layer also by that."""
    first: dict[str, set[str]] = {}
    titles = []
    for blocks in kinds:
        title = _camel(re.sub(r"[0-9]+[a-z]?$", "", blocks[0].name)) or "Block"
        locals_ = [blocks[0].local(node.name) for node in blocks[0].nodes]
        if title in first:
            more = next((name for name in locals_ if name not in first[title]), "")
            title += f"With{_camel(more)}" if more else ""
        else:
            first[title] = {*locals_}
        titles.append(title)
    return identifiers(titles, {"Network", "nn", "torch", "Maxout"})


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z0-9]+", name))


def _parameters(blocks: Sequence[_Part]) -> tuple[dict[str, Place], dict[Place, str]]:
    """Return the numbers in which blocks differ, by their names, and where each is written.

    Numbers that are equal in every block are one.
    """
    columns: dict[tuple[int, ...], list[Place]] = defaultdict(list)
    for place, node in enumerate(blocks[0].nodes):
        for field in fields(node.layer):  # type: ignore[arg-type]
            if type(plain(getattr(node.layer, field.name))) is int:
                numbers = tuple(block.number((place, field.name)) for block in blocks)
                if len({*numbers}) > 1:
                    columns[numbers].append((place, field.name))
    outs = sum(any(name in _OUT for _, name in places) for places in columns.values())
    names = identifiers(_called(blocks[0], places, outs) for places in columns.values())
    parameters = {name: places[0] for name, places in zip(names, columns.values(), strict=True)}
    written = {
        place: name
        for name, places in zip(names, columns.values(), strict=True)
        for place in places
    }
    return parameters, written


def _called(block: _Part, places: Sequence[Place], outs: int) -> str:
    """Name a number: by its setting, or, one of several counts of filters, by its layer."""
    settings = [setting for _, setting in places]
    out = next((one for one in places if one[1] in _OUT), None)
    if out is None:
        return settings[0]
    if outs > 1:
        return block.local(block.nodes[out[0]].name)
    return "channels" if settings[0] in _IN else out[1]


def _items(block: _Part, written: Mapping[Place, str]) -> list[Item]:
    """Return the layers of a block, with the names of its parameters in them."""
    items = []
    for place, node in enumerate(block.nodes):
        names = {name: text for (of, name), text in written.items() if of == place}
        local, inputs = block.local(node.name), tuple(map(block.local, node.inputs))
        items.append(Item(local, local, inputs, node.layer, _call(node, names)))
    return items


def _outer(part: _Part, made: Mapping[str, str], volumes: Mapping[str, str]) -> Item:
    """Return a block, or a layer, as the network has it."""
    node = part.nodes[-1]
    note = volumes.get(node.name, "")
    if part.is_block:
        return Item(node.name, part.name, (*part.sources,), None, made[part.name], note)
    return Item(node.name, node.name, node.inputs, node.layer, _call(node, {}), note)


def _call(node: Node, written: Mapping[str, str]) -> str:
    assert isinstance(node.layer, Layer)
    return call(node.layer, written)
