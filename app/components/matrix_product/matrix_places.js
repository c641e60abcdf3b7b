// Convolution as a matrix product: which cells of the input, of its columns, of the weights, of the
// product and of the maps belong together. Row r of the columns is tap [i, j] of channel c, column
// p is the window of place [y, x].

import { channelsOf, copiesOf, touchedBy } from "../shared/arithmetic.js";

export function tapOf({ rows, columns }, r) {
  const area = rows.taps * columns.taps;
  return [Math.floor(r / area), Math.floor((r % area) / columns.taps), r % columns.taps];
}

export function placeOf({ columns }, p) {
  return [Math.floor(p / columns.outputs), p % columns.outputs];
}

// Position on the padded input of channel c that row r holds in column p.
export function positionOf(layout, r, p) {
  const { rows, columns } = layout;
  const [, i, j] = tapOf(layout, r);
  const [y, x] = placeOf(layout, p);
  return [y * rows.stride + i * rows.dilation, x * columns.stride + j * columns.dilation];
}

// A target is {kind: "column", at: [column]}, a whole one, {kind: "product" | "columns" | "weights", at:
// [row, column]} or {kind: "input", at: [channel, row, column]}, an input's row and column being those
// of the input without padding. Marks are [row, column, class], in lists as the drawings have them.
export function placesFor(layout, { kind, at }) {
  const marks = {
    inputs: Array.from({ length: layout.channels }, () => []), columns: [], weights: [], product: [],
    maps: Array.from({ length: layout.depth }, () => []),
  };
  if (kind === "product") markProduct(layout, at, marks);
  else if (kind === "column") markColumn(layout, [null, ...at], marks);
  else if (kind === "columns") markColumn(layout, at, marks);
  else if (kind === "weights") markWeight(layout, at, marks);
  else markInput(layout, at, marks);
  return marks;
}

const forEach = (count, act) => Array.from({ length: count }, (_, i) => act(i));

export function depthOfColumns({ channels, rows, columns }) {
  return channels * rows.taps * columns.taps;
}

export function countOfColumns({ rows, columns }) {
  return rows.outputs * columns.outputs;
}

function withoutPadding({ rows, columns }, [row, column]) {
  return [row - rows.before, column - columns.before];
}

function markProduct(layout, [k, p], marks) {
  const read = channelsOf(layout, k);
  forEach(depthOfColumns(layout), (r) => {
    const [c] = tapOf(layout, r);
    marks.columns.push([r, p, "tap"]);
    marks.weights.push([k, r, "tap"]);
    if (read.includes(c)) marks.inputs[c].push([...withoutPadding(layout, positionOf(layout, r, p)), "tap"]);
  });
  marks.product.push([k, p, "current"]);
  marks.maps[k].push([...placeOf(layout, p), "current"]);
}

// A whole column is a window: all filters meet it. Row r of it is the one that was pointed at, if any.
function markColumn(layout, [r, p], marks) {
  forEach(depthOfColumns(layout), (other) => {
    const [c] = tapOf(layout, other);
    const name = other === r ? "current" : "tap";
    marks.columns.push([other, p, name]);
    marks.inputs[c].push([...withoutPadding(layout, positionOf(layout, other, p)), name]);
  });
  forEach(layout.depth, (k) => {
    if (r !== null) marks.weights.push([k, r, "tap"]);
    marks.product.push([k, p, r === null ? "current" : "tap"]);
    marks.maps[k].push([...placeOf(layout, p), r === null ? "current" : "tap"]);
  });
}

// A weight meets one row of the columns, and its filter's whole row is made with it.
function markWeight(layout, [k, r], marks) {
  const [c, i, j] = tapOf(layout, r);
  marks.weights.push([k, r, "current"]);
  for (const { at } of touchedBy(layout, [i, j])) marks.inputs[c].push([...withoutPadding(layout, at), "tap"]);
  forEach(countOfColumns(layout), (p) => {
    marks.columns.push([r, p, "tap"]);
    marks.product.push([k, p, "tap"]);
    marks.maps[k].push([...placeOf(layout, p), "tap"]);
  });
}

function markInput(layout, [c, row, column], marks) {
  const at = [row + layout.rows.before, column + layout.columns.before];
  const copies = new Set(copiesOf(layout, at).map(String));
  for (const copy of copiesOf(layout, at)) marks.inputs[c].push([...withoutPadding(layout, copy), "tap"]);
  marks.inputs[c].push([row, column, "current"]);
  const met = new Set();
  forEach(depthOfColumns(layout), (r) => {
    if (tapOf(layout, r)[0] !== c) return;
    forEach(countOfColumns(layout), (p) => {
      if (!copies.has(String(positionOf(layout, r, p)))) return;
      marks.columns.push([r, p, "current"]);
      met.add(p);
    });
  });
  forEach(layout.depth, (k) => {
    if (!channelsOf(layout, k).includes(c)) return;
    for (const p of met) {
      marks.product.push([k, p, "tap"]);
      marks.maps[k].push([...placeOf(layout, p), "tap"]);
    }
  });
}
