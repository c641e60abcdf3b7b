"""Two activation functions in one chart of Plotly, which is loaded where it is shown."""

from typing import TYPE_CHECKING

from app import charts
from engine.explain.activation_curves import Curve

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LOOKS = ((charts.BLUE, "solid"), (charts.ORANGE, "dash"))
_EVERY = 5  # hundredths between two points that are drawn


def chart(curves: dict[str, Curve]) -> "Figure":
    """Draw functions on the left and their derivatives on the right, by their titles."""
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, subplot_titles=("f(x)", "f′(x), the derivative"))
    for (title, curve), (colour, dash) in zip(curves.items(), _LOOKS, strict=False):
        for column, values in enumerate((curve.values, curve.slopes), 1):
            figure.add_scatter(
                x=curve.x[::_EVERY].tolist(),
                y=values[::_EVERY].tolist(),
                name=title,
                legendgroup=title,
                showlegend=column == 1,
                line={"color": colour, "dash": dash, "width": 3.5, "simplify": False},
                hovertemplate="%{y:.4g}",
                row=1,
                col=column,
            )
    figure.update_layout(
        hovermode="x unified",
        height=480,
        margin={"l": 40, "r": 20, "t": 40, "b": 40},
        font={"size": 16},
        legend={"orientation": "h", "y": 1.16, "x": 0.5, "xanchor": "center", "font": {"size": 18}},
    )
    figure.update_xaxes(title_text="x", tickfont_size=15)
    figure.update_yaxes(tickfont_size=15)
    figure.update_annotations(font_size=18)
    return figure
