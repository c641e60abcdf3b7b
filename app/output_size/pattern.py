"""Chains by the lectures' pattern: [(CONV → ReLU)·N → POOL]·M → (FC → ReLU)·K → FC → softmax."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from engine.networks import Dropout, Flatten, LayerInfo, notation, pattern

NAME = "[(CONV → ReLU)·N → POOL]·M → (FC → ReLU)·K → FC → softmax"
LIMITS = {"convolutions": (1, 3), "blocks": (0, 5), "dense": (0, 2)}
LABELS = {
    "convolutions": "N: CONV → ReLU",
    "blocks": "M: blocks",
    "dense": "K: FC → ReLU",
}
_FILTERS = (16, 32, 64, 128, 256)  # powers of two, twice as many after each pooling
_NEURONS, _CLASSES = 128, 10
_START = (3, 32, 32)  # of a chain's text nothing depends on what comes in


@dataclass(frozen=True)
class Pattern:
    """N, M and K."""

    convolutions: int = 2
    blocks: int = 3
    dense: int = 1

    @property
    def text(self) -> str:
        """The chain, as `engine.networks.notation` writes it."""
        return _text(self.convolutions, self.blocks, self.dense)


@lru_cache
def _text(convolutions: int, blocks: int, dense: int) -> str:
    filters = _FILTERS[:blocks]
    made = pattern(
        _START, _CLASSES, convolutions, blocks, dense, filters, padding=1, neurons=_NEURONS
    )
    return text_of(made)


def text_of(network: Iterable[LayerInfo]) -> str:
    """Return a network as a chain: without flattening and dropout, which change no volume."""
    chain = (layer for layer in network if not isinstance(layer, Flatten | Dropout))
    return notation.write_layers(chain)


def find(text: str) -> Pattern | None:
    """Return the pattern of a chain; None where it has none, or other numbers."""
    (least, most), (fewest, many), (no, dense) = LIMITS.values()
    return next(
        (
            found
            for n in range(least, most + 1)
            for m in range(fewest, many + 1)
            for k in range(no, dense + 1)
            if (found := Pattern(n, m, k)).text == text
        ),
        None,
    )
