// Reads questions as JSON from the standard input, {numbers, values, axes, transposed, paddings}, and writes
// the browser's answers to them.

import { readFileSync } from "node:fs";
import { layOut, sourceIndex } from "../../app/components/shared/arithmetic.js";
import { parseNumber } from "../../app/components/shared/numbers.js";
import { valueText } from "../../app/components/shared/value_text.js";

const { numbers = [], values = [], axes = [], transposed = [], paddings = [] } = JSON.parse(readFileSync(0, "utf8"));

// One row, so that its columns are the axis.
function columnsOf(operation, { size, kernel, stride, dilation }, padding, more) {
  const { columns } = layOut({
    operation, input: [[Array(size).fill(0)]], kernels: [[[Array(kernel).fill(0)]]], bias: null, window: [1, kernel],
    stride: [1, stride], padding: [[0, 0], padding], output_padding: [0, more], dilation: [1, dilation], groups: 1, mode: "constant",
  });
  return columns;
}

process.stdout.write(JSON.stringify({
  numbers: numbers.map(parseNumber),
  values: values.map(valueText),
  axes: axes.map((axis) => columnsOf("correlation", axis, axis.padding, 0)).map(({ outputs, leftover }) => [outputs, leftover]),
  transposed: transposed.map((axis) => columnsOf("transposed", axis, [axis.padding, axis.padding], axis.output_padding).outputs),
  paddings: paddings.map(({ size, before, after, mode }) => sourceIndex(size, before, after, mode)),
}));
