// Node's test runner: the bars of a layer's histograms in words, and the keys that lead to them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { barText, nextBar } from "../../../app/components/training_view/layer_histograms.js";

const spread = { counts: [1000, 0, 234, 6], low: -1, high: 3 };

test("a bar tells its ends, and how many of all numbers lie between them", () => {
  assert.equal(barText(spread, 0), "−1 … 0: 1,000 of 1,240");
  assert.equal(barText(spread, 3), "2 … 3: 6 of 1,240");
});

test("arrow keys lead from bar to bar, from the end where they begin", () => {
  assert.deepEqual([nextBar(4, null, "ArrowRight"), nextBar(4, null, "ArrowLeft")], [0, 3]);
  assert.deepEqual([nextBar(4, 1, "ArrowRight"), nextBar(4, 1, "ArrowLeft")], [2, 0]);
  assert.deepEqual([nextBar(4, 3, "ArrowRight"), nextBar(4, 0, "ArrowLeft")], [3, 0]);
  assert.deepEqual([nextBar(4, 2, "Home"), nextBar(4, null, "Home")], [0, 0]);
  assert.deepEqual([nextBar(4, 1, "End"), nextBar(4, null, "End")], [3, 3]);
  assert.equal(nextBar(4, 1, "Enter"), undefined);
});
