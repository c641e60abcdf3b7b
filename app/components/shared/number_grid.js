// A matrix of numbers with its caption; one with a name can have the focus. Without `valueOf` it is
// empty, and with `lazy` its cells are drawn when they are asked for (cell_grid.js).

import { CellGrid } from "./cell_grid.js";
import { element } from "./dom.js";
import { formatNumber } from "./numbers.js";

export function numberGrid(name, caption, rows, columns, valueOf, { first = [0, 0], lazy = false } = {}) {
  const figure = element("figure", "", "matrix");
  const host = element("div", "", "grid");
  if (name) {
    host.tabIndex = 0;
    host.dataset.grid = name;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", `${caption}. Arrow keys move from cell to cell.`);
  }
  figure.append(element("figcaption", caption), host);
  const grid = new CellGrid(host, rows, columns, first, lazy);
  if (valueOf) writeCells(grid, (i, j) => formatNumber(valueOf(i, j)));
  return { figure, grid };
}

// `textOf` counts rows and columns from 0, whatever they are called by.
export function writeCells(grid, textOf) {
  const { rows, columns, first } = grid;
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) grid.write(i + first[0], j + first[1], textOf(i, j));
  }
}
