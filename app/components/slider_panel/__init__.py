"""Sliders that the page follows while they are dragged; Streamlit's own wait for the release."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields

from app.components.shared.mount import Component

_component = Component("slider_panel")


@dataclass(frozen=True)
class Slider:
    """One slider over whole numbers; it shows `first` + `each` · value."""

    name: str
    label: str
    lowest: int
    highest: int
    value: int
    disabled: bool = False
    first: float = 0
    each: float = 1


@dataclass(frozen=True)
class Offers:
    """Buttons under the sliders, and the words before them."""

    title: str
    labels: Sequence[str]


def slider_panel(
    sliders: Sequence[Slider],
    key: str,
    on_asked: Callable[[], None],
    problem: str | None = None,
    offers: Offers | None = None,
) -> None:
    """Show sliders, one plain sentence about them, and offers to press.

    When the learner has done something, `on_asked` is called, and `asked` of the component's state
    is ``{"slider": name, "value": number, "held": bool}`` or ``{"offer": index}``.
    """
    names = [field.name for field in fields(Slider)]
    shown = [{name: getattr(slider, name) for name in names} for slider in sliders]
    data = [shown, problem, offers and asdict(offers)]
    _component.show(data, key, on_asked)
