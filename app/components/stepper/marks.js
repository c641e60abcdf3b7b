// What is marked in the grids for a target: an output cell, an input cell, or a weight.
// Positions in an input are those of the padded input, with 0 on its first cell without padding.

import { channelsOf, copiesOf, reachedFrom, touchedBy, work } from "../shared/arithmetic.js";
import { formatNumber } from "../shared/numbers.js";

const MOST_NAMED = 2; // weights that have room in a cell

// {inputs, kernels: a list of marks for every channel; outputs: one for every map; box; several:
// the weights of output cells that read an input number more than once}. `hidden`: the output cell is
// still asked for, so that no mark may be the answer.
export function marksFor(layout, target, style, k, hidden = false) {
  const marks = {
    inputs: Array.from({ length: layout.channels }, () => []),
    kernels: Array.from({ length: layout.channels }, () => []),
    outputs: Array.from({ length: layout.depth }, () => []),
    box: null,
    several: [],
    reads: channelsOf(layout, k),
  };
  if (target.kind === "output") markWindow(layout, target.cell, marks, style, hidden);
  else if (target.kind === "input") markReach(layout, target.at, marks, style);
  else markTouched(layout, target, marks, k);
  return marks;
}

function markWindow(layout, cell, marks, style, hidden) {
  const { parts, winner } = work(layout, cell);
  const { rows, columns } = layout;
  for (const { channel, terms } of parts) {
    for (const { at, tap, weight } of terms) {
      const note = weight === null ? "" : `×${formatNumber(weight, style)}`;
      const won = winner && winner.at === at && !hidden ? "winner" : "tap";
      marks.inputs[channel].push([at[0] - rows.before, at[1] - columns.before, won, note]);
      marks.kernels[channel].push([...tap, "tap", ""]);
    }
  }
  marks.outputs[cell[0]].push([cell[1], cell[2], "current", ""]);
  marks.box = boxAround(parts[0].terms.map(({ at }) => [at[0] - rows.before, at[1] - columns.before]));
}

function markReach(layout, [c, row, column], marks, style) {
  const { rows, columns } = layout;
  const at = [row + rows.before, column + columns.before];
  marks.inputs[c].push([row, column, "current", ""]);
  for (const [i, j] of copiesOf(layout, at)) {
    if (i !== at[0] || j !== at[1]) marks.inputs[c].push([i - rows.before, j - columns.before, "tap", ""]);
  }
  for (const { cell: [k, y, x], taps, weights } of reachedFrom(layout, [c, ...at])) {
    const texts = weights.map((weight) => `×${formatNumber(weight, style)}`);
    const note = texts.length > MOST_NAMED ? `${texts.length} weights` : texts.join(" ");
    marks.outputs[k].push([y, x, "tap", note]);
    for (const tap of taps) marks.kernels[c].push([...tap, "tap", ""]);
    if (texts.length > 1) marks.several.push(`${layout.depth > 1 ? `map ${k} ` : ""}[${y}, ${x}] ${texts.join(" ")}`);
  }
}

function markTouched(layout, { channel, tap }, marks, k) {
  const { rows, columns } = layout;
  marks.kernels[channel].push([...tap, "current", ""]);
  for (const { at, output } of touchedBy(layout, tap)) {
    marks.inputs[channel].push([at[0] - rows.before, at[1] - columns.before, "tap", ""]);
    marks.outputs[k].push([...output, "tap", ""]);
  }
}

function boxAround(positions) {
  if (positions.length === 0) return null;
  const rows = positions.map(([row]) => row);
  const columns = positions.map(([, column]) => column);
  return [Math.min(...rows), Math.min(...columns), Math.max(...rows), Math.max(...columns)];
}
