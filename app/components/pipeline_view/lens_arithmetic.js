// All arithmetic of the lens: what the window of a response covers on the picture, its products
// and sums, and what activation and pooling make of them, each channel for itself.
//
// A setting: rows and columns {size, taps, stride, dilation, before, outputs}, weights (float32,
// turned for true convolution), mode (constant, edge, reflect, wrap), channels, relu, and pooling
// {kind, size, stride, outputs} or null. `read(channel, row, column)` gives a pixel.

import { sourceOf, turned, windowsAlong } from "../shared/arithmetic.js";

// The setting that a frame of the server tells.
export function settingOf({ lens, fit }) {
  const kernel = lens.kernel.map((row) => row.map(Math.fround));
  return {
    rows: axisOfFit(fit.rows),
    columns: axisOfFit(fit.columns),
    weights: lens.flip ? turned(kernel) : kernel,
    texts: lens.flip ? turned(lens.texts) : lens.texts,
    flip: lens.flip,
    mode: lens.mode,
    channels: lens.channels,
    relu: lens.relu,
    pooling: lens.pooling,
    known: [[], []], // sources of the rows, and of the columns, under each output
  };
}

function axisOfFit({ size, kernel: taps, stride, dilation, before, padded }) {
  const extent = dilation * (taps - 1) + 1;
  const { outputs } = windowsAlong(padded, extent, stride);
  return { size, taps, stride, dilation, before, extent, outputs };
}

// Rows (or columns) of the picture under output number `output`: negative ones, and those from
// `size` on, lie in the padding.
function positionsOf({ taps, stride, dilation, before }, output) {
  return Array.from({ length: taps }, (_, tap) => output * stride + tap * dilation - before);
}

// The picture's own rows (or columns) that stand there; −1 for zeros.
function sourcesOf({ rows, columns, mode, known }, axis, output) {
  const along = axis === 0 ? rows : columns;
  known[axis][output] ??= positionsOf(along, output).map((position) => sourceOf(position, along.size, mode));
  return known[axis][output];
}

// The response of one channel at [y, x], as the engine keeps it: in float32.
export function responseAt(setting, read, channel, [y, x]) {
  const rows = sourcesOf(setting, 0, y);
  const columns = sourcesOf(setting, 1, x);
  let sum = 0;
  for (let i = 0; i < rows.length; i += 1) {
    for (let j = 0; j < columns.length; j += 1) {
      const outside = rows[i] < 0 || columns[j] < 0;
      if (!outside) sum += setting.weights[i][j] * read(channel, rows[i], columns[j]);
    }
  }
  return Math.fround(sum);
}

export function activated({ relu }, value) {
  return relu ? Math.max(0, value) : value;
}

// The window of [y, x]: where it lies, and for each channel its values, products and their sum,
// as matrices. `outside` tells which cells lie in the padding.
export function windowAt(setting, read, [y, x]) {
  const { rows, columns, weights } = setting;
  const [down, across] = [sourcesOf(setting, 0, y), sourcesOf(setting, 1, x)];
  const parts = Array.from({ length: setting.channels }, (_, channel) => {
    const value = (row, column) => (row < 0 || column < 0 ? 0 : read(channel, row, column));
    const values = down.map((row) => across.map((column) => value(row, column)));
    const products = values.map((line, i) => line.map((one, j) => one * weights[i][j]));
    return { channel, values, products, sum: responseAt(setting, read, channel, [y, x]) };
  });
  const [tops, lefts] = [positionsOf(rows, y), positionsOf(columns, x)];
  const beyond = (position, { size }) => position < 0 || position >= size;
  const outside = tops.map((row) => lefts.map((column) => beyond(row, rows) || beyond(column, columns)));
  return { rows: tops, columns: lefts, outside, parts };
}

// The pooling cell that reads the response at [y, x]; null where none does.
export function poolCellOf({ pooling }, [y, x]) {
  if (!pooling) return null;
  const cell = [y, x].map((at, axis) => Math.min(Math.floor(at / pooling.stride), pooling.outputs[axis] - 1));
  const reads = cell.every((at, axis) => [y, x][axis] < at * pooling.stride + pooling.size);
  return reads ? cell : null;
}

// What pooling makes of one channel at cell [p, q]: the values under its window, row by row, and
// for max pooling which of them won (the first of equal ones).
export function poolAt(setting, read, channel, [p, q]) {
  const { size, stride, kind } = setting.pooling;
  const values = Array.from({ length: size * size }, (_, i) => {
    const at = [p * stride + Math.floor(i / size), q * stride + (i % size)];
    return activated(setting, responseAt(setting, read, channel, at));
  });
  if (kind === "average") {
    return { values, winner: null, value: Math.fround(values.reduce((sum, value) => sum + value, 0) / values.length) };
  }
  const winner = values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
  return { values, winner, value: values[winner] };
}

// All that the lens says about the response at [y, x]; `pool` names a pooling cell other than the
// one that is usual.
export function readingAt(setting, read, cell, pool = poolCellOf(setting, cell)) {
  const seen = windowAt(setting, read, cell);
  const sums = seen.parts.map(({ sum }) => sum);
  return {
    cell,
    ...seen,
    activated: sums.map((sum) => activated(setting, sum)),
    total: sums.reduce((all, sum) => all + sum, 0),
    pool: pool && { cell: pool, parts: sums.map((_, channel) => poolAt(setting, read, channel, pool)) },
  };
}

// The rows and columns of the picture that outputs from … to (pairs, both included) read.
export function neededBy(setting, from, to) {
  return [setting.rows, setting.columns].map(({ outputs }, axis) => {
    const found = new Set();
    const last = Math.min(to[axis], outputs - 1);
    for (let output = Math.max(0, from[axis]); output <= last; output += 1) {
      for (const source of sourcesOf(setting, axis, output)) if (source >= 0) found.add(source);
    }
    return [...found];
  });
}

// The rows and columns of the picture behind a reading: those of its window and of its pooling.
export function neededForReading(setting, cell, pool = poolCellOf(setting, cell)) {
  if (!pool) return neededBy(setting, cell, cell);
  const { size, stride } = setting.pooling;
  const from = pool.map((at) => at * stride);
  return neededBy(setting, from.map((at, i) => Math.min(at, cell[i])), from.map((at, i) => Math.max(at + size - 1, cell[i])));
}

// Where a value stands in a stage's table of 256 colours, as the engine's `to_indices`.
export function colourIndex(value, { low, high }) {
  const place = Math.min(255, Math.max(0, (value - low) * (255 / (high - low))));
  return Number.isNaN(place) ? 0 : Math.floor(place + 0.5);
}
