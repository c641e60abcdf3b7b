"""The page's state: the network, the unit that is looked at, and how its picture is made."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.feature_visualization import units
from app.pictures import OWN
from app.state.schema import Schema, choice, custom, flag, position, whole
from app.trained_networks import link_fields, own_state, subjects
from engine import networks

VIEWS = ("patches", "maximisation", "dream", "nearest")
NETWORKS = networks.shipped()
UNITS = ("channel", "cell", "class")
STARTS = ("noise", "picture")
GALLERY, MINE = "gallery", "own"
"""Whose pictures are searched: those of the app, and the learner's set."""
USUAL = "usual"
"""The layer that a view begins with."""
PREDICTED = "predicted"
MIDDLE = -1
"""In place of a row or a column."""

_MOST_CHANNELS = 4096


@dataclass(frozen=True)
class FeatureState(Schema):
    """All that a link carries.

    `layer` and `channel` are what the first three views look at, `features` the layer by which
    pictures are compared, `among` whose pictures. `unit` is what is maximised: a channel's mean,
    its cell at `row` and `column`, or the score of `target`. `rate` is in hundredths, `blur` in
    tenths of a pixel, `decay` in thousandths. `whole_layer` dreams with all channels, `times` is
    how much larger than the network's input the dream is. `tile` is the opened picture.
    """

    view: str = choice(VIEWS, default="patches")
    network: str = choice(NETWORKS, default=NETWORKS[0], head=True)
    picture: str = choice(subjects.every(), default=subjects.first(NETWORKS[0]))
    layer: str = custom(read=link_fields.layer, default=USUAL)
    channel: int = whole(0, _MOST_CHANNELS - 1, default=0)
    among: str = choice((GALLERY, MINE), default=GALLERY)
    unit: str = choice(UNITS, default="channel")
    row: int = whole(MIDDLE, 9999, default=MIDDLE)
    column: int = whole(MIDDLE, 9999, default=MIDDLE)
    target: str = custom(read=link_fields.class_or(PREDICTED), default=PREDICTED)
    begin: str = choice(STARTS, default="noise")
    steps: int = whole(10, 500, default=150)
    rate: int = whole(1, 50, default=5)
    jitter: int = whole(0, 8, default=1)
    blur: int = whole(0, 20, default=5)
    decay: int = whole(0, 100, default=10)
    seed: int = whole(0, 999, default=0)
    whole_layer: bool = flag(default=True)
    octaves: int = whole(1, 6, default=3)
    passes: int = whole(1, 30, default=10)
    times: int = choice((1, 2, 4, 8), default=4)
    features: str = custom(read=link_fields.layer, default=USUAL)
    tile: str = position(custom(read=link_fields.opened, default=""))

    def start(self) -> Self:
        """Return this state with the first picture and the usual layers of its network.

        The dream's picture is no larger than an own network takes, where that is large already.
        """
        return replace(
            self.anew(),
            times=1 if subjects.is_large(self.network) else self.times,
            picture=subjects.first(self.network),
            layer=USUAL,
            features=USUAL,
            target=PREDICTED,
        )

    def anew(self) -> Self:
        """Return this state with the first channel of a layer, and the cell in its middle."""
        return replace(self, channel=0, row=MIDDLE, column=MIDDLE)

    def checked(self, given: Collection[str]) -> tuple[Self, tuple[str, ...]]:
        """Replace what the network of the link does not have."""
        state, start, sentences = self, self.start(), []
        title = networks.card(self.network).title
        for name, what, known in (
            ("picture", "a picture", (OWN, *subjects.names(self.network))),
            ("target", "a class", (PREDICTED, *networks.card(self.network).classes)),
            ("layer", "a layer with maps", (USUAL, *_named(self, self.layer, maps=True))),
            ("features", "a layer", (USUAL, *_named(self, self.features, maps=False))),
        ):
            if getattr(self, name) not in known:
                state = replace(state, **{name: getattr(start, name)})
                sentences.append(link_fields.ignored(self, name, what))
        if not {"channel", "row", "column"} & set(given):
            return state, tuple(sentences)
        highest = dict(zip(("channel", "row", "column"), _shape(state), strict=True))
        for name, count in highest.items():
            value = getattr(state, name)
            if value >= count:
                state = replace(state, **{name: getattr(start, name)})
                sentences.append(
                    f"The link says {name} = {value}, but in this layer of {title} the highest is "
                    f"{count - 1}; it was ignored."
                )
        return state, tuple(sentences)

    def in_link(self) -> Self:
        """Leave the learner's own network and pictures out."""
        return own_state.linked(replace(self, among=GALLERY))


def _named(state: FeatureState, layer: str, maps: bool) -> tuple[str, ...]:
    """Name the layers of the network, which is loaded only where a link asks for one."""
    if layer == USUAL:
        return ()
    network = networks.trained(state.network)
    return units.map_layers(network) if maps else units.layers(network)


def _shape(state: FeatureState) -> tuple[int, int, int]:
    network = networks.trained(state.network)
    layer = units.usual_layer(network) if state.layer == USUAL else state.layer
    return units.shape(network, layer)
