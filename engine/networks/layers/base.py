"""What every layer of a network can be asked.

A layer is a description: frozen, without weights and without memory of what went through it. So
one network can be trained in one thread and asked in another, a table needs no weights, and a
layer of the same settings is equal.

Names, arguments and defaults are those of `torch.nn`. A sample has the shape (channels, height,
width), or (numbers,) after `Flatten`; a batch is N of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np

from engine.checks import Array, times

Shape = tuple[int, ...]
Weights = Mapping[str, Array]
ParameterGradients = dict[str, Array]
Draw = Callable[[Shape], Array]
Empty = Callable[[Shape, np.dtype[Any]], Array]


@dataclass(frozen=True)
class Window:
    """What one number of the output sees of the input, (vertical, horizontal).

    `growth`: the input is first drawn out so many times, by copies or zeros, and the others count
    in what that gives. `before` is how many cells the first window begins above and to the left of
    the first of them.
    """

    reach: tuple[int, int]
    stride: tuple[int, int]
    growth: tuple[int, int] = (1, 1)
    before: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Mode:
    """How a batch goes through a layer.

    `overwrite`: nobody needs the layer's input any more (backwards: the gradient of its output), so
    the result may be written into it. `empty` makes large arrays, as `numpy.empty`. `guided`: on
    the way back ReLU lets only positive gradients pass.
    """

    training: bool = False
    rng: np.random.Generator | None = None
    overwrite: bool = False
    empty: Empty = np.empty
    guided: bool = False


class LayerInfo(ABC):
    """What a table tells of a layer; enough for a network that is only looked at."""

    sees_everything: ClassVar[bool] = False  # one number of the output depends on the whole input

    @classmethod
    def for_input(cls, shape: Shape, **settings: Any) -> Self:
        """Return the layer with these settings and those that its input's shape determines."""
        return cls(**settings)

    def _set(self, **settings: object) -> None:
        """Set what `__post_init__` has checked, as plain numbers of Python: they go into files."""
        for name, value in settings.items():
            object.__setattr__(self, name, value)

    def settings(self) -> dict[str, Any]:
        """Return what the layer was made with."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @property
    @abstractmethod
    def title(self) -> str:
        """The layer in a few words, as "max pooling 2×2"."""

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of one sample afterwards; ValueError where it cannot be.

        The error is one sentence.
        """

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape afterwards, as `output_shape`, where so many inputs come in."""
        if len(shapes) > 1:
            raise ValueError(f"it takes one input, and here it has {len(shapes)}")
        return self.output_shape(shapes[0])

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return the shapes of what is learned, by PyTorch's names."""
        return {}

    def multiply_adds(self, shape: Shape) -> int:
        """Count multiplications, each with its addition, for one sample of this shape."""
        return 0

    def window(self) -> Window | None:
        """Return the window that moves over the input; None where there is none."""
        return None


class Layer(LayerInfo):
    """A layer that a batch can be sent through, forwards and backwards."""

    gives_output_away: ClassVar[bool] = True  # the output is new, and `backward` does not need it
    pytorch_definition: ClassVar[str] = ""  # the text of a class, where `torch.nn` has none

    def initial_parameters(self, draw: Draw, dtype: np.dtype[Any]) -> dict[str, Array]:
        """Return the parameters before training; `draw` makes random weights of a shape."""
        return {}

    def initial_buffers(self, dtype: np.dtype[Any]) -> dict[str, Array]:
        """Return what is not learned but kept, as running statistics."""
        return {}

    def check_weights(self, weights: Weights) -> None:
        """Refuse weights of a file with which the layer cannot compute; ValueError, one sentence.

        They have the right names and shapes, and are finite.
        """

    @abstractmethod
    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        """Return (output, what `backward` needs); `weights` holds parameters and buffers."""

    @abstractmethod
    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        """Return the gradients of the input and, by name, of the parameters.

        `grad` is the gradient of the output; without `needs_input_grad` that of the input may be
        None.
        """

    def forward_from(
        self, inputs: Sequence[Array], weights: Weights, mode: Mode
    ) -> tuple[Array, Any]:
        """Return what `forward` does, of a list of inputs; of most layers it holds one."""
        return self.forward(inputs[0], weights, mode)

    def backward_to(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[list[Array], ParameterGradients]:
        """Return what `backward` does, with a gradient for every input; none if none is needed."""
        of_input, learned = self.backward(grad, saved, weights, needs_input_grad, mode)
        return ([] if of_input is None else [of_input]), learned


class Join(Layer):
    """A layer that makes one array of one or several, and learns nothing."""

    @abstractmethod
    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape of one sample afterwards; ValueError where it cannot be."""

    @abstractmethod
    def join(self, inputs: Sequence[Array], mode: Mode) -> tuple[Array, Any]:
        """Return (output, what `split` needs)."""

    @abstractmethod
    def split(self, grad: Array, saved: Any) -> list[Array]:
        """Return the gradient of every input, `grad` being the output's."""

    def output_shape(self, shape: Shape) -> Shape:
        return self.joined_shape((shape,))

    def forward(self, x: Array, weights: Weights, mode: Mode) -> tuple[Array, Any]:
        return self.join((x,), mode)

    def backward(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[Array | None, ParameterGradients]:
        return self.split(grad, saved)[0], {}

    def forward_from(
        self, inputs: Sequence[Array], weights: Weights, mode: Mode
    ) -> tuple[Array, Any]:
        return self.join(inputs, mode)

    def backward_to(
        self, grad: Array, saved: Any, weights: Weights, needs_input_grad: bool, mode: Mode
    ) -> tuple[list[Array], ParameterGradients]:
        return self.split(grad, saved), {}


def check_maps(shape: Shape) -> None:
    """Refuse a flattened input where a window has to move."""
    if len(shape) != 3:
        raise ValueError(
            f"its input is a row of {times(shape)} numbers; it needs maps, so it must come before"
            " the layer that flattens them"
        )
