"""The formula of the output size, and the windows along one axis."""

from collections.abc import Callable, Sequence

from app.components.shared.mount import UNPLACED, Component, Position
from engine.planning.geometry import Fit

_component = Component("size_axis", saves="the windows")

_SHOWN = (
    *("size", "kernel", "stride", "dilation", "before", "after"),
    *("padded", "output", "leftover", "fits"),
)


def size_axis(
    fit: Fit,
    spoken: str,
    formula: Sequence[object],
    verdict: str,
    offers: Sequence[str],
    conventions: Sequence[tuple[str, str]],
    key: str,
    on_asked: Callable[[], None],
    position: Position = UNPLACED,
) -> None:
    """Show how windows fit.

    `formula` is made of texts, fractions (above, below) and the result {"result": text}; `spoken`
    says it in one line. `verdict` is a sentence, `conventions` are names with a sentence each. When
    one of the `offers` is pressed, `on_asked` is called, and `asked` of the component's state is
    ``{"offer": index}``. `position` has "window", the one that is chosen.
    """
    shown = {name: getattr(fit, name) for name in _SHOWN}
    data = [shown, [spoken, formula], verdict, offers, conventions, position]
    _component.show(data, key, on_asked)
