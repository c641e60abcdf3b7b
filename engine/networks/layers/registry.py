"""Every type of layer, once: its class registers itself with all that is said of it elsewhere.

From here come the names in files (`saving`) and texts (`notation`), the menus and limits of the
app, and what the tests run over. A class in a module of this package, with `register` above it,
is all that a new layer takes; a new module has its place in `engine.networks.layers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from engine.checks import shown
from engine.networks.layers.base import LayerInfo

Kind = TypeVar("Kind", bound=LayerInfo)


@dataclass(frozen=True)
class Setting:
    """A setting that can be chosen: `symbol` on the screen, `name` as in PyTorch, its limits.

    `usual` is what a new layer begins with. Where `optional`, a text may leave the setting out,
    and those after it. Settings with another `step` than 1 are real numbers.
    """

    symbol: str
    name: str
    lowest: float
    highest: float
    usual: float
    optional: bool = False
    step: float = 1


@dataclass(frozen=True)
class LayerType:
    """A type of layer, and what it is called: `key` in a text, `label` in menus and drawings.

    No key: it belongs into a `Graph`, and neither a text nor a menu offers it for a chain.
    `onnx` is the operator that computes it in an ONNX file, `source` the paper that it is from;
    either may be empty. `settings` stand in a text in this order.
    """

    key: str
    label: str
    layer: type[LayerInfo]
    settings: tuple[Setting, ...]
    onnx: str
    source: str

    def check_names(self, settings: Mapping[str, Any], given: bool) -> None:
        """Refuse settings that the layer does not have, or lacks; `given`: no input says any."""
        names = {field.name: field.default is MISSING for field in fields(self.layer)}  # type: ignore[arg-type]
        chosen = {setting.name for setting in self.settings}
        needed = {n for n, needs in names.items() if needs and (given or n in chosen)}
        for name in sorted(needed - settings.keys()):
            raise ValueError(f"{self.layer.__name__} lacks {name}")
        for name in sorted(settings.keys() - names.keys()):
            raise ValueError(f"{self.layer.__name__} has no {shown(name)}")


LAYERS: dict[str, LayerType] = {}
"""By the names of their classes, which are those of `torch.nn`; in the order of a menu."""

KEYS: dict[str, LayerType] = {}
"""Those that have one by their keys."""


def register(
    key: str, label: str, *settings: Setting, onnx: str = "", source: str = ""
) -> Callable[[type[Kind]], type[Kind]]:
    """Register the class below as a type of layer, as `LayerType` says.

    Raises ValueError where its name or its key is taken; "" is no key.
    """

    def add(layer: type[Kind]) -> type[Kind]:
        name = layer.__name__
        if name in LAYERS or key in KEYS:
            raise ValueError(f'there is a layer "{name}", or one with the key "{key}", already')
        LAYERS[name] = LayerType(key, label, layer, settings, onnx, source)
        if key:
            KEYS[key] = LAYERS[name]
        return layer

    return add


def type_of(layer: LayerInfo) -> LayerType:
    """Return the type of a layer."""
    return LAYERS[type(layer).__name__]
