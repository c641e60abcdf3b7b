"""What the tests read from the page "Back-propagation"."""

CHAIN = ".gradient-chain"

READ_ALL = """
() => {
  const text = (name) => document.querySelector(`.gradient-chain ${name}`).textContent;
  const found = [];
  for (const cell of document.querySelectorAll(".gradient-chain .grid[data-grid^=g] .cell")) {
    cell.querySelector("rect").dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    const { row, column } = cell.dataset;
    const place = [cell.closest(".grid").dataset.grid, Number(row), Number(column)];
    const said = [text(".terms"), text(".fd-text"), text(".kink")];
    found.push([...place, cell.querySelector(".value").textContent, ...said]);
  }
  return found;
}
"""
"""Points at every gradient: its grid, row, column and text, and what the board says of it."""


def number(text: str) -> float:
    """A number as it stands in a cell or on the board."""
    return float(text.replace("−", "-").replace("e+", "e"))


def cell(grid: str, row: int, column: int) -> str:
    """The selector of a cell of a grid."""
    return f"[data-grid={grid}] .cell[data-row='{row}'][data-column='{column}']"


def texts(page, grid: str) -> list[str]:
    """The texts of a grid, cell by cell."""
    found: list[str] = page.locator(f"[data-grid={grid}] .value").all_text_contents()
    return found


def terms(page) -> str:
    """The sum on the board, blanks made even."""
    return " ".join(page.locator(".board .terms").inner_text().split())


def said(page, name: str) -> str:
    """What stands in a part of the board."""
    return page.locator(f".board {name}").inner_text()
