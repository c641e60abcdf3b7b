import assert from "node:assert/strict";
import { test } from "node:test";

import { alongside, opaque, pixelText, steppedPixel } from "../../../app/components/pixel_pictures/pixel_places.js";

const SMALL = { caption: "With: 3", size: [2, 2], pixels: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) };
const LARGE = { caption: "Before", size: [4, 6], grey: true, pixels: new Uint8Array(72).fill(9) };

test("RGB becomes opaque RGBA", () => {
  assert.deepEqual([...opaque(SMALL.pixels).slice(0, 8)], [1, 2, 3, 255, 4, 5, 6, 255]);
});

test("the same place is found in a picture of another size", () => {
  assert.deepEqual(alongside([0, 1, 0], [SMALL, LARGE], 1), [3, 1]);
  assert.deepEqual(alongside([1, 3, 5], [SMALL, LARGE], 0), [1, 1]);
  assert.deepEqual(alongside([1, 2, 3], [SMALL, LARGE], 1), [2, 3]);
});

test("arrow keys stay within the picture", () => {
  assert.deepEqual(steppedPixel(null, [1, 0], 2, 2), [0, 0]);
  assert.deepEqual(steppedPixel([1, 0], [1, 0], 2, 2), [1, 0]);
  assert.deepEqual(steppedPixel([1, 0], [0, 1], 2, 2), [1, 1]);
});

test("a pixel is told with its values", () => {
  assert.equal(pixelText(SMALL, 1, 0), "With, pixel [1, 0]: red 7, green 8, blue 9 of 255.");
  assert.equal(pixelText(LARGE, 3, 5), "Before, pixel [3, 5]: 9 of 255.");
});
