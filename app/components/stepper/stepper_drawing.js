// Puts a problem and its marks on the screen: grids, the board, the definitions.

import { cellOf, channelsOf, isPastWindows, isPooling, kernelOf, turned, valueAt, work } from "../shared/arithmetic.js";
import { acrossOf, inputName, outputName, outputText, punctuation, resultText, termTexts, totalResult, totalText } from "../shared/arithmetic_text.js";
import { CellGrid } from "../shared/cell_grid.js";
import { definitions } from "../shared/definitions.js";
import { element, matchChildren } from "../shared/dom.js";
import { formatNumber } from "../shared/numbers.js";

// All grids of a problem, made anew.
export function buildGrids(root, layout, title) {
  const channels = root.querySelector(".channels");
  const parts = Array.from({ length: layout.channels }, (_, c) => channelPart(layout, c, title));
  channels.replaceChildren(...parts.map(({ host }) => host));
  const maps = root.querySelector(".maps");
  maps.setAttribute("aria-label", `Output: ${sizeText(layout)}. Arrow keys step from cell to cell.`);
  const outputs = Array.from({ length: layout.depth }, (_, k) => mapPart(layout, k));
  maps.replaceChildren(...outputs.map(({ host }) => host));
  root.classList.toggle("single", layout.channels === 1);
  // Only of a single channel the arithmetic stands on the board itself.
  root.querySelector(".board .terms").replaceChildren();
  return {
    inputs: parts.map(({ input }) => input),
    kernels: parts.map(({ kernel }) => kernel),
    originals: parts.map(({ original }) => original),
    parts: parts.map(({ host }) => host),
    boards: layout.channels === 1 ? [root.querySelector(".board .terms")] : parts.map(({ board }) => board),
    outputs: outputs.map(({ output }) => output),
    maps: outputs.map(({ host }) => host),
  };
}

function sizeText({ depth, rows, columns }) {
  return `${rows.outputs} × ${columns.outputs}${depth > 1 ? ` × ${depth}` : ""}`;
}

function channelPart(layout, c, title) {
  const { rows, columns, problem } = layout;
  const host = element("div", "", "channel");
  const label = inputName(layout, c, title);
  const [figure, place] = gridHost(label, `input${c}`, `${label}. Arrow keys show what a cell contributes to.`);
  const input = new CellGrid(place, rows.source.length, columns.source.length, [-rows.before, -columns.before]);
  host.append(figure);
  const board = element("div", "", "terms");
  if (isPooling(problem)) {
    if (layout.channels > 1) host.append(board);
    return { host, input, board };
  }
  const side = element("div", "", "kernel-side");
  const flipped = problem.operation === "convolution";
  const [original, turnedHost] = flipped ? [gridHost("w"), gridHost("rot180(w)", `kernel${c}`)] : [null, gridHost("w", `kernel${c}`)];
  if (original) side.append(original[0], element("span", "↻ 180°", "turn"));
  side.append(turnedHost[0]);
  host.append(side);
  if (layout.channels > 1) host.append(board);
  const [height, width] = problem.window;
  return {
    host,
    input,
    board,
    kernel: new CellGrid(turnedHost[1], height, width),
    original: original && new CellGrid(original[1], height, width),
  };
}

function mapPart(layout, k) {
  const { rows, columns } = layout;
  const [host, place] = gridHost(outputName(layout, k));
  place.dataset.grid = `output${k}`;
  return { host, output: new CellGrid(place, rows.outputs, columns.outputs) };
}

// A figure with a caption, and the place for its drawing; one with a `name` can have the focus.
function gridHost(caption, name, label) {
  const figure = element("figure", "", "matrix");
  const host = element("div", "", "grid");
  if (name) {
    host.dataset.grid = name;
    host.tabIndex = 0;
    host.setAttribute("role", "group");
    host.setAttribute("aria-label", label ?? `Weights ${caption}. Arrow keys show what a weight multiplies.`);
  }
  figure.append(element("figcaption", caption), host);
  return [figure, host];
}

// How large all of it is, for the style sheet.
export function fitStage(root, { problem, rows, columns, depth, channels }) {
  const { window } = problem;
  // Weights beside the numbers of a window are legible while its cells are large.
  const dense = rows.source.length > (channels > 1 ? 9 : 13);
  root.classList.toggle("dense", dense);
  root.classList.toggle("many", channels > 1 && (depth > 2 || (dense && channels > 2)));
  const wide = window[1] > 3; // its terms stand under the weights, not beside them
  root.classList.toggle("wide", wide);
  const sizes = {
    tallest: Math.max(rows.source.length, rows.outputs),
    "input-columns": columns.source.length,
    across: Math.max(channels * columns.source.length, (depth + 1) * columns.outputs),
    lines: wide ? window[0] : 0,
    down: rows.source.length + window[0] + rows.outputs,
  };
  for (const [name, size] of Object.entries(sizes)) root.style.setProperty(`--${name}`, size);
}

// The numbers of the input, and of the padding around it.
export function writeInputs({ inputs }, layout, style) {
  const { rows, columns } = layout;
  inputs.forEach((grid, c) => {
    rows.source.forEach((_row, i) => {
      columns.source.forEach((_column, j) => {
        const place = [i - rows.before, j - columns.before];
        grid.write(...place, formatNumber(valueAt(layout, c, i, j), style));
        const own = place[0] >= 0 && place[1] >= 0 && place[0] < rows.size && place[1] < columns.size;
        const kinds = [own ? "" : "padding", isPastWindows(layout, i, j) ? "left-over" : ""].filter(Boolean);
        if (kinds.length > 0) grid.become(...place, kinds.join(" "));
      });
    });
  });
}

// The weights between every channel and output map k.
export function writeKernels(grids, layout, k, style) {
  const read = channelsOf(layout, k);
  grids.kernels.forEach((grid, c) => {
    if (!grid) return;
    const seen = read.includes(c);
    grids.parts[c].classList.toggle("unread", !seen);
    const matrix = seen ? kernelOf(layout, k, c) : null;
    const caption = layout.depth > 1 ? `w${k}` : "w";
    nameKernel(grid, grids.originals[c], caption);
    fill(grid, matrix, style);
    if (grids.originals[c]) fill(grids.originals[c], matrix && turned(matrix), style);
  });
}

function nameKernel(grid, original, caption) {
  grid.host.previousSibling.textContent = original ? `rot180(${caption})` : caption;
  if (original) original.host.previousSibling.textContent = caption;
}

function fill(grid, matrix, style) {
  for (let i = 0; i < grid.rows; i += 1) {
    for (let j = 0; j < grid.columns; j += 1) grid.write(i, j, matrix ? formatNumber(matrix[i][j], style) : "");
  }
}

// Output cells from index `first` up to `last`: their values, "?" or nothing.
export function writeOutputs({ outputs }, layout, values, playback, style, first, last) {
  for (let index = first; index < last; index += 1) {
    const [k, y, x] = cellOf(layout, index);
    outputs[k].write(y, x, outputText(values, playback, style, index));
  }
}

export function showMarks(grids, marks, layout) {
  grids.inputs.forEach((grid, c) => {
    grid.mark(marks.inputs[c]);
    grid.surround(marks.box && marks.reads.includes(c) && marks.inputs[c].length > 0 ? marks.box : null);
  });
  grids.kernels.forEach((grid, c) => {
    if (!grid) return;
    grid.mark(marks.kernels[c]);
    const turn = ([i, j, ...rest]) => [layout.rows.taps - 1 - i, layout.columns.taps - 1 - j, ...rest];
    grids.originals[c]?.mark(marks.kernels[c].map(turn));
  });
  grids.outputs.forEach((grid, k) => grid.mark(marks.outputs[k]));
}

// The arithmetic of an output cell, in the shape of its window.
export function showBoard(root, grids, layout, cell, style, hidden) {
  const { problem } = layout;
  const worked = work(layout, cell);
  const total = totalText(problem, worked, style);
  const shown = new Set();
  for (const part of worked.parts) {
    const board = grids.boards[layout.channels === 1 ? 0 : part.channel];
    const result = resultText(part, total === null ? worked.value : part.sum, style, hidden);
    showTerms(board, layout, part, style, result, hidden ? null : worked.winner);
    shown.add(board);
  }
  for (const board of grids.boards) if (!shown.has(board)) board.replaceChildren();
  const line = root.querySelector(".total");
  const sums = hidden ? "sums of the channels + bias" : total;
  line.textContent = total === null ? "" : sums + totalResult(worked, style, hidden);
  line.title = total === null || worked.bias === null ? "" : "sums of the channels, and the bias";
}

function showTerms(board, layout, part, style, result, winner) {
  const { open, between, close } = punctuation(layout.problem, part.terms.length);
  const texts = termTexts(part.terms, style, layout.problem.operation);
  const sum = element("div", "", "sum");
  sum.style.setProperty("--columns", acrossOf(part.terms));
  texts.forEach((text, i) => {
    const before = i > 0 && between === " + " ? "+ " : "";
    const after = i < texts.length - 1 && between === ", " ? "," : "";
    const name = part.terms[i] === winner ? "term winner" : "term";
    sum.append(i > 0 ? " " : "", element("span", before + text + after, name));
  });
  if (texts.length === 0) sum.append("0");
  board.replaceChildren(element("span", open, "result"), sum, element("span", close + result, "result"));
}

export function showDefinitions(root, layout, cell) {
  const list = root.querySelector(".definitions dl");
  list.parentElement.hidden = false;
  const lines = definitions(layout, cell);
  matchChildren(list, 2 * lines.length, (i) => element(i % 2 ? "dd" : "dt"));
  lines.forEach(([name, formula], i) => {
    list.children[2 * i].textContent = name;
    list.children[2 * i + 1].textContent = formula;
  });
}
