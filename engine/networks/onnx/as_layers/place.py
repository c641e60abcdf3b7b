"""A node of an ONNX model on its way to become a layer, and who turns which into what."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.checks import Array, times
from engine.networks.layers.base import Layer, Shape
from engine.networks.onnx.operators.registry import Call


@dataclass(frozen=True)
class Draft:
    """A node to be: its layer, the nodes that it reads, its weights."""

    layer: Layer
    sources: tuple[str, ...]
    weights: dict[str, Array]


class Place(ABC):
    """A node of the model, as the functions here see it; `call` has its attributes."""

    call: Call
    inputs: int

    @abstractmethod
    def reads_picture(self, number: int) -> bool:
        """Tell whether an input depends on the network's input."""

    @abstractmethod
    def source(self, number: int) -> str:
        """Return the node that makes an input; ValueError where it is a constant."""

    @abstractmethod
    def constant(self, number: int) -> Array | None:
        """Return an input that is known, None where it is left out; ValueError where it is not."""

    @abstractmethod
    def shape(self, number: int) -> Shape:
        """Return one sample's shape of an input."""

    @property
    @abstractmethod
    def output(self) -> Shape:
        """One sample's shape of the output."""

    @abstractmethod
    def add(
        self,
        layer: Layer,
        sources: Sequence[str],
        weights: Mapping[str, Array] | None = None,
        part: str = "",
    ) -> str:
        """Add a node, named as the output, by `part` where it is not the last; return its name."""

    @abstractmethod
    def draft(self, name: str) -> Draft | None:
        """Return a node that was added; None for the input."""

    @abstractmethod
    def is_alone(self, number: int) -> bool:
        """Tell whether nobody else reads an input."""

    @abstractmethod
    def replace(self, name: str, draft: Draft) -> str:
        """Take the place of a node that was added before; return its new name."""


Translate = Callable[[Place], str]
LAYERS_OF: dict[str, Translate] = {}


def layer_of(*operators: str) -> Callable[[Translate], Translate]:
    """Let the function below turn nodes of these operators into layers."""

    def add(translate: Translate) -> Translate:
        LAYERS_OF.update(dict.fromkeys(operators, translate))
        return translate

    return add


def per_channel(number: Array, shape: Shape, output: Shape | None = None) -> Array:
    """Return a constant as one number, or one for each channel of a sample of this shape."""
    whole = number.reshape((1,) * (len(shape) + 1 - number.ndim) + number.shape)
    fits = whole.ndim == len(shape) + 1 and whole.size in (1, shape[0])
    if not fits or whole.shape[1] != whole.size or output not in (None, shape):
        raise ValueError(
            f"its constant is {times(number.shape)}; a layer has one number, or one for each of"
            f" {shape[0]} channels"
        )
    return whole.reshape(-1)
