// The grids of a convolution as a matrix product: made once, then written column by column.

import { valueAt } from "../shared/arithmetic.js";
import { inputName, outputName } from "../shared/arithmetic_text.js";
import { numberGrid, writeCells } from "../shared/number_grid.js";
import { formatNumber } from "../shared/numbers.js";
import { countOfColumns, depthOfColumns, placeOf } from "./matrix_places.js";

export function captions({ layout, title }) {
  const [deep, many] = [depthOfColumns(layout), countOfColumns(layout)];
  return {
    inputs: Array.from({ length: layout.channels }, (_, c) => inputName(layout, c, title)),
    maps: Array.from({ length: layout.depth }, (_, k) => outputName(layout, k)),
    columns: `Columns: ${deep} × ${many}, one window per column`,
    weights: `Weights: ${layout.depth} × ${deep}, one filter per row`,
    product: `Weights · columns${layout.problem.bias ? " + bias" : ""}: ${layout.depth} × ${many}`,
  };
}

// {inputs, maps, columns, weights, product}: the grids, put where `part` finds their places.
export function buildGrids(part, view) {
  const { layout } = view;
  const { rows, columns } = layout;
  const names = captions(view);
  const [deep, many] = [depthOfColumns(layout), countOfColumns(layout)];
  const inputs = names.inputs.map((name, c) => numberGrid(`input${c}`, name, rows.source.length, columns.source.length, null, { first: [-rows.before, -columns.before] }));
  const maps = names.maps.map((name, k) => numberGrid(`map${k}`, name, rows.outputs, columns.outputs, null));
  const sizes = { columns: [deep, many], weights: [layout.depth, deep], product: [layout.depth, many] };
  const made = Object.entries(sizes).map(([name, size]) => [name, numberGrid(name, names[name], ...size, null)]);
  for (const { grid } of inputs) markPadding(grid, layout);
  part(".inputs").replaceChildren(...inputs.map(({ figure }) => figure));
  part(".outputs").replaceChildren(...maps.map(({ figure }) => figure));
  for (const [name, { figure }] of made) part(`.${name}`).replaceChildren(figure);
  const grids = Object.fromEntries(made.map(([name, { grid }]) => [name, grid]));
  return { ...grids, inputs: inputs.map(({ grid }) => grid), maps: maps.map(({ grid }) => grid) };
}

function markPadding(grid, { rows, columns }) {
  for (let i = -rows.before; i < rows.source.length - rows.before; i += 1) {
    for (let j = -columns.before; j < columns.source.length - columns.before; j += 1) {
      if (i < 0 || j < 0 || i >= rows.size || j >= columns.size) grid.become(i, j, "padding");
    }
  }
}

// What is there from the first step on.
export function writeGiven(grids, { layout, matrices, style }) {
  grids.inputs.forEach((grid, c) => writeCells(grid, (i, j) => formatNumber(valueAt(layout, c, i, j), style)));
  writeCells(grids.weights, (k, r) => formatNumber(matrices.weights[k][r], style));
}

export function writeColumn(grids, view, p) {
  const place = placeOf(view.layout, p);
  for (let r = 0; r < grids.columns.rows; r += 1) grids.columns.write(r, p, columnText(view, r, p));
  for (let k = 0; k < grids.product.rows; k += 1) {
    grids.product.write(k, p, productText(view, k, p));
    grids.maps[k].write(...place, productText(view, k, p));
  }
}

// A column stands there as soon as its step is reached; its products may have to be predicted first.
export function columnText({ matrices, playback, style }, r, p) {
  return p < playback.filled || p === playback.current ? formatNumber(matrices.columns[r][p], style) : "";
}

export function productText({ matrices, playback, style }, k, p) {
  if (p < playback.filled) return formatNumber(matrices.product[k][p], style);
  return playback.predicting && p === playback.current ? "?" : "";
}
