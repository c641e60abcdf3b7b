"""Small tables of numbers, as HTML."""

from collections.abc import Sequence
from html import escape

_STYLE = """
<style>
.matrices-table { overflow-x: auto; }
.matrices-table table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.matrices-table :is(th, td) {
  text-align: left; vertical-align: top; padding: 0.2rem 1.1rem 0.2rem 0; font-weight: 400;
  border-bottom: 1px solid #8886;
}
.matrices-table thead th { font-weight: 600; }
.matrices-table.numbers :is(th, td):not(:first-child) { text-align: right; }
</style>
"""


def table(label: str, heads: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """Return a table whose rows begin with their names; of `kind` "numbers" it is right-aligned.

    A screen too narrow for it scrolls the table, also by keyboard: `label` says what it is.
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f'{_STYLE}<div class="matrices-table {kind}" tabindex="0" role="group" '
        f'aria-label="{escape(label)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str]) -> str:
    name, *others = map(escape, row)
    return f'<th scope="row">{name}</th>' + "".join(f"<td>{text}</td>" for text in others)
