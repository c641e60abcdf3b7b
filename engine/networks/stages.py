"""In which order a network's layers are computed, and which arrays are needed how long.

An array is known by a number: 0 is the network's input, k what its k-th node gives.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.checks import Array
from engine.networks.layers.activation import ReLU
from engine.networks.layers.base import Layer
from engine.networks.layers.pooling import MaxPool2d


@dataclass(frozen=True)
class Stage:
    """A layer's turn: its number from 0 on, the arrays that it reads, and the one that it makes.

    `overwrites`: nobody else needs what it reads. Nobody reads the arrays in `done` afterwards.
    """

    layer: int
    sources: tuple[int, ...]
    target: int
    overwrites: bool
    done: tuple[int, ...]


def stages(
    layers: Sequence[Layer], sources: Sequence[tuple[int, ...]], output: int, keep: bool
) -> tuple[Stage, ...]:
    """Return the turns of all layers that array `output` depends on; `keep`: all is looked at.

    The largest of some numbers stays the largest after ReLU, so where nobody wants to see what
    is in between, max pooling goes first: fewer numbers are left for ReLU, with equal results.
    """
    needed = {output} - {0}
    for target in range(output, 0, -1):
        if target in needed:
            needed.update(source for source in sources[target - 1] if source)
    turn = {target: target - 1 for target in sorted(needed)}
    readers = Counter(source for target in turn for source in sources[target - 1])
    for target in () if keep else tuple(turn):
        before = sources[target - 1][0]
        if (
            isinstance(layers[target - 1], MaxPool2d)
            and before
            and isinstance(layers[before - 1], ReLU)
            and readers[before] == 1
        ):
            turn[before], turn[target] = target - 1, before - 1

    def is_free(array: int) -> bool:
        made_by = layers[turn[array]] if array else None
        return made_by is not None and made_by.gives_output_away and readers[array] == 1

    last_reader = {source: target for target in turn for source in sources[target - 1]}
    return tuple(
        Stage(
            layer,
            sources[target - 1],
            target,
            not keep and all(is_free(source) for source in sources[target - 1]),
            tuple(s for s in set(sources[target - 1]) if last_reader[s] == target),
        )
        for target, layer in turn.items()
    )


class Slopes:
    """The gradients of arrays on the way back; they add up where an array is read twice.

    With `keep`, nothing is written into a gradient: they are looked at later.
    """

    def __init__(self, output: int, grad: Array, keep: bool) -> None:
        self._grads = {output: grad}
        self._free: set[int] = set()  # nobody else holds them: they may be written into
        self._keep = keep

    def take(self, array: int) -> tuple[Array, bool]:
        """Return an array's gradient, for the last time, and whether it may be written into."""
        is_free = array in self._free
        self._free.discard(array)
        return self._grads.pop(array), is_free

    def give(self, stage: Stage, grads: Sequence[Array], after: Array, is_free: bool) -> None:
        """Add what a stage has made of `after`, the gradient of its output, for each source."""
        for source, grad in zip(stage.sources, grads, strict=True):
            # A layer may hand on the gradient that it got, or a view of it, even to several.
            is_new = not np.may_share_memory(grad, after) or (is_free and len(grads) == 1)
            if source in self._grads:
                known = self._grads[source]
                grad = np.add(known, grad, out=known if source in self._free else None)
                is_new = True
            self._grads[source] = grad
            if is_new and not self._keep:
                self._free.add(source)
