// What is said of a convolution as a matrix product: texts only.

import { bracketed, formatNumber, MINUS, relation, timesText } from "../shared/numbers.js";
import { placeOf, tapOf } from "./matrix_places.js";

// A heading and a line for a target, as `placesFor` of matrix_places.js has them; `hidden` where the
// product is still to be predicted.
export function productTexts(layout, matrices, { kind, at }, marks, { style = "decimal", hidden = false } = {}) {
  const [first, second] = at;
  if (kind === "product") return [productName(layout, at), dotText(layout, matrices, at, style, hidden)];
  if (kind === "column") {
    const lines = matrices.weights.map((_, k) => dotText(layout, matrices, [k, first], style, hidden));
    if (lines.length === 1 || hidden) return [columnName(layout, first), lines[0]];
    const sums = matrices.product.map((row, k) => `filter ${k}: ${formatNumber(row[first], style)}`);
    return [columnName(layout, first), `Each filter is multiplied by this column: ${sums.join(", ")}.`];
  }
  if (kind === "columns") {
    const [c, i, j] = tapOf(layout, first);
    return [
      columnName(layout, second),
      `Row ${first}: ${ofChannel(layout, c)}tap [${i}, ${j}] of the window. Every filter is multiplied by this column; the products form a depth column of the output.`,
    ];
  }
  if (kind === "weights") {
    const [c, i, j] = tapOf(layout, second);
    const weight = matrices.weights[first][second];
    return [
      `Weight [${i}, ${j}] ${ofChannel(layout, c)}${relation([weight], style)} ${formatNumber(weight, style)} of filter ${first}`,
      `It multiplies row ${second} of the columns: all positions share it.`,
    ];
  }
  const times = marks.columns.length;
  const [c, row, column] = at.map((one) => String(one).replace("-", MINUS));
  return [
    `Input ${ofChannel(layout, c)}[${row}, ${column}] appears ${times} time${times === 1 ? "" : "s"} in the columns`,
    "One copy for each window that contains it.",
  ];
}

function columnName(layout, p) {
  const [y, x] = placeOf(layout, p);
  return `Column ${p} is the window of output position [${y}, ${x}]`;
}

function productName(layout, [k, p]) {
  const [y, x] = placeOf(layout, p);
  return `Row ${k} of the weights × column ${p}: output ${layout.depth > 1 ? `map ${k}, ` : ""}[${y}, ${x}]`;
}

// The sum of a row of the weights times a column, with the numbers.
function dotText(layout, { weights, columns, product }, [k, p], style, hidden) {
  const bias = layout.problem.bias;
  const terms = weights[k].map((weight, r) => timesText(formatNumber(columns[r][p], style), formatNumber(weight, style), r > 0));
  const sum = terms.join(" + ") + (bias ? ` + ${bracketed(formatNumber(bias[k], style))}` : "");
  if (hidden) return `${layout.depth > 1 ? "Filter 0: " : ""}${sum} = ?`;
  const value = product[k][p];
  return `${sum} ${relation([...weights[k], ...columns.map((row) => row[p]), value], style)} ${formatNumber(value, style)}`;
}

const ofChannel = ({ channels }, c) => (channels > 1 ? `channel ${c}, ` : "");

export function sizeLines({ numbers, filters, depth, columns }) {
  const count = (one) => one.toLocaleString("en");
  return [
    `weights ${filters}×${depth} · columns ${depth}×${columns} = ${filters}×${columns}`,
    `${count(numbers)} input values become ${count(depth * columns)}: ${(depth * columns / numbers).toPrecision(2)} times as many`,
  ];
}
