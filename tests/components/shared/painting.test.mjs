import assert from "node:assert/strict";
import { test } from "node:test";
import { paintColours, paintIndices } from "../../../app/components/shared/painting.js";

test("an index becomes the colour of its row in the table", () => {
  const table = Uint8Array.from({ length: 768 }, (_, i) => (i * 7) % 256);
  const rgba = new Uint8ClampedArray(12);
  paintIndices(Uint8Array.of(0, 255, 3), table, rgba);
  assert.deepEqual([...rgba.slice(0, 4)], [table[0], table[1], table[2], 255]);
  assert.deepEqual([...rgba.slice(4, 8)], [table[765], table[766], table[767], 255]);
  assert.deepEqual([...rgba.slice(8, 12)], [table[9], table[10], table[11], 255]);
});

test("three bytes become one opaque pixel", () => {
  const rgba = new Uint8ClampedArray(8);
  paintColours(Uint8Array.of(1, 2, 3, 4, 5, 6), rgba);
  assert.deepEqual([...rgba], [1, 2, 3, 255, 4, 5, 6, 255]);
});
