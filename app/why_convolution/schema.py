"""The page's state: what is looked at, the sizes that are counted, and the experiment."""

from dataclasses import dataclass, replace
from typing import Self

from app.pictures import OWN
from app.state.schema import choice, whole
from app.step_by_step.positions import StepperPositions
from engine.explain.channel_groups import KINDS, possible_groups
from engine.explain.twins import ENDS, REACH
from engine.images import gallery

VIEWS = ("weights", "filters", "channels", "twins")
STAGES = ("full", "local", "shared")
EXPERIMENTS = ("shifted", "shuffled")
MOST_CHANNELS = 12
"""Of maps that are drawn."""


@dataclass(frozen=True)
class WhyState(StepperPositions):
    """All that a link carries.

    An image of `size`×`size`×3 and filters of `kernel`×`kernel` are counted at the `stage` of the
    way from fully connected to convolution. `field` is the receptive field of stacked filters with
    `channels` maps. `kind` connects `inputs` maps with `outputs`, by kernels of `side`×`side`.
    In an experiment the CNN ends as `end` says; `shift` moves the test image number `image`.
    """

    view: str = choice(VIEWS, default="weights")
    picture: str = choice(gallery.names(), default="astronaut")
    size: int = whole(16, 1000, default=32)
    kernel: int = choice((3, 5, 7, 11), default=5)
    stage: str = choice(STAGES, default="full")
    field: int = choice((5, 7, 9, 11), default=5)
    channels: int = whole(1, 512, default=64)
    kind: str = choice(KINDS, default="groups")
    inputs: int = whole(1, MOST_CHANNELS, default=8)
    outputs: int = whole(1, MOST_CHANNELS, default=8)
    side: int = choice((1, 3, 5, 7), default=3)
    groups: int = whole(2, MOST_CHANNELS, default=2)
    experiment: str = choice(EXPERIMENTS, default="shifted")
    end: str = choice(ENDS, default="global")
    seed: int = whole(1, 99, default=1)
    shift: int = whole(-REACH, REACH, default=2)
    image: int = whole(1, 300, default=1)

    def in_link(self) -> Self:
        """Leave the learner's own picture out."""
        return replace(self, picture=type(self)().picture) if self.picture == OWN else self

    @property
    def used_groups(self) -> int | None:
        """The chosen number of groups, or the next smaller that is possible; None without any."""
        possible = possible_groups(self.inputs, self.outputs)
        return max((one for one in possible if one <= self.groups), default=None) or (
            possible[0] if possible else None
        )
