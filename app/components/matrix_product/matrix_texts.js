// What is said of a convolution as a matrix product: texts only.

import { formatNumber, MINUS, relation } from "../shared/numbers.js";
import { placeOf, tapOf } from "./matrix_places.js";

// A heading and a line for a target, as `placesFor` of matrix_places.js has them.
export function productTexts(layout, { weights, columns, product }, { kind, at }, marks) {
  const [first, second] = at;
  if (kind === "product") {
    const [y, x] = placeOf(layout, second);
    const bias = layout.problem.bias;
    const terms = weights[first].map((weight, r) => `${formatNumber(columns[r][second])}·${formatNumber(weight)}`);
    const more = bias ? ` + ${formatNumber(bias[first])}` : "";
    const value = product[first][second];
    return [
      `Row ${first} of the weights × column ${second}: output ${layout.depth > 1 ? `map ${first}, ` : ""}[${y}, ${x}]`,
      `${terms.join(" + ")}${more} ${relation([...weights[first], ...columns.map((row) => row[second]), value])} ${formatNumber(value)}`,
    ];
  }
  if (kind === "columns") {
    const [c, i, j] = tapOf(layout, first);
    const [y, x] = placeOf(layout, second);
    return [
      `Column ${second} is the window of output position [${y}, ${x}]`,
      `Row ${first}: ${ofChannel(layout, c)}tap [${i}, ${j}] of the window. Every filter is multiplied by this column; the products form a depth column of the output.`,
    ];
  }
  if (kind === "weights") {
    const [c, i, j] = tapOf(layout, second);
    return [
      `Weight [${i}, ${j}] ${ofChannel(layout, c)}${relation([weights[first][second]])} ${formatNumber(weights[first][second])} of filter ${first}`,
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

const ofChannel = ({ channels }, c) => (channels > 1 ? `channel ${c}, ` : "");

export function sizeLines({ numbers, filters, depth, columns }) {
  const count = (one) => one.toLocaleString("en");
  return [
    `weights ${filters}×${depth} · columns ${depth}×${columns} = ${filters}×${columns}`,
    `${count(numbers)} input values become ${count(depth * columns)}: ${(depth * columns / numbers).toPrecision(2)} times as many`,
  ];
}
