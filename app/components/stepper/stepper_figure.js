// What the stepper shows, as a drawing of plain shapes: SVG, PNG and GIF are made of it.

import { cellOf, channelsOf, indexOf, isPastWindows, kernelOf, turned, valueAt, work } from "../shared/arithmetic.js";
import { acrossOf, heading, inputName, outputName, outputText, punctuation, resultText, termTexts, totalResult, totalText } from "../shared/arithmetic_text.js";
import { matrixBlock } from "../shared/matrix_figure.js";
import { bracketed, formatNumber } from "../shared/numbers.js";
import { beside, inColumns, lineBlock, onPaper, stacked, textShape } from "../shared/shape_layout.js";
import { marksFor } from "./marks.js";

const [GAP, MARGIN] = [28, 24];
const LETTER = 9; // width of a digit of size 16, roughly
const SLIDE = 16 / 9; // width over height of what it shall be shown on

// `view`: target, map (whose kernels are shown), style, playback, title ("rgb" or "").
export function figure(layout, values, view) {
  const { target, playback } = view;
  const hidden = target.kind === "output" && playback.hides(indexOf(layout, target.cell));
  const marks = marksFor(layout, target, view.style, view.map, hidden);
  const channels = Array.from({ length: layout.channels }, (_, c) => channelBlock(layout, c, view, marks));
  const maps = Array.from({ length: layout.depth }, (_, k) => mapBlock(layout, k, values, view, marks));
  const body = arranged(channels, maps);
  const head = lineBlock(heading(layout, view.target, marks, view.style), 20);
  return onPaper(stacked([head, body, totalBlock(layout, view)]), MARGIN);
}

function channelBlock(layout, c, view, marks) {
  const { rows, columns } = layout;
  const first = [-rows.before, -columns.before];
  const input = matrixBlock({
    caption: inputName(layout, c, view.title), rows: rows.source.length, columns: columns.source.length, first,
    text: (i, j) => formatNumber(valueAt(layout, c, i + rows.before, j + columns.before), view.style),
    kind: (i, j) => {
      if (isPastWindows(layout, i + rows.before, j + columns.before)) return "left-over";
      return i < 0 || j < 0 || i >= rows.size || j >= columns.size ? "padding" : "";
    },
    marks: marks.inputs[c],
    box: marks.box && marks.reads.includes(c) && marks.inputs[c].length > 0 ? marks.box : null,
  });
  const kernels = channelsOf(layout, view.map).includes(c) ? kernelBlocks(layout, c, view, marks) : [];
  const terms = termsBlock(layout, c, view);
  if (layout.channels > 1) return stacked([input, beside(kernels, GAP), terms]); // room for those beside it
  return stacked([beside([input, stacked(kernels)], GAP), terms]);
}

// The weights laid on the window; before them, for true convolution, those that were not turned.
function kernelBlocks(layout, c, view, marks) {
  const matrix = kernelOf(layout, view.map, c);
  if (!matrix) return [];
  const name = layout.depth > 1 ? `w${view.map}` : "w";
  const [rows, columns] = [matrix.length, matrix[0].length];
  const block = (caption, numbers, shown) =>
    matrixBlock({ caption, rows, columns, text: (i, j) => formatNumber(numbers[i][j], view.style), marks: shown });
  if (layout.problem.operation !== "convolution") return [block(name, matrix, marks.kernels[c])];
  const back = marks.kernels[c].map(([i, j, ...rest]) => [rows - 1 - i, columns - 1 - j, ...rest]);
  return [block(name, turned(matrix), back), block(`rot180(${name})`, matrix, marks.kernels[c])];
}

function mapBlock(layout, k, values, { playback, style }, marks) {
  return matrixBlock({
    caption: outputName(layout, k), rows: layout.rows.outputs, columns: layout.columns.outputs,
    text: (i, j) => outputText(values, playback, style, indexOf(layout, [k, i, j])),
    marks: marks.outputs[k],
  });
}

// The terms of a channel in the shape of its window, as wide for every output cell.
function termsBlock(layout, c, { target, style, map, playback }) {
  const { problem, rows, columns } = layout;
  const longest = (numbers) => Math.max(0, ...numbers.flat(3).map((number) => bracketed(formatNumber(number, style)).length));
  const wide = LETTER * (longest([problem.input[c], 0]) + longest(problem.kernels) + 4);
  const high = 24;
  const { open, between, close } = punctuation(problem, rows.taps * columns.taps);
  const [before, after] = [LETTER * open.length, LETTER * (close.length + 12)];
  const block = { width: before + wide * columns.taps + after, height: high * rows.taps, shapes: [] };
  if (target.kind !== "output" || !channelsOf(layout, map).includes(c)) return block;
  const worked = work(layout, target.cell);
  const part = worked.parts.find(({ channel }) => channel === c);
  const across = acrossOf(part.terms);
  const hidden = playback.hides(indexOf(layout, target.cell));
  const texts = part.terms.length ? termTexts(part.terms, style, problem.operation) : ["0"];
  texts.forEach((text, i) => {
    const plus = i > 0 && between === " + " ? "+ " : "";
    const comma = i < texts.length - 1 && between === ", " ? "," : "";
    const x = before + (i % across + 1) * wide - LETTER;
    const weight = part.terms[i] && part.terms[i] === worked.winner && !hidden ? 700 : 400;
    block.shapes.push(textShape(x, (Math.floor(i / across) + 0.5) * high, plus + text + comma, { anchor: "end", weight }));
  });
  const down = Math.ceil(texts.length / across);
  const sum = totalText(problem, worked, style) === null ? worked.value : part.sum;
  const middle = (down * high) / 2;
  block.shapes.push(textShape(0, middle, open, { weight: 700 }));
  const result = punctuation(problem, part.terms.length).close + resultText(part, sum, style, hidden);
  block.shapes.push(textShape(before + across * wide, middle, result, { weight: 700 }));
  return block;
}

function totalBlock(layout, { target, style, playback }) {
  const text = totalText(layout.problem, work(layout, cellOf(layout, 0)), style);
  if (text === null) return { width: 0, height: 0, shapes: [] };
  if (target.kind !== "output") return lineBlock("", 22);
  const worked = work(layout, target.cell);
  const hidden = playback.hides(indexOf(layout, target.cell));
  const sums = hidden ? "sums of the channels + bias" : totalText(layout.problem, worked, style);
  return lineBlock(sums + totalResult(worked, style, hidden), 22);
}

// Channels and maps, each in as many columns as let them be largest on a slide.
function arranged(channels, maps) {
  const put = (kinds, columns) => beside(kinds.map((blocks, i) => inColumns(blocks, columns[i], GAP)), 2 * GAP);
  const empty = [channels, maps].map((blocks) => blocks.map((block) => ({ ...block, shapes: [] })));
  const needed = (columns) => {
    const { width, height } = put(empty, columns);
    return Math.max(width, height * SLIDE);
  };
  const choices = channels.flatMap((_channel, i) => maps.map((_map, j) => [i + 1, j + 1]));
  const best = choices.reduce((one, other) => (needed(other) < needed(one) ? other : one));
  return put([channels, maps], best);
}
