import assert from "node:assert/strict";
import { test } from "node:test";
import { depthOf, extentOf, sideOf } from "../../../app/components/shared/volume_shape.js";

test("a longer side is drawn longer, and the shortest can still be seen", () => {
  const sides = [1, 7, 55, 227].map((cells) => sideOf(cells, 227));
  assert.deepEqual(sides, [...sides].sort((a, b) => a - b));
  assert.ok(sides[0] >= 7);
});

test("few maps are all drawn, many as some", () => {
  for (const depth of [1, 2, 3, 6, 10]) assert.equal(depthOf(depth).sheets, depth);
  assert.ok(depthOf(96).sheets > 12 && depthOf(96).sheets < 96);
});

test("a deeper volume is drawn deeper, and even 4096 maps stay on the paper", () => {
  const lengths = [1, 3, 6, 16, 96, 512].map((depth) => depthOf(depth).length);
  assert.deepEqual(lengths, [...lengths].sort((a, b) => a - b));
  assert.ok(extentOf([7, 7, 4096], 7).width < 200);
});
