import assert from "node:assert/strict";
import { test } from "node:test";

import { ticksBetween } from "../../../app/components/shared/axis_ticks.js";

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticksBetween(-10, 10, 4), [-10, -5, 0, 5, 10]);
  assert.deepEqual(ticksBetween(-0.07, 1.07, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticksBetween(-0.35, 0.4, 8), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(ticksBetween(0, 138, 4), [0, 50, 100]);
});
