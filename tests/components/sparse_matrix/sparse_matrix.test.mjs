import assert from "node:assert/strict";
import { test } from "node:test";

import { hueOf, layOutMatrix, marksOf, rowTerms } from "../../../app/components/sparse_matrix/sparse_layout.js";
import { captions, sparseNotes, sparseTexts } from "../../../app/components/sparse_matrix/sparse_texts.js";

// x is 2×3, the kernel 1×2, so y is 2×2.
const WEIGHTS = [[0, 1, -1, -1, -1, -1], [-1, 0, 1, -1, -1, -1], [-1, -1, -1, 0, 1, -1], [-1, -1, -1, -1, 0, 1]];
const MODEL = {
  direction: "forward", rotated: false, weights: WEIGHTS, kernels: [[[[2, -1]]]], groups: 1,
  x: [[[1, 2, 3], [4, 5, 6]]], y: [[[10, 11], [13, 14]]], bias: [10], size: [4, 6], zeros: 16,
};
const turned = WEIGHTS[0].map((_, column) => WEIGHTS.map((row) => row[column]));
const BACK = { ...MODEL, direction: "backward", weights: turned, bias: null, x: [[[20, 12, -11], [26, 15, -14]]] };
const [forward, backward] = [layOutMatrix(MODEL), layOutMatrix(BACK)];

test("a row is an output, its entries the kernel where the window lies", () => {
  assert.deepEqual(rowTerms(forward, 1), [{ column: 1, weight: 0, number: 2, value: 2 }, { column: 2, weight: 1, number: -1, value: 3 }]);
  const marks = marksOf(forward, { kind: "row", at: 1 });
  assert.deepEqual(marks.matrix, [[1, 1, "tap"], [1, 2, "tap"]]);
  assert.deepEqual(marks.from, [[[0, 1, "tap"], [0, 2, "tap"]]]);
  assert.deepEqual(marks.to, [[[0, 1, "current"]]]);
  assert.deepEqual(marks.kernels, [[[0, 0, "tap"], [0, 1, "tap"]]]);
});

test("backward, the source is the output and a row an input value", () => {
  const marks = marksOf(backward, { kind: "row", at: 1 });
  assert.deepEqual(marks.from, [[[0, 0, "tap"], [0, 1, "tap"]]]);
  assert.deepEqual(marks.to, [[[0, 1, "current"]]]);
  assert.deepEqual(sparseTexts(backward, { kind: "row", at: 1 }), ["Row 1: ∂C/∂x[0, 1]", "10·(−1) + 11·2 = 12"]);
  assert.equal(captions(backward).matrix, "Mᵀ: 6 × 4, one row for each input value");
});

test("a weight lights all entries that share it, an input value its column", () => {
  assert.deepEqual(marksOf(forward, { kind: "weight", at: 0 }).matrix.map(([row, column]) => [row, column]), [[0, 0], [1, 1], [2, 3], [3, 4]]);
  assert.deepEqual(sparseTexts(forward, { kind: "weight", at: 1 })[0], "w[0, 1] = −1");
  assert.match(sparseTexts(forward, { kind: "weight", at: 1 })[1], /^It stands in 4 entries of the matrix\./);
  assert.deepEqual(marksOf(forward, { kind: "column", at: 1 }).to, [[[0, 0, "tap"], [0, 1, "tap"]]]);
  assert.deepEqual(sparseTexts(forward, { kind: "column", at: 1 }), ["Column 1: x[0, 1] = 2", "It contributes to y[0, 0] by w[0, 1], y[0, 1] by w[0, 0]."]);
});

test("an entry says its weight, or that it is 0 whatever the kernel", () => {
  assert.deepEqual(sparseTexts(forward, { kind: "entry", at: [0, 1] }), ["Row 0, column 1: w[0, 1] = −1", "1·2 + 2·(−1) + 10 = 10"]);
  assert.deepEqual(sparseTexts(forward, { kind: "entry", at: [0, 5] }), ["Row 0, column 5: 0", "y[0, 0] does not depend on x[1, 2], whatever the kernel."]);
  assert.deepEqual(marksOf(forward, { kind: "entry", at: [0, 5] }).matrix[0], [0, 5, "current"]);
});

test("a prediction hides the sum", () => {
  assert.equal(sparseTexts(forward, { kind: "row", at: 0 }, { hidden: true })[1], "1·2 + 2·(−1) + 10 = ?");
});

test("all weights of a kernel have colours of their own", () => {
  for (const side of [1, 2, 3, 5, 7]) {
    const area = side * side;
    assert.equal(new Set(Array.from({ length: area }, (_, weight) => hueOf({ area }, weight))).size, area);
  }
});

test("the notes count entries and weights", () => {
  assert.match(sparseNotes(forward), /24 weights\. Here 16 entries \(66%\) are always 0, left blank, and the others share 2 weights/);
});
