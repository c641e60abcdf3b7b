// The definitions of convolution, with the indices of the current output cell in them.

import { isPooling } from "./arithmetic.js";
import { MINUS } from "./numbers.js";

// Lines of [name, formula] for the output cell [k, y, x]; rows and columns are counted from 0.
export function definitions(layout, [k, y, x]) {
  const { problem } = layout;
  if (problem.operation === "transposed") return transposed([k, y, x]);
  if (isPooling(problem)) return [["NumPy", numpy(layout, [k, y, x])]];
  return [...sums(layout, y, x), ["NumPy", numpy(layout, [k, y, x])]];
}

// Both textbook sums. The second has 0 in the kernel's middle, as the window has (r, c); the first
// counts the cells one by one, so that it cannot leave any out by dilation.
function sums(layout, y, x) {
  const { rows, columns, problem } = layout;
  const flipped = problem.operation === "convolution";
  const [r, c] = [middle(rows, y, flipped), middle(columns, x, flipped)];
  const name = flipped ? "Convolution" : "Cross-correlation";
  const f = `f(${index(r, rows, "i", flipped)}, ${index(c, columns, "j", flipped)})`;
  const centred = `g(${text(r)}, ${text(c)}) = Σ i=${reach(rows)} Σ j=${reach(columns)}  w(i, j)·${f}`;
  const lines = [["Centred on the kernel", centred]];
  if (rows.dilation === 1 && columns.dilation === 1) {
    const g = flipped
      ? `g[${text(r)}${MINUS}n₁, ${text(c)}${MINUS}n₂]`
      : `g[n₁${less(r)}, n₂${less(c)}]`;
    const sum = `Σ n₁=${span(rows, y)} Σ n₂=${span(columns, x)}  f[n₁, n₂]·${g}`;
    lines.unshift([name, `(f ${flipped ? "∗" : "⋆"} g)[${text(r)}, ${text(c)}] = ${sum}`]);
  }
  return lines;
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

// As the lectures write it, x being H×W×D with its padding: v[0,0,0] = np.sum(x[0:5,0:5,:]*w0)+b0.
function numpy(layout, [k, y, x]) {
  const { rows, columns, channels, problem } = layout;
  const window = `${slice(rows, y)}, ${slice(columns, x)}`;
  const left = `v[${y}, ${x}, ${k}]`;
  if (problem.operation === "max") return `${left} = np.max(x[${window}, ${k}])`;
  if (problem.operation === "average") return `${left} = np.mean(x[${window}, ${k}])`;
  const share = channels / problem.groups;
  const first = Math.floor(k / (layout.depth / problem.groups)) * share;
  const depth = problem.groups > 1 ? `${first}:${first + share}` : ":";
  const weights = problem.operation === "convolution" ? `w${k}[::-1, ::-1]` : `w${k}`;
  const bias = problem.bias ? ` + b${k}` : "";
  return `${left} = np.sum(x[${window}, ${depth}] * ${weights})${bias}`;
}

function transposed([k, y, x]) {
  const where = `r·S + i·D − P = ${y}, c·S + j·D − P = ${x}`;
  return [["Transposed", `v[${y}, ${x}, ${k}] = Σ x[r, c]·w[i, j]  over all r, c, i, j with ${where}`]];
}
