"""What panels of the browser ask for: a slider moved, a button pressed. Nothing else is trusted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


class HasLimits(Protocol):
    """A slider over whole numbers, as far as a request is checked by it."""

    @property
    def name(self) -> str: ...
    @property
    def lowest(self) -> int: ...
    @property
    def highest(self) -> int: ...
    @property
    def disabled(self) -> bool: ...


@dataclass(frozen=True)
class Moved:
    """The slider `name` stands at `value`; `held` while it is still being dragged."""

    name: str
    value: int
    held: bool


@dataclass(frozen=True)
class Pressed:
    """The offer of this number was pressed."""

    offer: int


def read(asked: object, sliders: Collection[HasLimits], offers: int) -> Moved | Pressed | None:
    """Return what the browser asks for, if these sliders and so many offers allow it."""
    match asked:
        case {"slider": str(name), "value": value} if type(value) is int:
            for slider in sliders:
                fits = slider.lowest <= value <= slider.highest
                if slider.name == name and fits and not slider.disabled:
                    return Moved(name, value, asked.get("held") is True)  # type: ignore[attr-defined]
        case {"offer": index} if type(index) is int and 0 <= index < offers:
            return Pressed(index)
    return None
