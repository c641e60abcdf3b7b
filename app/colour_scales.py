"""The app's colour scales, one for each kind of data, all safe for colour-blind eyes.

`signed` is ColorBrewer's RdBu (Cynthia Brewer, Apache 2.0), `magnitude` is inferno (Stéfan van der
Walt and Nathaniel Smith, CC0), both given by 17 colours with straight lines between them.
"""

import base64
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["picture", "signed", "magnitude"]

_ANCHORS: dict[Kind, str] = {
    "picture": "000000 ffffff",
    "signed": (
        "053061 175290 2a71b2 3f8ec0 6bacd1 9bc9e0 c2ddec e0ecf3 f7f6f6"
        " fbe5d8 fbccb4 f5aa89 e48066 d05548 ba2832 930e26 67001f"
    ),
    "magnitude": (
        "000004 0b0724 210c4a 3d0965 57106e 71196e 8a226a a32c61 bc3754"
        " d24644 e45a31 f1731d f98e09 fcac11 f9cb35 f2ea69 fcffa4"
    ),
}


def _table(anchors: str) -> NDArray[np.uint8]:
    colours = np.array([list(bytes.fromhex(colour)) for colour in anchors.split()], float)
    at = np.linspace(0, len(colours) - 1, 256)
    channels = [np.interp(at, np.arange(len(colours)), colours[:, c]) for c in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


TABLES: dict[Kind, NDArray[np.uint8]] = {
    kind: _table(anchors) for kind, anchors in _ANCHORS.items()
}
"""256 RGB colours (uint8, 256×3) for each kind of data."""


def for_browser(kind: Kind) -> str:
    """Write a scale's colours as text, in base64."""
    return base64.b64encode(TABLES[kind].tobytes()).decode()


def css_gradient(kind: Kind) -> str:
    """Return the same scale as a CSS gradient, low to high, for the bar under a picture."""
    return "linear-gradient(to right," + ",".join(f"#{c}" for c in _ANCHORS[kind].split()) + ")"
