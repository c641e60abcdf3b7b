// Node's test runner: what is told of a number that is opened in a figure of small pictures.

import assert from "node:assert/strict";
import { test } from "node:test";

import { numberText, single, threeDigits } from "../../../app/components/training_view/tile_figure.js";

test("exact numbers are told where they are at hand", () => {
  const stage = { name: "Filter", height: 2, width: 2, numbers: [1, 2, 3, 4, 0.5, -0.12345, 7, 8], pixels: [] };
  assert.equal(numberText(stage, [1, 0, 1]), "Filter 1, row 0, column 1: −0.123");
});

test("others follow from their colour", () => {
  const stage = { name: "Map", height: 1, width: 3, low: -2, high: 2, pixels: [0, 51, 255] };
  assert.equal(numberText(stage, [0, 0, 0]), "Map 0, row 0, column 0: ≈ −2");
  assert.equal(numberText(stage, [0, 0, 1]), "Map 0, row 0, column 1: ≈ −1.2");
});

test("three channels are told together, those of a picture as they are", () => {
  const pixels = [...Array(12).keys()].map((k) => 10 * k);
  const stage = { exact: true, channels: 3, height: 2, width: 2, pixels };
  assert.equal(numberText(stage, [0, 1, 0]), "Row 1, column 0: red, green, blue 20, 60, 100");
});

test("a number has three digits, and a power of ten where it is very large or very small", () => {
  const written = [[2.1e-12, "2.1e−12"], [-2.1234e-5, "−2.12e−5"], [10700000000, "1.07e10"], [-999999.9, "−1e6"],
    [0, "0"], [-0.00012345, "−0.000123"], [123456, "123000"], [1, "1"]];
  for (const [value, text] of written) assert.equal(threeDigits(value), text);
});

test("one of several pictures is a stage of its own that still tells which it was", () => {
  const stage = { name: "Filter", count: 2, height: 2, width: 2, numbers: [1, 2, 3, 4, 0.5, -0.12345, 7, 8], pixels: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]) };
  const one = single(stage, 1);
  assert.deepEqual([one.count, one.first, one.of, [...one.pixels]], [1, 1, 2, [4, 5, 6, 7]]);
  assert.equal(numberText(one, [0, 0, 1]), numberText(stage, [1, 0, 1]));
  const colour = single({ exact: true, channels: 3, count: 1, height: 1, width: 1, pixels: [9, 8, 7] }, 0);
  assert.equal(numberText(colour, [0, 0, 0]), "Row 0, column 0: red, green, blue 9, 8, 7");
});
