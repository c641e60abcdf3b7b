// Node's test runner: how the gradient of each layer is drawn and told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fraction, lengths } from "../../../app/components/training_view/gradient_flow.js";

test("bars lie on a logarithmic scale of at least four powers of ten", () => {
  const length = lengths([[0.01, 1], [0.1, 1]]);
  assert.deepEqual([1, 0.1, 0.01, 0.0001].map((share) => Number(length(share).toFixed(6))), [1, 0.75, 0.5, 0]);
  const deep = lengths([[1e-9, 1]]);
  assert.ok(deep(1e-9) >= 0 && deep(1) === 1);
  assert.ok(lengths([[30, 1]])(30) === 1); // a gradient that grows
  assert.deepEqual([lengths([[null, 1]])(null), lengths([[0, 1]])(0)], [0, 0]);
});

test("a share is told as a fraction of the last layer's", () => {
  assert.deepEqual([1, 1.234, 0.5, 0.00137, 1e-7, 0, null].map(fraction), ["1", "1.2", "1/2", "1/730", "1/10,000,000", "0", "no number"]);
});
