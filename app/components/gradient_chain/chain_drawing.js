// The chain on the screen: stages from left to right, values above, gradients below them.

import { CellGrid } from "../shared/cell_grid.js";
import { element } from "../shared/dom.js";
import { formatNumber } from "../shared/numbers.js";
import { LONG_NAMES } from "./chain_names.js";

const ROWS = { values: "forward →", gradients: "← backward" };

// All grids of the stages, made anew: by id, {grid, made}.
export function buildStages(host, stages) {
  const grids = new Map();
  host.replaceChildren(rowNames(), ...stages.map((stage) => stageOf(stage, grids)));
  return grids;
}

function rowNames() {
  const host = element("div", "", "stage-column names");
  host.append(element("span"), ...Object.values(ROWS).map((name) => element("span", name, "row-name")));
  host.setAttribute("aria-hidden", "true");
  return host;
}

function stageOf({ blocks }, grids) {
  const host = element("div", "", "stage-column");
  host.append(element("div", blocks.map(({ name }) => LONG_NAMES[name]).join(", "), "title"), ...Object.keys(ROWS).map((part) => partOf(blocks, part, grids)));
  return host;
}

// One row of a stage, or what a step of gradient descent makes of all weights.
export function partOf(blocks, part, grids) {
  const host = element("div", "", `part ${part}`);
  host.append(...blocks.filter((block) => block[part].length > 0).map((block) => blockOf(block, part, grids)));
  return host;
}

function blockOf(block, part, grids) {
  const host = element("div", "", "maps");
  host.style.setProperty("--abreast", block.across);
  host.append(...block[part].map((made, i) => addGrid(made, grids, i === 0 && isSelectable(made))));
  return host;
}

// What is given is chosen by its gradient.
function isSelectable({ part, name }) {
  return part !== "values" || !["x", "kernels", "bias", "dense", "offset", "target", "loss"].includes(name);
}

// A matrix with its caption. `first`: the keyboard comes to it; to those after it, from it.
export function addGrid(made, grids, first) {
  const figure = element("figure", "", "matrix");
  const host = element("div", "", "grid");
  host.dataset.grid = made.id;
  if (isSelectable(made) && made.label) {
    host.tabIndex = first ? 0 : -1;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", `${made.label}. Arrow keys move from cell to cell.`);
  }
  figure.append(element("figcaption", made.caption), host);
  const grid = new CellGrid(host, made.rows, made.columns, made.first);
  grids.set(made.id, { grid, made });
  eachCell(made, (row, column) => made.isPadding(row, column) && grid.become(row, column, "padding"));
  return figure;
}

export function eachCell({ rows, columns, first }, act) {
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) act(i + first[0], j + first[1]);
  }
}

export function fill({ grid, made }, style) {
  eachCell(made, (row, column) => grid.write(row, column, formatNumber(made.numberAt(row, column), style)));
}

export function showMarks(grids, { cells, boxes }) {
  const marks = new Map();
  for (const [id, ...mark] of cells) {
    if (!marks.has(id)) marks.set(id, []);
    marks.get(id).push(mark);
  }
  for (const [id, { grid }] of grids) {
    grid.mark(marks.get(id) ?? []);
    grid.surround(boxes[id] ?? null);
  }
}

// How large all of it is, in cells, for the style sheet.
export function sizesOf(stages) {
  const parts = Object.keys(ROWS);
  const sums = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
  const wide = (made, across) => (made.length ? Math.min(across, made.length) * made[0].columns : 0);
  const high = (made, across) => (made.length ? Math.ceil(made.length / across) * (made[0].rows + 0.6) : 0);
  const across = stages.map(({ blocks }) => Math.max(...parts.map((part) => sums(blocks.map((block) => wide(block[part], block.across))))));
  const down = parts.map((part) => Math.max(...stages.map(({ blocks }) => Math.max(...blocks.map((block) => high(block[part], block.across))))));
  const figures = stages.flatMap(({ blocks }) => blocks.map((block) => block.across));
  return { across: sums(across), down: sums(down), gaps: sums(figures) };
}
