"""The picture of a browser session: from the gallery, from a file or from the camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app import raw_pixels
from app.display import Scale, to_display
from app.display import Source as Head
from app.memory import Budget
from app.state.schema import Pair
from app.state.session import SessionValue
from engine.explain import translation
from engine.images import gallery, pictures
from engine.images.summary import summarise

FILE_TYPES = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff")
"""Endings of the files that can be opened."""

LARGEST_FILE = pictures.LARGEST_FILE // 1_000_000
"""Megabytes of a file with pictures; the server itself takes larger ones, with models."""

OWN = "own"
"""Name of the learner's own picture among those of the gallery."""

BUDGET = 256_000_000
"""Bytes of decoded pictures that the process keeps ready: seven photographs of 12 megapixels.

What goes beyond is decoded again when it is needed, such a JPEG in 0.2 s.
"""


@dataclass(frozen=True)
class Source:
    """The pixels that go through the chain, and the head of the row that shows them."""

    title: str
    pixels: NDArray[np.uint8]
    head: Head


_ready = Budget[Source | pictures.Picture](BUDGET)


class OwnPicture:
    """The learner's picture: the file as it came, whose pixels are decoded when they are needed."""

    def __init__(self, content: bytes, name: str) -> None:
        """Decode a file once; raises `PictureError` for one that is no picture."""
        first = pictures.decode(content, name)
        self.key, self.title, self.notes = first.digest, "Your picture", first.notes
        self._file = content, name
        self._views: dict[tuple[str, Pair], View] = {}
        _ready.get(self.key, lambda: first)

    def decoded(self) -> pictures.Picture:
        """Return the picture, from what is ready or from the file."""
        made = _ready.get(self.key, lambda: pictures.decode(*self._file))
        assert isinstance(made, pictures.Picture)
        return made

    def view(self, colour: str, shift: Pair) -> "View":
        """Return what goes through the chain; the lens finds it for as long as this lives."""
        return self._views.setdefault((colour, shift), View(self, colour, shift))


@dataclass(frozen=True)
class GalleryPicture:
    """A picture of the gallery."""

    key: str

    @property
    def title(self) -> str:
        """The picture's title in the menu."""
        return gallery.describe(self.key).title

    def decoded(self) -> pictures.Picture:
        """Return the picture, which the gallery keeps."""
        return gallery.load(self.key)

    @lru_cache(4096)  # noqa: B019 - a few words each, and the lens finds them while they are here
    def view(self, colour: str, shift: Pair) -> "View":
        """Return what goes through the chain."""
        return View(self, colour, shift)


@dataclass(frozen=True, eq=False)
class View:
    """A picture in colour, in grey, or one channel of it, shifted by (down, right)."""

    of: OwnPicture | GalleryPicture
    colour: str
    shift: Pair

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The pixels (uint8, H×W or H×W×3), for the lens."""
        return self.source().pixels

    def source(self) -> Source:
        """Return pixels and head, from what is ready or made anew."""
        made = _ready.get((self.of.key, self.colour, self.shift), self._make)
        assert isinstance(made, Source)
        raw_pixels.offer(made.head.name, self)
        return made

    def _make(self) -> Source:
        picture = self.of.decoded()
        match self.colour:
            case "colour":
                pixels = picture.pixels
            case "grey":
                pixels = pictures.to_grey(picture.pixels)
            case "red" | "green" | "blue":
                pixels = pictures.channel(picture.pixels, self.colour)
            case _:
                raise ValueError(f"there is no channel {self.colour!r}")
        moved = ""
        if self.shift != (0, 0):
            pixels = translation.shifted(pixels, self.shift)
            moved = " shifted {} {}".format(*self.shift)
        shown = to_display(pixels, Scale("picture", 0.0, 255.0))
        digest, title = f"{picture.digest} {self.colour}{moved}", self.of.title
        return Source(title, pixels, Head(title, digest, pixels.shape, shown, summarise(pixels)))


own = SessionValue[OwnPicture | None]("own picture", lambda: None, "your picture")
"""The learner's picture, of all pages."""


def has_own() -> bool:
    """Tell whether the learner has given a picture."""
    return own.get() is not None


def names() -> Sequence[str]:
    """Pictures to choose from: the learner's own first, where there is one.

    A schema takes those of the gallery alone: no link carries the learner's own.
    """
    return [OWN, *gallery.names()] if has_own() else gallery.names()


def title(name: str) -> str:
    """Return the picture's title in the menu."""
    return _picture(name).title


def about(name: str) -> str:
    """Where a picture of the gallery comes from; what was done to the learner's own."""
    picture = _picture(name)
    if isinstance(picture, OwnPicture):
        return " ".join(picture.notes)
    described = gallery.describe(name)
    return f"Picture: {described.credit} ({described.licence})"


def source(name: str, colour: str, shift: Pair = (0, 0)) -> Source:
    """Load a picture, in colour, in grey, or one channel of it, shifted by (down, right)."""
    return _picture(name).view(colour, shift).source()


def _picture(name: str) -> OwnPicture | GalleryPicture:
    if name != OWN:
        return GalleryPicture(name)
    given = own.get()
    assert given is not None
    return given
