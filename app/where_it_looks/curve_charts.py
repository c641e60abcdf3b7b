"""Deletion and insertion as curves, by Plotly, which is loaded where they are shown."""

from typing import TYPE_CHECKING

from app import charts
from engine.explain.heat_maps import Curve

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def curves(removed: Curve, added: Curve) -> "Figure":
    """Draw the probability of the class against the share of the pixels that are changed."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for name, curve, colour, dash in (
        ("Deletion", removed, charts.BLUE, "solid"),
        ("Insertion", added, charts.ORANGE, "dash"),
    ):
        figure.add_scatter(
            x=curve.shares.tolist(),
            y=[float(f"{value:.4g}") for value in curve.probabilities[0]],
            name=f"{name}, area {float(curve.area[0]):.3f}",
            line={"color": colour, "dash": dash, "width": 3, "simplify": False},
            hovertemplate="%{y:.3f}",
        )
    figure.update_layout(
        height=320,
        margin={"l": 60, "r": 10, "t": 10, "b": 50},
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )
    figure.update_xaxes(title_text="share of the pixels", range=[0, 1], tickformat=".0%")
    figure.update_yaxes(title_text="probability of the class", range=[0, 1])
    return figure
