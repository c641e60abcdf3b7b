// What stands on the board: names, headings and the arithmetic of an output cell. Texts only.

import { copiesOf, indexOf, isPooling } from "./arithmetic.js";
import { bracketed, formatNumber, MINUS, relation, timesText } from "./numbers.js";

const COLOUR_NAMES = ["red", "green", "blue"];

// `title` is "rgb" where the channels are those colours.
export function inputName({ rows, columns, channels }, c, title) {
  const colour = title === "rgb" ? `, ${COLOUR_NAMES[c]}` : "";
  const name = channels > 1 ? `Input x, channel ${c}${colour}` : "Input x";
  return `${name}: ${rows.size} × ${columns.size}`;
}

export function outputName({ depth, rows, columns }, k) {
  return depth > 1 ? `Output v, map ${k}` : `Output v: ${rows.outputs} × ${columns.outputs}`;
}

// An output cell as it stands in its grid: its value, "?" where it is asked for, or nothing yet.
export function outputText(values, playback, style, index) {
  if (index < playback.filled) return formatNumber(values[index], style);
  return playback.predicting && index === playback.current ? "?" : "";
}

// The terms of one channel, row by row: "7·1", "3·(−1)", …; in L2 pooling "7²", "(−3)²", …
export function termTexts(terms, style, operation = "") {
  return terms.map(({ value, weight }, i) => {
    const number = formatNumber(value, style);
    if (operation === "l2") return `${bracketed(number)}²`;
    if (weight === null) return operation === "max" ? number : bracketed(number, i > 0);
    return timesText(number, formatNumber(weight, style), i > 0);
  });
}

// In how many columns the terms of a channel stand, as their cells do.
export function acrossOf(terms) {
  return Math.max(1, new Set(terms.map(({ at }) => at[1])).size);
}

// What stands before, between and after the terms: max(3, 4, 5), (3 + 4 + 5)/4, √(3² + 4²), 7·1 + 4·1.
export function punctuation({ operation }, count) {
  if (operation === "max") return { open: "max(", between: ", ", close: ")" };
  if (operation === "average") return { open: "(", between: " + ", close: `)/${count}` };
  if (operation === "l2") return { open: "√(", between: " + ", close: ")" };
  return { open: "", between: " + ", close: "" };
}

export function channelText(problem, part, style) {
  if (part.terms.length === 0) return "0";
  const { open, between, close } = punctuation(problem, part.terms.length);
  return `${open}${termTexts(part.terms, style, problem.operation).join(between)}${close}`;
}

// " = 6" or " ≈ 0.333" after the terms of one channel; `hidden` where 6 is still asked for.
export function resultText({ terms }, result, style, hidden = false) {
  if (hidden) return " = ?";
  const numbers = terms.flatMap(({ value, weight }) => (weight === null ? [value] : [value, weight]));
  return ` ${relation([...numbers, result], style)} ${formatNumber(result, style)}`;
}

// " = −25" after the sums of the channels and the bias.
export function totalResult({ parts, bias, value }, style, hidden = false) {
  if (hidden) return " = ?";
  const numbers = [...parts.map(({ sum }) => sum), bias ?? 0, value];
  return ` ${relation(numbers, style)} ${formatNumber(value, style)}`;
}

// "308 + (−498) + 164 + 1": the channels and the bias; null where the terms already are the sum.
export function totalText({ operation }, { parts, bias }, style) {
  if (isPooling({ operation }) || (parts.length === 1 && bias === null)) return null;
  const numbers = parts.map((part) => part.sum).concat(bias === null ? [] : [bias]);
  return numbers.map((number, i) => bracketed(formatNumber(number, style), i > 0)).join(" + ");
}

// The whole of it in one line, for a screen reader.
export function sentence(problem, worked, style, hidden = false) {
  const total = totalText(problem, worked, style);
  const line = (part, result) => channelText(problem, part, style) + resultText(part, result, style, hidden);
  if (total === null) return line(worked.parts[0], worked.value);
  const channels = worked.parts.map((part) => `channel ${part.channel}: ${line(part, part.sum)}`);
  return `${channels.join("; ")}; total ${hidden ? "?" : total + totalResult(worked, style)}`;
}

// A number of the input, wherever it stands: "Input [0, 0] with its 3 copies in the padding".
function numberName(layout, [c, row, column]) {
  const { rows, columns, channels } = layout;
  const at = [row + rows.before, column + columns.before];
  const from = [rows.source[at[0]], columns.source[at[1]]];
  const inside = from[0] >= 0 && from[1] >= 0;
  const place = (inside ? from : [row, column]).map((one) => String(one).replace("-", MINUS)).join(", ");
  const copies = copiesOf(layout, at).length - 1;
  const more = copies === 0 ? "" : copies === 1 ? " with its copy in the padding" : ` with its ${copies} copies in the padding`;
  return `${inside ? "Input" : "Padding"} ${channels > 1 ? `channel ${c}, ` : ""}[${place}]${inside ? more : ""}`;
}

// The weights of output cells that read an input number more than once, or nothing.
export function severalText({ several }) {
  return several.length > 0 ? `Used more than once in a window: ${several.join("; ")}` : "";
}

// What the board's heading says about a target.
export function heading(layout, target, marks, style) {
  const count = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;
  if (target.kind === "output") {
    const [k, y, x] = target.cell;
    const map = layout.depth > 1 ? `map ${k}, ` : "";
    return `Output ${map}[${y}, ${x}], step ${indexOf(layout, target.cell) + 1} of ${layout.count}`;
  }
  if (target.kind === "input") {
    const reached = marks.outputs.reduce((sum, list) => sum + list.length, 0);
    return `${numberName(layout, target.at)} contributes to ${count(reached, "output cell")}`;
  }
  const touched = marks.inputs[target.channel].length;
  const [i, j] = target.tap;
  return `Weight [${i}, ${j}] ${relation([target.weight], style)} ${formatNumber(target.weight, style)} multiplies ${count(touched, "input cell")}`;
}

// What the numbers alone do not tell, in plain sentences.
export function notes({ problem, rows, columns }) {
  const [down, across] = [leftOver(rows, "row"), leftOver(columns, "column")].map((text) => text && `the last ${text}`);
  const lost = [down, across].filter(Boolean).join(" and ");
  const padded = problem.padding.flat().some((side) => side > 0);
  const count = rows.taps * columns.taps;
  const channels = problem.input.length;
  return [
    problem.groups > 1 && problem.groups === channels &&
      `Depthwise convolution: as many groups as channels (${channels}), so each filter sees a single channel.`,
    lost && `Left over (hatched), in no window: ${lost} of the ${padded ? "padded " : ""}input. The size is rounded down (floor).`,
    ...poolingNotes(problem, count),
  ].filter(Boolean);
}

function poolingNotes({ operation, padding, beyond = [0, 0], count_include_pad = true }, count) {
  const over = beyond.some((cells) => cells > 0);
  const padded = padding.some(([before, after], axis) => before > 0 || after > beyond[axis]);
  const counted = count_include_pad
    ? `Every window is divided by ${count}, padding zeros included (PyTorch’s default).`
    : "Padding is not counted: each window is divided by its number of input cells (count_include_pad=False).";
  const past = operation === "average" ? " What lies past the padding is never counted." : "";
  return [
    over && `The last windows extend past the input: the size is rounded up (ceil_mode=True).${past}`,
    operation === "average" && padded && counted,
  ].filter(Boolean);
}

function leftOver({ leftover }, name) {
  if (leftover === 0) return "";
  return leftover === 1 ? name : `${leftover} ${name}s`;
}
