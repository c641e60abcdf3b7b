"""Names with formulas, and tables of them, as large as a lecturer writes them."""

from collections.abc import Sequence
from html import escape

import streamlit as st

_STYLE = """
<style>
.why-facts dt { font-size: 1rem; }
.why-facts dd { font-size: clamp(1.1rem, 1.7vw, 1.7rem); line-height: 1.3; }
.why-table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 1.1rem; }
.why-table :is(th, td) {
  padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; border-bottom: 1px solid #8888;
  vertical-align: top; font-weight: 400;
}
.why-table thead th, .why-table .chosen :is(th, td) { font-weight: 700; }
.why-table .chosen th::before { content: "▸ "; }
@media (max-width: 700px) { .why-table { font-size: 0.95rem; } }
</style>
"""
# Written at each element: Streamlit's own styles of lists go before those of a class.
_LIST = (
    "display: flex; flex-wrap: wrap; gap: 0.2rem 2rem; margin: 0; padding: 0; "
    "font-variant-numeric: tabular-nums"
)
_ITEM = "margin: 0; padding: 0"


def show(found: Sequence[tuple[str, str, str]]) -> None:
    """Show names with a formula each, (name, formula, result): the result stands out."""
    rows = "".join(
        f'<div><dt>{escape(name)}</dt><dd style="{_ITEM}">{escape(formula)} '
        f"<b>{escape(result)}</b></dd></div>"
        for name, formula, result in found
    )
    st.html(f'{_STYLE}<dl class="why-facts" style="{_LIST}">{rows}</dl>')


def table(head: Sequence[str], rows: Sequence[Sequence[str]], chosen: int | None = None) -> None:
    """Show a table whose first column, without a head, names the rows; one may be marked."""
    top = "<td></td>" + "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr class="{"chosen" if number == chosen else ""}"><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for number, (name, *cells) in enumerate(rows)
    )
    st.html(
        f'{_STYLE}<table class="why-table"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
