"""The frequency response as a figure to print, by Matplotlib, loaded when somebody asks for one."""

import io
from collections.abc import Mapping

from app import startup
from app.kernel_lab.response_charts import different
from engine.explain.frequency_response import Response

_DASHES = ("-", "--", ":")


def pdf(responses: Mapping[str, Response]) -> bytes:
    """Draw the gain of each kernel over both frequencies, and along each direction, as PDF.

    The kernels stand under their sides, "A" and "B", or "" where there is one.
    """
    from matplotlib.figure import Figure  # without pyplot, whose figures belong to one thread

    count = len(responses)
    figure = Figure(figsize=(3.6 * (count + 1), 3.4), layout="constrained")
    *planes, along = figure.subplots(1, count + 1)
    for number, (axes, (side, response)) in enumerate(zip(planes, responses.items(), strict=True)):
        edge = 0.5 + 0.5 / (len(response.frequencies) - 1)  # half a cell beyond the last frequency
        shown = axes.imshow(
            response.plane, cmap="inferno", vmin=0, extent=(-edge, edge, edge, -edge)
        )
        figure.colorbar(shown, ax=axes, label="gain", shrink=0.8)
        axes.set(
            title=f"Gain of {side}" if side else "Gain",
            xlabel="horizontal, cycles per pixel",
            ylabel="vertical, cycles per pixel",
        )
        for look, (name, cut) in enumerate(different(response.cuts)):
            along.plot(
                cut.frequencies,
                cut.gain,
                _DASHES[look],
                color=f"C{number if count > 1 else look}",
                label=f"{side}: {name}" if side else name,
            )
    along.set(title="Gain along a direction", xlabel="cycles per pixel", xlim=(0, 0.5))
    along.set_ylim(bottom=0)
    along.grid(alpha=0.3)
    along.legend(fontsize=8)
    file = io.BytesIO()
    metadata = {"Title": "Frequency response", "CreationDate": None}
    figure.savefig(file, format="pdf", metadata=metadata)
    startup.freeze_after("Matplotlib")
    return file.getvalue()
