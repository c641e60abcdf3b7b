import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut, valueAt } from "../../../app/components/shared/arithmetic.js";
import { depthOfColumns, placeOf, placesFor, positionOf, tapOf } from "../../../app/components/matrix_product/matrix_places.js";
import { productTexts, sizeLines } from "../../../app/components/matrix_product/matrix_texts.js";

const plane = (start) => [0, 1, 2, 3].map((i) => [0, 1, 2].map((j) => start + 3 * i + j));
const kernel = [[1, 0], [0, -1]];
const PROBLEM = {
  operation: "correlation", input: [plane(0), plane(20)], kernels: [[kernel, kernel], [kernel, kernel]], bias: null,
  window: [2, 2], stride: [2, 1], padding: [[1, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
};
const layout = layOut(PROBLEM);

test("rows of the columns are taps, columns are places", () => {
  assert.equal(depthOfColumns(layout), 8);
  assert.deepEqual(tapOf(layout, 6), [1, 1, 0]);
  assert.deepEqual(placeOf(layout, 3), [1, 1]);
  assert.deepEqual(positionOf(layout, 6, 3), [3, 1]);
  assert.equal(valueAt(layout, 1, 3, 1), 27);
});

test("a number of the product is a row of weights and a column, its window and its map", () => {
  const marks = placesFor(layout, { kind: "product", at: [1, 3] });
  assert.deepEqual(marks.product, [[1, 3, "current"]]);
  assert.deepEqual(marks.maps, [[], [[1, 1, "current"]]]);
  assert.equal(marks.columns.every(([, p]) => p === 3), true);
  assert.equal(marks.weights.every(([k]) => k === 1), true);
  assert.deepEqual(marks.inputs[1], [[1, 1, "tap"], [1, 2, "tap"], [2, 1, "tap"], [2, 2, "tap"]]);
});

test("an input cell lights all its copies and what they make", () => {
  const marks = placesFor(layout, { kind: "input", at: [0, 1, 1] });
  assert.deepEqual(marks.columns, [[0, 3, "current"], [1, 2, "current"]]);
  assert.deepEqual(marks.product.map(([, p]) => p), [3, 2, 3, 2]);
  const own = layOut({ ...PROBLEM, kernels: [[kernel], [kernel]], groups: 2 });
  assert.deepEqual(placesFor(own, { kind: "input", at: [0, 1, 1] }).product, [[0, 3, "tap"], [0, 2, "tap"]]);
});

test("a weight meets one row, a column all filters", () => {
  const weight = placesFor(layout, { kind: "weights", at: [0, 5] });
  assert.deepEqual(weight.columns, [0, 1, 2, 3].map((p) => [5, p, "tap"]));
  assert.equal(weight.inputs[1].length, 4);
  assert.deepEqual(weight.maps[1], []);
  const column = placesFor(layout, { kind: "columns", at: [5, 2] });
  assert.deepEqual(column.product, [[0, 2, "tap"], [1, 2, "tap"]]);
  assert.deepEqual(column.inputs[1].filter(([, , name]) => name === "current"), [[1, 1, "current"]]);
});

test("the texts have the numbers in them", () => {
  const columns = Array.from({ length: 8 }, (_, r) => [0, 1, 2, 3].map((p) => valueAt(layout, tapOf(layout, r)[0], ...positionOf(layout, r, p))));
  const matrices = { weights: [[1, 0, 0, -1, 1, 0, 0, -1]], columns, product: [[0, 0, 0, -8]] };
  const target = { kind: "product", at: [0, 3] };
  const [head, line] = productTexts(layout, matrices, target, placesFor(layout, target));
  assert.equal(head, "Row 0 of the weights × column 3: output map 0, [1, 1]");
  assert.equal(line, "4·1 + 5·0 + 7·0 + 8·(−1) + 24·1 + 25·0 + 27·0 + 28·(−1) = −8");
  const input = { kind: "input", at: [0, 1, 1] };
  assert.equal(productTexts(layout, matrices, input, placesFor(layout, input))[0], "Input channel 0, [1, 1] appears 2 times in the columns");
  assert.deepEqual(sizeLines({ numbers: 154587, filters: 96, depth: 363, columns: 3025 }), [
    "weights 96×363 · columns 363×3025 = 96×3025",
    "154,587 input values become 1,098,075: 7.1 times as many",
  ]);
});
