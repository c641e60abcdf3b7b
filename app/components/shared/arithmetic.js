// All arithmetic of the stepper: what the window of an output cell covers, its products and sums.
//
// A problem: operation (correlation, convolution, transposed, max, average, l2), input [C][H][W],
// kernels [K][C/groups][F][F] (transposed: [C][K/groups][F][F]; pooling: none), bias [K] or null,
// window [F, F], groups, mode (constant, edge, reflect, wrap), and pairs of (vertical, horizontal):
// stride, dilation, output_padding (transposed: cells added after), and padding, a pair of
// (before, after) each (transposed: cells cut off). Pooling may have `beyond`, how many of the last rows
// and columns of the padding are there for a window that hangs over (ceil mode), and never count in a
// mean, and `count_include_pad`: whether the rest of the padding does.

const NOISE = 1e-12; // of the sum of all sizes

export const isPooling = ({ operation }) => ["max", "average", "l2"].includes(operation);

// Input position of each position along a padded axis; −1 where there is padding without a source.
// As numpy.pad: what is wider than the input folds back and forth, or goes round and round.
export function sourceIndex(size, before, after, mode) {
  return Array.from({ length: before + size + after }, (_, i) => sourceOf(i - before, size, mode));
}

export function sourceOf(position, size, mode) {
  if (position >= 0 && position < size) return position;
  if (mode === "edge") return position < 0 ? 0 : size - 1;
  if (mode === "wrap") return ((position % size) + size) % size;
  if (mode !== "reflect") return -1;
  const period = Math.max(1, 2 * (size - 1));
  const folded = ((position % period) + period) % period;
  return Math.min(folded, period - folded);
}

// How many windows have room along a padded axis, and how many cells behind the last one are in none.
export function windowsAlong(padded, extent, stride) {
  const room = padded - extent;
  return room < 0 ? { outputs: 0, leftover: padded } : { outputs: Math.floor(room / stride) + 1, leftover: room % stride };
}

// One axis: for each output, its taps as [tap, position on the padded input].
function axisOf(problem, axis) {
  const size = axis === 0 ? problem.input[0].length : problem.input[0][0].length;
  const [taps, stride, dilation] = ["window", "stride", "dilation"].map((name) => problem[name][axis]);
  const [before, after] = problem.padding[axis];
  const extent = dilation * (taps - 1) + 1;
  const shape = { size, taps, extent, stride, dilation, leftover: 0 };
  if (problem.operation === "transposed") {
    const outputs = (size - 1) * stride + extent - before - after + problem.output_padding[axis];
    const reads = (output) => landingOn(output + before, shape);
    return finished({ ...shape, before: 0, source: sourceIndex(size, 0, 0, "constant") }, outputs, reads);
  }
  const { outputs, leftover } = windowsAlong(before + size + after, extent, stride);
  const reads = (output) => Array.from({ length: taps }, (_, tap) => [tap, output * stride + tap * dilation]);
  return finished({ ...shape, leftover, before, source: sourceIndex(size, before, after, problem.mode) }, outputs, reads);
}

function finished(axis, outputs, reads) {
  return { ...axis, outputs, reads: Array.from({ length: outputs }, (_, output) => reads(output)) };
}

// Transposed: input cell p puts tap t on position p·S + t·D of the output before it is cropped.
function landingOn(position, { size, taps, stride, dilation }) {
  const found = [];
  for (let tap = 0; tap < taps; tap += 1) {
    const from = (position - tap * dilation) / stride;
    if (Number.isInteger(from) && from >= 0 && from < size) found.push([tap, from]);
  }
  return found;
}

// What every other function here needs to know about a problem.
export function layOut(problem) {
  const [rows, columns] = [axisOf(problem, 0), axisOf(problem, 1)];
  const channels = problem.input.length;
  const { kernels, groups, operation } = problem;
  const transposed = operation === "transposed";
  const depth = isPooling(problem) ? channels : transposed ? kernels[0].length * groups : kernels.length;
  return { problem, rows, columns, channels, depth, count: depth * rows.outputs * columns.outputs };
}

// The input channels that output map k reads.
export function channelsOf({ problem, channels, depth }, k) {
  if (isPooling(problem)) return [k];
  const share = channels / problem.groups;
  const first = Math.floor(k / (depth / problem.groups)) * share;
  return Array.from({ length: share }, (_, i) => first + i);
}

// The matrix between channel c and map k as it is laid on the window: true convolution turns it.
export function kernelOf({ problem, channels, depth }, k, c) {
  if (isPooling(problem)) return null;
  const { kernels, groups, operation } = problem;
  if (operation === "transposed") return kernels[c][k % (depth / groups)];
  const matrix = kernels[k][c % (channels / groups)];
  return operation === "convolution" ? turned(matrix) : matrix;
}

export function turned(matrix) {
  return matrix.map((row) => [...row].reverse()).reverse();
}

// The number at a position of the padded input of channel c.
export function valueAt({ rows, columns, problem }, c, row, column) {
  const [i, j] = [rows.source[row], columns.source[column]];
  if (i >= 0 && j >= 0) return problem.input[c][i][j];
  return problem.operation === "max" ? -Infinity : 0;
}

// Whether a position of the padded input lies behind the last windows, so that none reaches it.
export function isPastWindows({ rows, columns }, row, column) {
  return row >= rows.source.length - rows.leftover || column >= columns.source.length - columns.leftover;
}

// The terms of one channel of an output cell, row by row: at which position of the padded
// input, from which input cell (null: zeros around it), under which weight.
export function termsOf(layout, [k, y, x], c) {
  const { rows, columns } = layout;
  const kernel = kernelOf(layout, k, c);
  const terms = [];
  for (const [i, row] of rows.reads[y]) {
    for (const [j, column] of columns.reads[x]) {
      const from = [rows.source[row], columns.source[column]];
      const inside = from[0] >= 0 && from[1] >= 0;
      if (!inside && !counts(layout, row, column)) continue;
      const value = valueAt(layout, c, row, column);
      const weight = kernel ? kernel[i][j] : null;
      terms.push({ tap: [i, j], at: [row, column], from: inside ? from : null, value, weight });
    }
  }
  return terms;
}

// Whether a position of the padding is among the numbers that a mean is taken of.
function counts({ rows, columns, problem }, row, column) {
  if (problem.operation !== "average") return true;
  const [down, across] = problem.beyond ?? [0, 0];
  const isBeyond = row >= rows.source.length - down || column >= columns.source.length - across;
  return (problem.count_include_pad ?? true) && !isBeyond;
}

// All about an output cell: the terms and the sum of every channel, the bias, the value.
export function work(layout, cell) {
  const { problem } = layout;
  const parts = channelsOf(layout, cell[0]).map((channel) => {
    const terms = termsOf(layout, cell, channel);
    return { channel, terms, sum: sumOf(terms) };
  });
  const bias = problem.bias ? problem.bias[cell[0]] : null;
  if (problem.operation === "max") {
    const [{ terms }] = parts;
    const winner = terms.reduce(firstLargest);
    return { cell, parts, bias, winner, value: winner.value };
  }
  if (problem.operation === "average") {
    const [{ terms, sum }] = parts;
    return { cell, parts, bias, value: sum / terms.length };
  }
  if (problem.operation === "l2") {
    const [{ terms }] = parts;
    return { cell, parts, bias, value: Math.hypot(...terms.map(({ value }) => value)) };
  }
  const products = parts.flatMap(({ terms }) => terms.map(productOf));
  const value = parts.reduce((sum, part) => sum + part.sum, bias ?? 0);
  return { cell, parts, bias, value: withoutNoise(value, [...products, bias ?? 0]) };
}

function firstLargest(best, term) {
  return term.value > best.value ? term : best;
}

function sumOf(terms) {
  const products = terms.map(productOf);
  return withoutNoise(products.reduce((sum, product) => sum + product, 0), products);
}

const productOf = ({ value, weight }) => (weight === null ? value : value * weight);

// 0 where nothing is left of a sum but what rounding its parts has made: 0.1 + 0.2 − 0.3.
function withoutNoise(sum, parts) {
  const size = parts.reduce((whole, part) => whole + Math.abs(part), 0);
  return Math.abs(sum) < NOISE * size ? 0 : sum;
}

// Output cells are counted row by row, and map after map.
export function cellOf({ rows, columns }, index) {
  const size = rows.outputs * columns.outputs;
  const rest = index % size;
  return [Math.floor(index / size), Math.floor(rest / columns.outputs), rest % columns.outputs];
}

export function indexOf({ rows, columns }, [k, y, x]) {
  return (k * rows.outputs + y) * columns.outputs + x;
}

export function allValues(layout) {
  return Array.from({ length: layout.count }, (_, index) => work(layout, cellOf(layout, index)).value);
}

// The output cells that read a number of the padded input of channel c, by whichever of its copies:
// {cell, taps, weights}, with a tap for each copy that the cell's window covers.
export function reachedFrom(layout, [c, row, column]) {
  const down = readersOf(layout.rows, row);
  const across = readersOf(layout.columns, column);
  const found = [];
  for (let k = 0; k < layout.depth; k += 1) {
    if (!channelsOf(layout, k).includes(c)) continue;
    const kernel = kernelOf(layout, k, c);
    for (const [y, tapsDown] of down) {
      for (const [x, tapsAcross] of across) {
        const taps = tapsDown.flatMap((i) => tapsAcross.map((j) => [i, j]));
        found.push({ cell: [k, y, x], taps, weights: kernel ? taps.map(([i, j]) => kernel[i][j]) : [] });
      }
    }
  }
  return found;
}

// Outputs of an axis with the taps under which they read the number of a position.
function readersOf(axis, position) {
  const copies = copiesAlong(axis, position);
  return axis.reads
    .map((taps, output) => [output, taps.filter(([, at]) => copies.includes(at)).map(([tap]) => tap)])
    .filter(([, taps]) => taps.length > 0);
}

// Where padding repeats the number of a position: all positions with it; otherwise this one alone.
export function copiesOf({ rows, columns }, [row, column]) {
  const across = copiesAlong(columns, column);
  return copiesAlong(rows, row).flatMap((i) => across.map((j) => [i, j]));
}

function copiesAlong({ source }, position) {
  if (source[position] < 0) return [position];
  return source.flatMap((from, at) => (from === source[position] ? [at] : []));
}

// All positions of the padded input, and the output cells, between which tap [i, j] stands.
export function touchedBy({ rows, columns }, [i, j]) {
  return placesOf(rows, i).flatMap(([y, row]) =>
    placesOf(columns, j).map(([x, column]) => ({ at: [row, column], output: [y, x] })),
  );
}

function placesOf({ reads }, wanted) {
  return reads.flatMap((taps, output) =>
    taps.filter(([tap]) => tap === wanted).map(([, at]) => [output, at]),
  );
}
