// Node's test runner: the headings over misclassified pictures, or that a cell counts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { predictionsTitle } from "../../../app/components/training_view/training_text.js";

const frame = { matrix: [[5, 3], [1, 6]], classes: ["cat", "dog"], cell: null, predictions: [1, 2], evaluated: 15 };

test("the wrong ones of all, and how many of them are shown", () => {
  assert.equal(predictionsTitle(frame), "4 of 15 misclassified; the 2 most confident");
  assert.equal(predictionsTitle({ ...frame, predictions: [1, 2, 3, 4] }), "4 of 15 misclassified, most confident first");
  assert.equal(predictionsTitle({ ...frame, matrix: null }), "Misclassified");
});

test("those of an opened cell", () => {
  assert.equal(predictionsTitle({ ...frame, cell: [0, 1] }), "3 pictures of “cat” predicted “dog”; the 2 most confident");
  assert.equal(predictionsTitle({ ...frame, cell: [1, 0], predictions: [4] }), "1 picture of “dog” predicted “cat”");
});
