"""The page's state: a set of filters on a picture, and what differs from the set."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.pictures import OWN
from app.state.matrix_text import from_link
from app.state.schema import Pair, choice, custom, pair, whole
from app.step_by_step.positions import StepperPositions
from app.volumes import bank
from app.volumes.bank import CHANNELS, Filter
from engine.images import gallery

MAX_FILTERS, MAX_KERNEL, WHOLE = 8, 5, 1000


def _filters(text: str) -> tuple[Filter, ...]:
    parts = text.split("~~~")
    if len(parts) > MAX_FILTERS:
        raise ValueError(f"there are at most {MAX_FILTERS} filters")
    filters = tuple(
        tuple(from_link(one, MAX_KERNEL, MAX_KERNEL) for one in part.split("~~")[: CHANNELS + 1])
        for part in parts
    )
    shapes = {len(row) for one in filters for matrix in one for row in (matrix, *matrix)}
    if len(shapes) > 1 or any(len(one) != CHANNELS for one in filters):
        raise ValueError("every filter needs three square kernels of the same size")
    return filters


def _bias(text: str) -> tuple[str, ...]:
    return from_link(text, 1, MAX_FILTERS)[0]


@dataclass(frozen=True)
class VolumeState(StepperPositions):
    """All that a link carries.

    `side` is the longest side that the picture is reduced to, `chosen` the filter that is shown,
    `place` the place of the maps that is opened, in thousandths of their height and width, so that
    it stays where it is in a smaller map. Around it a stepper stands.
    """

    set: str = choice(bank.SETS, default="colours", head=True)
    seed: int = whole(1, 99999, default=1, head=True)
    picture: str = choice(gallery.names(), default="astronaut")
    side: int = choice((32, 64, 128, 256), default=128)
    stride: int = whole(1, 3, default=1)
    padding: int = whole(0, 2, default=1)
    activation: str = choice(("relu", "none"), default="relu")
    chosen: int = whole(0, MAX_FILTERS - 1, default=2)
    place: Pair = pair(0, WHOLE - 1, default=(664, 547))
    filters: tuple[Filter, ...] = custom(read=_filters, default=())
    bias: tuple[str, ...] = custom(read=_bias, default=())

    def start(self) -> Self:
        """Return the untouched set of filters, with picture, activation and place of this state."""
        first, found = type(self)(), bank.SETS[self.set]
        filters = bank.initial_filters(self.set, self.seed)
        left = first.picture if self.picture == bank.SMALL_PICTURE else self.picture
        return replace(
            self.unplaced(),
            picture=found.picture or left,
            side=found.side,
            stride=first.stride,
            padding=found.padding,
            chosen=min(first.chosen, len(filters) - 1),
            filters=filters,
            bias=("0",) * len(filters),
        )

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Give every filter of a link one bias, and choose one of them."""
        state = self
        complaints: tuple[str, ...] = ()
        if "filters" in given and "bias" not in given:
            state = replace(state, bias=("0",) * len(state.filters))
        if len(state.bias) != len(state.filters):
            complaints += (
                f"The link has {len(state.bias)} of the biases and {len(state.filters)} of the "
                "filters, but each filter needs one bias; those of the set are used instead.",
            )
            state = type(self)(set=state.set, seed=state.seed).start()
        return replace(state, chosen=min(state.chosen, len(state.filters) - 1)), complaints

    def in_link(self) -> Self:
        """Leave the learner's own picture out, and a seed by which nothing is drawn."""
        seed = self.seed if self.set == bank.RANDOM else type(self)().seed
        untouched = type(self)(set=self.set, seed=seed).start()
        return replace(
            self, seed=seed, picture=untouched.picture if self.picture == OWN else self.picture
        )

    @property
    def kernel(self) -> int:
        """Rows and columns of every filter."""
        return len(self.filters[0][0])
