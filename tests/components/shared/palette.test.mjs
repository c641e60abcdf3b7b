import assert from "node:assert/strict";
import { test } from "node:test";
import { Palette } from "../../../app/components/shared/palette.js";

test("few colours are kept as they are", () => {
  const rgba = Uint8Array.from([255, 255, 255, 255, 11, 92, 173, 255, 255, 255, 255, 255]);
  const palette = new Palette([rgba]);
  assert.deepEqual(palette.colours, [[255, 255, 255], [11, 92, 173]]);
  assert.deepEqual([...palette.indices(rgba)], [0, 1, 0]);
});

test("of many the most frequent stay, and the others become the nearest", () => {
  const rgba = new Uint8Array(4 * 40_000);
  for (let i = 0; i < 32_768; i += 1) rgba.set([(i >> 10) << 3, ((i >> 5) & 31) << 3, (i & 31) << 3, 255], 4 * i);
  const palette = new Palette([rgba]); // the rest is black
  assert.equal(palette.colours.length, 255);
  assert.deepEqual(palette.colours[0], [0, 0, 0]);
  assert.deepEqual([...palette.indices(Uint8Array.from([3, 3, 1, 255]))], [0]);
});
