import assert from "node:assert/strict";
import { test } from "node:test";
import { barHeights, position } from "../../../app/components/shared/histogram.js";

test("bars go by the square root of the count", () => {
  assert.deepEqual(barHeights([0, 25, 100]), [0, 0.5, 1]);
});

test("no counts, no bars", () => {
  assert.deepEqual(barHeights([0, 0]), [0, 0]);
});

test("a value finds its place on the axis; an axis without length has one place", () => {
  assert.equal(position(0, -4, 4), 0.5);
  assert.equal(position(255, 0, 510), 0.5);
  assert.equal(position(-1, 0, 10), -0.1);
  assert.equal(position(3, 3, 3), 0.5);
});
