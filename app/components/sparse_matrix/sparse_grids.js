// The grids of a convolution as one sparse matrix: made once, then written row by row.

import { numberGrid, writeCells } from "../shared/number_grid.js";
import { formatNumber } from "../shared/numbers.js";
import { hueOf } from "./sparse_layout.js";
import { captions } from "./sparse_texts.js";

// {from, to, kernels: lists; matrix}: the grids, put where `part` finds their places.
export function buildGrids(part, layout) {
  const names = captions(layout);
  const { from, to, model } = layout;
  const planes = (volume, captionsOf) => captionsOf.map((caption, plane) => numberGrid(`${volume.name}${plane}`, caption, volume.height, volume.width, null));
  const made = {
    from: planes(from, names.from), to: planes(to, names.to),
    kernels: names.kernels.map((caption, n) => numberGrid(`kernel${n}`, caption, layout.height, layout.width, null)),
    matrix: [numberGrid("matrix", names.matrix, model.weights.length, model.weights[0].length, null, { lazy: true })],
  };
  for (const [place, name] of [[".from", "from"], [".to", "to"], [".kernels", "kernels"], [".matrix-part", "matrix"]]) {
    part(place).replaceChildren(...made[name].map(({ figure }) => figure));
  }
  const grids = Object.fromEntries(Object.entries(made).map(([name, every]) => [name, every.map(({ grid }) => grid)]));
  return { ...grids, matrix: grids.matrix[0] };
}

// What is there from the first step on.
export function writeGiven(grids, { layout, style }) {
  grids.from.forEach((grid, plane) => writeCells(grid, (i, j) => formatNumber(layout.from.planes[plane][i][j], style)));
  grids.kernels.forEach((grid, n) => writeCells(grid, (i, j) => {
    const weight = n * layout.area + i * layout.width + j;
    colour(grid, i, j, hueOf(layout, weight));
    return formatNumber(layout.numbers[weight], style);
  }));
}

export function writeRow(grids, view, row) {
  const { layout } = view;
  const isThere = hasRow(view, row);
  layout.model.weights[row].forEach((weight, column) => {
    if (weight < 0) return;
    grids.matrix.write(row, column, entryText(view, row, column));
    colour(grids.matrix, row, column, isThere ? hueOf(layout, weight) : null);
  });
  const [plane, i, j] = layout.to.cellOf(row);
  grids.to[plane].write(i, j, resultText(view, row));
}

// A row stands there as soon as its step is reached; its result may have to be predicted first.
export const hasRow = ({ playback }, row) => row < playback.filled || row === playback.current;

export function entryText(view, row, column) {
  const weight = view.layout.weightAt(row, column);
  return weight >= 0 && hasRow(view, row) ? formatNumber(view.layout.numbers[weight], view.style) : "";
}

export function resultText({ layout, playback, style }, row) {
  if (row < playback.filled) return formatNumber(layout.to.values[row], style);
  return playback.predicting && row === playback.current ? "?" : "";
}

function colour(grid, row, column, hue) {
  grid.become(row, column, hue === null ? "" : "weight");
  if (hue !== null) grid.at(row, column).style.setProperty("--hue", hue);
}
