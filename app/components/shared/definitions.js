// The definitions of convolution, with the indices of the current output cell in them.

import { channelsOf, isPooling } from "./arithmetic.js";
import { MINUS } from "./numbers.js";

// Lines of [name, formula] for the output cell [k, y, x]; rows and columns are counted from 0.
export function definitions(layout, [k, y, x]) {
  const { problem } = layout;
  if (problem.operation === "transposed") return transposed(layout, [k, y, x]);
  if (isPooling(problem)) return numpyLines(layout, [k, y, x]);
  return [...sums(layout, [k, y, x]), ...depths(layout, [k, y, x]), ...numpyLines(layout, [k, y, x])];
}

// Two ways through the output volume, where there is one.
function depths({ depth, rows, columns, problem }, [k, y, x]) {
  if (depth === 1) return [];
  const count = rows.outputs * columns.outputs;
  const bias = problem.bias ? ` and the bias b${k}` : "";
  return [
    ["Depth column", `v[${y}, ${x}, :], all ${depth} filters on this window`],
    ["Depth slice", `v[:, :, ${k}], ${count} windows with the same weights w${k}${bias}`],
  ];
}

// Both textbook sums, each with its own letters, as the books have them for one channel; with a sum
// over the channels and the bias, where there are any, they are the number shown. The second has 0 in
// the kernel's middle, as the window has (r, c); the first counts the cells one by one, so that it
// cannot leave any out by dilation.
function sums(layout, [k, y, x]) {
  const { rows, columns, problem } = layout;
  const flipped = problem.operation === "convolution";
  const [r, c] = [middle(rows, y, flipped), middle(columns, x, flipped)];
  const name = filterOf(layout, k);
  const { over, input, kernel } = channelTexts(layout, k);
  const bias = problem.bias ? ` + b${name}` : "";
  const letters = (which) => `   (${which}${bias && `, b${name} bias`})`;
  const f = `f(${index(r, rows, "i", flipped)}, ${index(c, columns, "j", flipped)}${input})`;
  const centred = `g${name}(${text(r)}, ${text(c)}) = ${over}Σ i=${reach(rows)} Σ j=${reach(columns)}  w${name}(i, j${kernel})·${f}${bias}`;
  const lines = [["Centred on the kernel", centred + letters(`w${name} kernel, f input, g${name} output`)]];
  if (rows.dilation === 1 && columns.dilation === 1) {
    const g = flipped
      ? `g${name}[${text(r)}${MINUS}n₁, ${text(c)}${MINUS}n₂${kernel}]`
      : `g${name}[n₁${less(r)}, n₂${less(c)}${kernel}]`;
    const sum = `${over}Σ n₁=${span(rows, y)} Σ n₂=${span(columns, x)}  f[n₁, n₂${input}]·${g}${bias}`;
    const title = flipped ? "Convolution" : "Cross-correlation";
    lines.unshift([title, `(f ${flipped ? "∗" : "⋆"} g${name})[${text(r)}, ${text(c)}]${bias} = ${sum}${letters(`f input, g${name} kernel`)}`]);
  }
  return lines;
}

// What tells a filter from others: nothing where it is the only one, on one channel.
function filterOf({ channels, depth }, k) {
  return channels === 1 && depth === 1 ? "" : k;
}

// The sum over the channels that a filter reads, and the index that each has in the input and, counted
// from the filter's first, in its kernel.
function channelTexts(layout, k) {
  if (layout.channels === 1) return { over: "", input: "", kernel: "" };
  const read = channelsOf(layout, k);
  const [first] = read;
  if (read.length === 1) return { over: "", input: `, ${first}`, kernel: ", 0" };
  return { over: `Σ c=${first}…${read[read.length - 1]} `, input: ", c", kernel: first > 0 ? `, c${MINUS}${first}` : ", c" };
}

// Row (or column) of the input under the kernel's own 0.
function middle(axis, output, flipped) {
  const before = Math.floor((axis.taps - 1) / 2);
  const taps = flipped ? axis.taps - 1 - before : before;
  return output * axis.stride - axis.before + axis.dilation * taps;
}

function index(centre, { dilation }, letter, flipped) {
  return `${text(centre)}${flipped ? MINUS : "+"}${dilation > 1 ? dilation : ""}${letter}`;
}

// The kernel's own indices, with 0 in its middle.
function reach({ taps }) {
  const a = Math.floor((taps - 1) / 2);
  return `${text(-a)}…${taps - 1 - a}`;
}

function span(axis, output) {
  const first = output * axis.stride - axis.before;
  return `${text(first)}…${text(first + axis.extent - 1)}`;
}

function text(number) {
  return String(number).replace("-", MINUS);
}

function less(number) {
  return number < 0 ? `+${-number}` : `${MINUS}${number}`;
}

function slice(axis, output) {
  const first = output * axis.stride;
  return `${first}:${first + axis.extent}${axis.dilation > 1 ? `:${axis.dilation}` : ""}`;
}

// What counts of a window along an axis: without the padding where that is not counted, and without what
// is past it in ceil mode.
function within({ rows, columns, problem }, axis, output) {
  const { before, stride, extent, source, size } = axis === 0 ? rows : columns;
  const first = output * stride;
  if (leavesPadding(problem)) return `${Math.max(0, first - before)}:${Math.min(size, first - before + extent)}`;
  return `${first}:${Math.min(first + extent, source.length - (problem.beyond?.[axis] ?? 0))}`;
}

function leavesPadding({ operation, count_include_pad }) {
  return operation === "average" && count_include_pad === false;
}

// As the lectures write it: v[0,0,0] = np.sum(x[0:5,0:5,:]*w0)+b0 for x of H×W×D; here with a line
// for the padding where there is one, in two dimensions for one channel, and with the activation
// where `relu` asks for it.
export function numpyLines(layout, [k, y, x], relu = false) {
  const { rows, columns, channels, depth, problem } = layout;
  const [flat, single] = [channels === 1, channels === 1 && depth === 1];
  const pooling = isPooling(problem);
  const padding = padded(layout);
  const channel = flat ? "" : `, ${pooling ? k : depthOf(layout, k)}`;
  const places = pooling ? [within(layout, 0, y), within(layout, 1, x)] : [slice(rows, y), slice(columns, x)];
  const window = `${padding ? "xp" : "x"}[${places.join(", ")}${channel}]`;
  const left = single ? `v[${y}, ${x}]` : `v[${y}, ${x}, ${k}]`;
  const lines = padding ? [["NumPy, padding", padding]] : [];
  if (problem.operation === "l2") return [...lines, ["NumPy", `${left} = np.sqrt(np.sum(${window}**2))`]];
  if (pooling) return [...lines, ["NumPy", `${left} = np.${problem.operation === "max" ? "max" : "mean"}(${window})`]];
  const name = filterOf(layout, k);
  const weights = problem.operation === "convolution" ? `w${name}[::-1, ::-1]` : `w${name}`;
  const bias = problem.bias ? ` + b${name}` : "";
  const sum = `np.sum(${window} * ${weights})${bias}`;
  return [...lines, ["NumPy", `${left} = ${relu ? `max(0, ${sum})` : sum}`]];
}

// The channels that a filter reads, as a slice.
function depthOf(layout, k) {
  const read = channelsOf(layout, k);
  return read.length < layout.channels ? `${read[0]}:${read[0] + read.length}` : ":";
}

// The line that pads x, or nothing where there is no padding. Max pooling pads with what never wins.
function padded({ problem, channels }) {
  const ends = problem.padding.map(([before, after], axis) => [before, after - (problem.beyond?.[axis] ?? 0)]);
  if (leavesPadding(problem) || ends.flat().every((side) => side === 0)) return null;
  const sides = ends.map(([before, after]) => `(${before}, ${after})`);
  if (channels > 1) sides.push("(0, 0)");
  const least = problem.operation === "max" ? ", constant_values=-np.inf" : "";
  const mode = problem.mode === "constant" ? least : `, mode="${problem.mode}"`;
  return `xp = np.pad(x, (${sides.join(", ")})${mode})`;
}

function transposed({ channels, depth }, [k, y, x]) {
  const where = `r·S + i·D − P = ${y}, c·S + j·D − P = ${x}`;
  const left = channels === 1 && depth === 1 ? `v[${y}, ${x}]` : `v[${y}, ${x}, ${k}]`;
  return [["Transposed", `${left} = Σ x[r, c]·w[i, j]  over all r, c, i, j with ${where}`]];
}
