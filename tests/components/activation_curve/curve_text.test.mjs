import assert from "node:assert/strict";
import { test } from "node:test";

import { gradientText, isSaturated, spoken } from "../../../app/components/activation_curve/curve_text.js";

const sigmoid = { saturated: [[null, -2.3], [2.3, null]] };

test("a point is saturated in the stretches at the ends", () => {
  assert.deepEqual([-10, -2.3, -2.29, 0, 2.3, 9].map((x) => isSaturated(sigmoid, x)), [true, true, false, false, true, true]);
});

test("what becomes of a gradient is told by the slope", () => {
  assert.equal(gradientText(sigmoid, 0, 0.25), "The gradient is multiplied by 0.25.");
  assert.equal(gradientText(sigmoid, -10, 4.54e-5), "Saturated: almost no gradient passes. The gradient is multiplied by 4.54·10⁻⁵.");
  assert.ok(gradientText({ saturated: [[null, 0]] }, -3, 0).startsWith("f′(x) = 0: no gradient passes"));
});

test("a point is spoken as three numbers", () => {
  assert.equal(spoken(-1.5, 0.75, -0.5), "x = −1.5, f(x) = 0.75, f′(x) = −0.5");
});
