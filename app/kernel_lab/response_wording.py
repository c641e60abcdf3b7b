"""What a frequency response is, in words and a table: judged by its gains, whatever the kernel."""

from collections.abc import Mapping

from app import formulas
from engine.explain.frequency_response import Cut, Response

ADVERBS = {
    "horizontal": "horizontally",
    "vertical": "vertically",
    "diagonal": "diagonally",
}
_KINDS = {
    "all-pass": "all-pass",
    "low-pass": "low-pass",
    "high-pass": "high-pass",
    "band-pass": "band-pass",
    "band-stop": "band-stop",
    "multi-band": "several pass-bands",
    "emphasis": "high-frequency emphasis",
    "blocked": "blocked",
}
PLACES = (0.0, 0.125, 0.25, 0.5)
"""Frequencies that the table has the gain at, in cycles per pixel."""


def sentences(response: Response) -> str:
    """Say what kind of filter it is, its gain at 0, its highest gain and its side lobes."""
    if not response.highest:
        return "Every weight is 0: no frequency passes."
    return " ".join(filter(None, (_kind(response), _at_zero(response), _lobes(response))))


def _kind(response: Response) -> str:
    found: dict[str, list[str]] = {}
    for cut in response.cuts:
        found.setdefault(cut.kind, []).append(ADVERBS[cut.direction])
    if len(found) == 1:
        return f"{_KINDS[next(iter(found))].capitalize()} in all three directions."
    parts = [f"{_KINDS[kind]} {' and '.join(where)}" for kind, where in found.items()]
    return f"{', '.join(parts)}.".capitalize()


def _at_zero(response: Response) -> str:
    if response.is_zero_at_dc:
        return f"Zero at DC: flat areas become 0. Highest gain {_gain(response.highest)}."
    at_zero = f"Gain {_gain(abs(response.sum))} at DC, the sum of the weights{_size(response)}"
    if abs(response.sum) >= response.highest * (1 - 1e-9):
        return f"{at_zero}: the highest gain."
    return f"{at_zero}; highest gain {_gain(response.highest)}."


def _size(response: Response) -> str:
    return " without its sign" * (response.sum < 0)


def _lobes(response: Response) -> str:
    low = [cut for cut in response.cuts if cut.kind == "low-pass"]
    lobes = [(lobe, cut.direction) for cut in low if (lobe := cut.side_lobe)]
    if not low:
        return ""
    if not lobes:
        return "No side lobes: the gain only falls."
    lobe, direction = max(lobes, key=lambda one: one[0].share)
    return (
        f"Highest side lobe: {percent(lobe.share)} of the gain at DC, {ADVERBS[direction]} at "
        f"{lobe.frequency:.2g} cycles per pixel; such fine stripes are not removed."
    )


def percent(share: float) -> str:
    """Write a share to three digits, in percent."""
    return f"{100 * share:.3g}%"


def _gain(value: float) -> str:
    return formulas.short(value, 3)


def table(responses: Mapping[str, Response]) -> str:
    """Write the gains at PLACES as a Markdown table, a row for each cut."""
    head = " | ".join(f"{place:g}" for place in PLACES)
    rows = [f"| Gain, at cycles per pixel | {head} |", "|:--|" + "--:|" * len(PLACES)]
    for title, response in responses.items():
        before = f"{title}, " if title else ""
        for cut in response.cuts:
            cells = " | ".join(_gain(_at(cut, place)) for place in PLACES)
            name = f"{before}{cut.direction}"
            rows.append(f"| {name[:1].upper()}{name[1:]} | {cells} |")
    return "\n".join(rows)


def _at(cut: Cut, place: float) -> float:
    return float(cut.gain[round(place / 0.5 * (len(cut.gain) - 1))])
