// What lights up for a step: the terms of its sum, in all grids. Marks are [grid's id, row, column,
// class, note]; boxes are {grid's id: [top, left, bottom, right]}.

import { work } from "../shared/arithmetic.js";
import { formatNumber } from "../shared/numbers.js";
import { biasOf, nextOf, placeOf, winnersOf } from "./chain.js";
import { gridId } from "./chain_steps.js";
import { gradientTerms } from "./gradient_terms.js";

const MOST_NOTES = 64;

// `noted`: whether the factors are written into the cells. `hidden`: the step is still asked for, so
// that no mark may be the answer.
export function marksFor(chain, step, style, { hidden = false, noted = true } = {}) {
  const marks = { cells: [], boxes: {} };
  const put = (part, name, map, row, column, kind, note = "") => marks.cells.push([gridId(part, name, map), row, column, kind, note]);
  const { part, name, index } = step;
  const place = placeOf(chain.quantities.get(name), index);
  put(part, name, ...place, "current");
  if (part === "gradients") markGradient(chain, step, place, put, marks, style, noted);
  else if (part === "after") for (const kind of ["values", "gradients"]) put(kind, name, ...place, "tap");
  else markForward(chain, step, place, put, marks, hidden);
  return marks;
}

function markGradient(chain, { name, index }, place, put, marks, style, noted) {
  put("values", name, ...place, "current");
  const terms = gradientTerms(chain, name, index);
  const note = (number) => (noted && terms.length <= MOST_NOTES ? `×${formatNumber(number, style)}` : "");
  const places = [];
  for (const { up: [above, at], gradient, factor, by } of terms) {
    put("gradients", above, ...placeOf(chain.quantities.get(above), at), "tap", name === "bias" || above === "loss" ? "" : note(factor));
    if (by) put("values", ...by, "tap", note(gradient));
    if (by) places.push(by);
  }
  if (nextOf(chain, name) === "loss" && !["x", "kernels", "bias", "dense", "offset"].includes(name)) markLoss(chain, index, place, put);
  if (name === "kernels" && places.length > 0) marks.boxes[gridId("values", "x", places[0][1])] = around(places);
  if (name === "x") markTurned(chain, place, marks);
}

// The target, or the share, that the loss compares a number with.
function markLoss({ quantities }, index, place, put) {
  for (const name of ["target", "shares"]) if (quantities.has(name)) put("values", name, ...placeOf(quantities.get(name), index), "tap");
}

// The window of the full convolution, and the numbers in it.
function markTurned({ layout: { rows, columns, depth } }, [, row, column], marks) {
  for (let k = 0; k < depth; k += 1) {
    for (let i = 0; i < rows.taps; i += 1) {
      for (let j = 0; j < columns.taps; j += 1) marks.cells.push([`spread${k}`, row + i * rows.dilation, column + j * columns.dilation, "tap", ""], [`turned${k}`, i, j, "tap", ""]);
    }
    marks.boxes[`spread${k}`] = [row, column, row + rows.extent - 1, column + columns.extent - 1];
  }
}

function markForward(chain, { name, index }, place, put, marks, hidden) {
  const { layout, quantities, path } = chain;
  const below = path[path.indexOf(name) - 1];
  const cells = (one) => Array.from({ length: quantities.get(one).count }, (_, at) => placeOf(quantities.get(one), at));
  if (name === "y") {
    const places = work(layout, place).parts.flatMap(({ channel, terms }) => terms.map(({ at, tap }) => {
      put("values", "kernels", place[0] * layout.channels + channel, ...tap, "tap");
      return [channel, at[0] - layout.rows.before, at[1] - layout.columns.before];
    }));
    for (const one of places) put("values", "x", ...one, "tap");
    put("values", "bias", ...placeOf(quantities.get("bias"), biasOf(chain, index)), "tap");
    for (let c = 0; c < layout.channels; c += 1) marks.boxes[gridId("values", "x", c)] = around(places.map((one) => ["x", ...one]));
  } else if (name === "relu") put("values", "y", ...place, "tap");
  else if (name === "pool") {
    const source = quantities.get(below);
    const winners = chain.model.pool.kind === "max" && !hidden ? winnersOf(chain.windows[index], source.values) : [];
    for (const cell of chain.windows[index]) put("values", below, ...placeOf(source, cell), winners.includes(cell) ? "winner" : "tap");
  } else if (name === "scores") {
    for (const one of cells(below)) put("values", below, ...one, "tap");
    for (let j = 0; j < quantities.get("dense").columns; j += 1) put("values", "dense", 0, place[1], j, "tap");
    put("values", "offset", 0, place[1], 0, "tap");
  } else for (const one of cells(chain.last)) put("values", chain.last, ...one, "tap");
}

function around(places) {
  const [rows, columns] = [places.map(([, , row]) => row), places.map(([, , , column]) => column)];
  return [Math.min(...rows), Math.min(...columns), Math.max(...rows), Math.max(...columns)];
}
