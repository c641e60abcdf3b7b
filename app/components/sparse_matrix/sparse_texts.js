// What is said of a convolution as one sparse matrix: texts only.

import { bracketed, formatNumber, relation, timesText } from "../shared/numbers.js";
import { offsetOf, rowTerms } from "./sparse_layout.js";

const SYMBOLS = { forward: { input: "x", output: "y" }, backward: { input: "∂C/∂x", output: "∂C/∂y" } };

// "x[0, 2]", of several channels "x[1][0, 2]".
export function cellName({ model, from, to }, volume, index) {
  const [plane, i, j] = volume.cellOf(index);
  const several = (volume === from ? from : to).planes.length > 1 ? `[${plane}]` : "";
  return `${SYMBOLS[model.direction][volume.name]}${several}[${i}, ${j}]`;
}

export function weightName({ model, share, placeOf }, weight) {
  const [kernel, i, j] = placeOf(weight);
  const [k, c] = [Math.floor(kernel / share), kernel % share];
  const several = (model.kernels.length > 1 ? `[${k}]` : "") + (share > 1 ? `[${c}]` : "");
  return `w${several}[${i}, ${j}]`;
}

export function captions(layout) {
  const { model, from, to, share } = layout;
  const symbols = SYMBOLS[model.direction];
  const name = (volume) => (plane) => {
    const symbol = symbols[volume.name];
    const size = `${volume.height} × ${volume.width}`;
    return volume.planes.length > 1 ? `${symbol}[${plane}]: ${size}` : `${symbol}: ${size}`;
  };
  const [outputs, inputs] = model.size;
  const letter = model.rotated ? "rot180(w)" : "w";
  return {
    from: from.planes.map((_, plane) => name(from)(plane)),
    to: to.planes.map((_, plane) => name(to)(plane)),
    matrix: layout.backward ? `Mᵀ: ${inputs} × ${outputs}, one row for each input value` : `M: ${outputs} × ${inputs}, one row for each output value`,
    kernels: model.kernels.flatMap((filter, k) => filter.map((_, c) => letter + (model.kernels.length > 1 ? `[${k}]` : "") + (share > 1 ? `[${c}]` : ""))),
  };
}

// A heading and a line for a target; `hidden` where the row's number is still to be predicted.
export function sparseTexts(layout, target, { style = "decimal", hidden = false } = {}) {
  const { model, from, to, numbers } = layout;
  const number = (value) => formatNumber(value, style);
  const { kind, at } = target;
  if (kind === "row") return [`Row ${at}: ${cellName(layout, to, at)}`, sumText(layout, at, style, hidden)];
  if (kind === "entry") {
    const [row, column] = at;
    const weight = model.weights[row][column];
    if (weight < 0) return [`Row ${row}, column ${column}: 0`, `${cellName(layout, to, row)} does not depend on ${cellName(layout, from, column)}, whatever the kernel.`];
    const text = `${weightName(layout, weight)} ${relation([numbers[weight]], style)} ${number(numbers[weight])}`;
    return [`Row ${row}, column ${column}: ${text}`, sumText(layout, row, style, hidden)];
  }
  const entries = model.weights.flat().filter((weight) => weight === at).length;
  if (kind === "weight") {
    const gradient = layout.backward ? "" : " The layer shares it; a fully connected layer would learn each entry on its own.";
    return [`${weightName(layout, at)} ${relation([numbers[at]], style)} ${number(numbers[at])}`, `It stands in ${entries} ${entries === 1 ? "entry" : "entries"} of the matrix.${gradient}`];
  }
  const rows = model.weights.flatMap((line, row) => (line[at] < 0 ? [] : [`${cellName(layout, to, row)} by ${weightName(layout, line[at])}`]));
  const value = number(from.values[at]);
  return [`Column ${at}: ${cellName(layout, from, at)} ${relation([from.values[at]], style)} ${value}`, rows.length > 0 ? `It contributes to ${rows.join(", ")}.` : "No window reaches it: its column is all 0."];
}

// "2·1 + 3·0 + … = −5"
export function sumText(layout, row, style, hidden) {
  const terms = rowTerms(layout, row);
  const offset = offsetOf(layout, row);
  const number = (value) => formatNumber(value, style);
  const texts = terms.map(({ value, number: weight }, i) => timesText(number(value), number(weight), i > 0));
  const sum = (texts.join(" + ") || "0") + (offset === null ? "" : ` + ${bracketed(number(offset))}`);
  if (hidden) return `${sum} = ?`;
  const value = layout.to.values[row];
  return `${sum} ${relation([...terms.flatMap((term) => [term.value, term.number]), value], style)} ${number(value)}`;
}

export function sparseNotes({ model: { size, zeros, bias, groups }, numbers, backward }) {
  const [outputs, inputs] = size;
  const all = outputs * inputs;
  const count = (one) => one.toLocaleString("en");
  const lines = [`Fully connected, M would have ${count(all)} weights. Here ${count(zeros)} entries (${Math.floor((100 * zeros) / all)}%) are always 0, left blank, and the others share ${numbers.length} weights: equal colours, equal weights.`];
  if (backward) lines.push("C = ½Σy², so ∂C/∂y = y. The transposed matrix leads the gradient back to the input: the backward pass of a convolution is a product with Mᵀ, and these are the numbers of conv2d_backward.");
  else if (bias) lines.push("The bias is added after the product.");
  if (groups > 1) lines.push(`In ${groups} groups, M falls apart into ${groups} blocks.`);
  return lines.join(" ");
}
