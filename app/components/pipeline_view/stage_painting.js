// Draws what is seen of a stage: the pixels that the server sent, the raw ones where those were
// reduced, and near at hand cells with their numbers.

import { sourceOf } from "../shared/arithmetic.js";
import { paintCells } from "../shared/number_cells.js";
import { cellText } from "../shared/numbers.js";
import { paintColours, paintIndices } from "../shared/painting.js";
import { bytesOfBase64 } from "../shared/wire_format.js";
import { activated, colourIndex, neededBy, poolAt, responseAt } from "./lens_arithmetic.js";
import { CLOSE } from "./stage_view.js";

const MOST_WORK = 3e6; // products that are computed at a time to paint raw pixels: 10 ms

export function imageOf(stage) {
  const image = new ImageData(stage.shown.width, stage.shown.height);
  if (stage.table) paintIndices(stage.pixels, tableOf(stage), image.data);
  else paintColours(stage.pixels, image.data);
  return image;
}

function tableOf(stage) {
  stage.colours ??= stage.table && bytesOfBase64(stage.table);
  return stage.colours;
}

// The colour of a value, or of three, on the screen.
export function colourOfValues(stage, values) {
  const places = values.map((value) => colourIndex(value, stage.scale));
  if (!stage.table) return places;
  return [...tableOf(stage).subarray(3 * places[0], 3 * places[0] + 3)];
}

// The colours of all values under a stage's histogram, on a canvas of one row: those beyond the
// scale's ends have the colours of its ends.
export function barOf(stage) {
  const canvas = document.createElement("canvas");
  const image = new ImageData(256, 1);
  const [low, high] = stage.histogram.edges;
  for (let i = 0; i < 256; i += 1) {
    const value = low + ((i + 0.5) / 256) * (high - low);
    image.data.set([...colourOfValues(stage, stage.table ? [value] : [value, value, value]), 255], 4 * i);
  }
  [canvas.width, canvas.height] = [256, 1];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// `seen`: [rows, columns], each {first, count}; `view` holds setting and raw (null without a
// kernel that fits), and ratio (device pixels in a CSS pixel); `width`: of the canvas, in CSS pixels.
export function paintStage(canvas, stage, image, seen, view, width) {
  const { setting, raw } = view;
  const [rows, columns] = seen;
  const whole = rows.count === stage.rows && columns.count === stage.columns && Math.max(stage.rows, stage.columns) > CLOSE;
  const exact = setting && !whole && isWorthIt(stage, seen, setting) && raw.has(neededFor(stage, seen, setting));
  stage.averaged = stage.shown.factor > 1 && !exact;
  if (exact && Math.max(rows.count, columns.count) <= CLOSE) {
    paintNumbers(canvas, stage, seen, view, width / columns.count);
  } else if (exact && stage.shown.factor > 1) {
    paintExact(canvas, stage, seen, view);
  } else {
    paintSent(canvas, stage, image, seen);
  }
}

function isWorthIt({ name, shown }, [rows, columns], { rows: { taps }, columns: { taps: across }, channels, pooling }) {
  if (shown.factor === 1 && Math.max(rows.count, columns.count) > CLOSE) return false;
  const pooled = name === "pooling" ? pooling.size ** 2 : 1;
  const each = name === "picture" ? 1 : taps * across * pooled;
  return rows.count * columns.count * channels * each <= MOST_WORK;
}

// Rows and columns of the picture that must be there to compute what is seen.
function neededFor({ name }, [rows, columns], setting) {
  const last = [rows, columns].map(({ first, count }) => first + count - 1);
  if (name === "picture") {
    const span = ({ first, count }, { size }) =>
      Array.from({ length: count }, (_, i) => sourceOf(first + i, size, setting.mode)).filter((at) => at >= 0);
    return [span(rows, setting.rows), span(columns, setting.columns)];
  }
  if (name !== "pooling") return neededBy(setting, [rows.first, columns.first], last);
  const { size, stride } = setting.pooling;
  return neededBy(setting, [rows.first * stride, columns.first * stride], last.map((at) => at * stride + size - 1));
}

// The values of a stage's cell, one for each channel.
function valuesAt({ name }, { setting, raw }, [row, column]) {
  const channels = Array.from({ length: setting.channels }, (_, channel) => channel);
  if (name === "pooling") return channels.map((channel) => poolAt(setting, raw.read, channel, [row, column]).value);
  if (name !== "picture") {
    const values = channels.map((channel) => responseAt(setting, raw.read, channel, [row, column]));
    return name === "activation" ? values.map((value) => activated(setting, value)) : values;
  }
  const from = [sourceOf(row, setting.rows.size, setting.mode), sourceOf(column, setting.columns.size, setting.mode)];
  return channels.map((channel) => (Math.min(...from) < 0 ? 0 : raw.at(channel, ...from)));
}

function paintSent(canvas, stage, image, [rows, columns]) {
  const { factor, width, height } = stage.shown;
  canvas.width = Math.min(width, Math.max(1, Math.round(columns.count / factor)));
  canvas.height = Math.min(height, Math.max(1, Math.round(rows.count / factor)));
  const left = Math.min(width - canvas.width, Math.max(0, Math.round(columns.first / factor)));
  const top = Math.min(height - canvas.height, Math.max(0, Math.round(rows.first / factor)));
  canvas.getContext("2d").putImageData(image, -left, -top);
}

function paintExact(canvas, stage, [rows, columns], view) {
  const image = new ImageData(columns.count, rows.count);
  for (let i = 0, to = 0; i < rows.count; i += 1) {
    for (let j = 0; j < columns.count; j += 1, to += 4) {
      const values = valuesAt(stage, view, [rows.first + i, columns.first + j]);
      image.data.set(colourOfValues(stage, values), to);
      image.data[to + 3] = 255;
    }
  }
  [canvas.width, canvas.height] = [columns.count, rows.count];
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function paintNumbers(canvas, stage, [rows, columns], view, cell) {
  const at = (i, j) => [rows.first + i, columns.first + j];
  const values = Array.from({ length: rows.count }, (_, i) =>
    Array.from({ length: columns.count }, (_, j) => valuesAt(stage, view, at(i, j))),
  );
  paintCells(canvas, {
    rows: rows.count,
    columns: columns.count,
    cell,
    ratio: view.ratio,
    colourOf: (i, j) => colourOfValues(stage, values[i][j]),
    textsOf: (i, j) => values[i][j].map((value) => cellText(value)),
    outside: (i, j) => isOutside(stage, at(i, j)),
  });
}

function isOutside({ rows, columns }, [row, column]) {
  return row < 0 || column < 0 || row >= rows || column >= columns;
}
