// The definitions of convolution, with the indices of the current output cell in them.

import { channelsOf, isPooling } from "./arithmetic.js";
import { MINUS } from "./numbers.js";

// Lines of [name, formula] for the output cell [k, y, x]; rows and columns are counted from 0.
export function definitions(layout, [k, y, x]) {
  const { problem } = layout;
  if (problem.operation === "transposed") return transposed(layout, [k, y, x]);
  if (isPooling(problem)) return numpy(layout, [k, y, x]);
  return [...sums(layout, y, x), ...numpy(layout, [k, y, x])];
}

// Both textbook sums, each with its own letters, as the books have them. The second has 0 in the kernel's middle, as the window has (r, c); the first
// counts the cells one by one, so that it cannot leave any out by dilation.
function sums(layout, y, x) {
  const { rows, columns, problem } = layout;
  const flipped = problem.operation === "convolution";
  const [r, c] = [middle(rows, y, flipped), middle(columns, x, flipped)];
  const name = flipped ? "Convolution" : "Cross-correlation";
  const f = `f(${index(r, rows, "i", flipped)}, ${index(c, columns, "j", flipped)})`;
  const centred = `g(${text(r)}, ${text(c)}) = Σ i=${reach(rows)} Σ j=${reach(columns)}  w(i, j)·${f}${letters("w kernel, f input, g output")}`;
  const lines = [["Centred on the kernel", centred]];
  if (rows.dilation === 1 && columns.dilation === 1) {
    const g = flipped
      ? `g[${text(r)}${MINUS}n₁, ${text(c)}${MINUS}n₂]`
      : `g[n₁${less(r)}, n₂${less(c)}]`;
    const sum = `Σ n₁=${span(rows, y)} Σ n₂=${span(columns, x)}  f[n₁, n₂]·${g}`;
    lines.unshift([name, `(f ${flipped ? "∗" : "⋆"} g)[${text(r)}, ${text(c)}] = ${sum}${letters("f input, g kernel")}`]);
  }
  return lines;
}

const letters = (which) => `   (${which})`;

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

// As the lectures write it: v[0,0,0] = np.sum(x[0:5,0:5,:]*w0)+b0 for x of H×W×D; here with a line
// for the padding where there is one, and in two dimensions for one channel.
function numpy(layout, [k, y, x]) {
  const { rows, columns, channels, depth, problem } = layout;
  const [flat, single] = [channels === 1, channels === 1 && depth === 1];
  const pooling = isPooling(problem);
  const padding = padded(layout);
  const channel = flat ? "" : `, ${pooling ? k : depthOf(layout, k)}`;
  const window = `${padding ? "xp" : "x"}[${slice(rows, y)}, ${slice(columns, x)}${channel}]`;
  const left = single ? `v[${y}, ${x}]` : `v[${y}, ${x}, ${k}]`;
  const lines = padding ? [["NumPy, padding", padding]] : [];
  if (pooling) return [...lines, ["NumPy", `${left} = np.${problem.operation === "max" ? "max" : "mean"}(${window})`]];
  const name = single ? "" : k;
  const weights = problem.operation === "convolution" ? `w${name}[::-1, ::-1]` : `w${name}`;
  const bias = problem.bias ? ` + b${name}` : "";
  return [...lines, ["NumPy", `${left} = np.sum(${window} * ${weights})${bias}`]];
}

// The channels that a filter reads, as a slice.
function depthOf(layout, k) {
  const read = channelsOf(layout, k);
  return read.length < layout.channels ? `${read[0]}:${read[0] + read.length}` : ":";
}

// The line that pads x, or nothing where there is no padding. Max pooling pads with what never wins.
function padded({ problem, channels }) {
  if (problem.padding.flat().every((side) => side === 0)) return null;
  const sides = problem.padding.map(([before, after]) => `(${before}, ${after})`);
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
