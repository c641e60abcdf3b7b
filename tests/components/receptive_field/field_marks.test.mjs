import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut } from "../../../app/components/shared/arithmetic.js";
import { notes } from "../../../app/components/shared/arithmetic_text.js";
import { fieldMarks, fieldTexts } from "../../../app/components/receptive_field/field_marks.js";

const plane = [[3, 4, 6, 2], [3, 5, 4, 9], [1, 7, 5, 4], [7, 2, 6, 5]];
const kernel = [[1, 0], [0, 1]];
const COMMON = { window: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant" };
const conv = layOut({ ...COMMON, operation: "correlation", input: [plane, plane], kernels: [[kernel, kernel], [kernel, kernel], [kernel, kernel]], bias: null });
const pool = layOut({ ...COMMON, operation: "max", input: [plane, plane], kernels: [], bias: null });

test("a neuron's field, its slice and its column", () => {
  const { inputs, panels: [maps] } = fieldMarks([conv], 0, [1, 0, 1]);
  assert.deepEqual(inputs[0], [[0, 2, "tap"], [0, 3, "tap"], [1, 2, "tap"], [1, 3, "tap"]]);
  assert.deepEqual(inputs[1], inputs[0]);
  assert.deepEqual(maps[1], [[0, 0, "shared"], [1, 0, "shared"], [1, 1, "shared"], [0, 1, "current"]]);
  assert.deepEqual([maps[0], maps[2]], [[[0, 1, "tap"]], [[0, 1, "tap"]]]);
});

test("pooling reads one channel over the same window", () => {
  const { inputs, panels } = fieldMarks([conv, pool], 1, [1, 0, 1]);
  assert.equal(inputs[0].length, 0);
  assert.equal(inputs[1].length, 4);
  assert.deepEqual(panels[0].map((marks) => marks.length), [1, 1, 1]);
});

test("every operation says what it makes of the window", () => {
  const [head, lines] = fieldTexts([conv, pool], ["Convolution", "Max pooling"], { of: 1, cell: [0, 0, 0] });
  assert.equal(head, "Max pooling: output [0, 0] of map 0 and its window");
  assert.equal(lines.split("\n")[1], "Max pooling: max(3, 4, 3, 5) = 5");
  assert.equal(lines.split("\n")[0].endsWith("total 8 + 8 = 16"), true);
  assert.equal(fieldTexts([conv, pool], ["Convolution", "Max pooling"], { of: 0, cell: [2, 0, 0] })[1].includes("max("), false);
  assert.equal(fieldTexts([conv], [""], { of: 0, cell: [2, 0, 1] })[0], "Neuron [0, 1] of map 2 and its receptive field");
});

test("groups as many as channels are called depthwise", () => {
  const depthwise = layOut({ ...COMMON, operation: "correlation", input: [plane, plane], kernels: [[kernel], [kernel]], groups: 2, bias: null });
  assert.match(notes(depthwise)[0], /^Depthwise convolution: as many groups as channels \(2\)/);
  assert.deepEqual(notes(conv), []);
});
