import assert from "node:assert/strict";
import { test } from "node:test";
import { errorLine, stepText } from "../../../app/components/learned_kernel/learned_text.js";

test("a step tells how far response and kernel are from what is wanted", () => {
  const frame = { steps: [0, 20], kernels: [[[3, 0]], [[1.5, -1]]], wanted: [[1, -1]], errors: Array(21).fill(4).fill(0.25, 20) };
  assert.equal(stepText(frame, 0), "Step 0 of 20: the outputs differ by 4 (RMS), the weights by at most 2");
  assert.equal(stepText(frame, 1), "Step 20 of 20: the outputs differ by 0.25 (RMS), the weights by at most 0.5");
});

test("the curve falls by one line for every tenth of the error", () => {
  const { points, tenths } = errorLine([100, 10, 1], 300, 150);
  assert.equal(points, "0.00,0.00 150.00,75.00 300.00,150.00");
  assert.deepEqual(tenths, [0, 75, 150]);
});

test("no error at all is drawn as the least, and none from the start too", () => {
  assert.equal(errorLine([100, 0], 300, 150).points, "0.00,0.00 300.00,150.00");
  assert.ok(!errorLine([0, 0], 300, 150).points.includes("NaN"));
});
