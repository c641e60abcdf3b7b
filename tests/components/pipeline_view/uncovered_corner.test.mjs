import assert from "node:assert/strict";
import { test } from "node:test";
import { farEnd, uncoveredOfImage } from "../../../app/components/pipeline_view/uncovered_corner.js";

test("7 with F = 3, S = 3: one position is left over behind the last window", () => {
  const end = farEnd({ kernel: 3, dilation: 1, stride: 3, leftover: 1, before: 0, after: 0, padded: 7 });
  assert.deepEqual(end.taps, [3, 4, 5]);
  assert.equal(end.first + end.extent, end.cells - 1);
});

test("a dilated window has gaps and still ends before what is left over", () => {
  const end = farEnd({ kernel: 3, dilation: 2, stride: 4, leftover: 3, before: 1, after: 1, padded: 40 });
  assert.deepEqual(end.taps, [4, 6, 8]);
  assert.equal(end.cells, 12);
});

test("padding is left over before the picture is", () => {
  assert.equal(uncoveredOfImage({ leftover: 1, before: 0, after: 0, padded: 7 }), 1);
  assert.equal(uncoveredOfImage({ leftover: 1, after: 1 }), 0);
  assert.equal(uncoveredOfImage({ leftover: 2, after: 1 }), 1);
  assert.equal(uncoveredOfImage({ leftover: 0, after: 3 }), 0);
});

test("no more cells are drawn than the padded input has, and its near padding is padding", () => {
  const end = farEnd({ kernel: 3, dilation: 1, stride: 8, leftover: 4, before: 1, after: 1, padded: 7 });
  assert.equal(end.cells, 7);
  assert.equal(end.lead, 1);
  assert.deepEqual(end.taps, [0, 1, 2]);
});
