import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../app/components/shared/arithmetic.js";
import { columnOf, placeAround, placeLines, sizesText, windowAt } from "../../../app/components/volume_view/volume_texts.js";

const layout = layOut({
  operation: "correlation", input: [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]],
  kernels: [[[[1]], [[1]], [[-2]]], [[[1]], [[0]], [[0]]]], bias: [1, 0], window: [1, 1], stride: [1, 1],
  padding: [[1, 1], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
});

test("a place is told by its products, their sum, its depth column and as NumPy writes it", () => {
  const lines = placeLines(layout, [0, 2, 1], true).map(([, text]) => text);
  assert.deepEqual(lines, [
    "R 4,  G 8,  B −24", "4 + 8 + (−24) + 1 = −11  →  ReLU: 0", "v[2, 1, :] = [0, 4]",
    "xp = np.pad(x, ((1, 1), (0, 0), (0, 0)))", "v[2, 1, 0] = max(0, np.sum(xp[2:3, 1:2, :] * w0) + b0)",
  ]);
  assert.deepEqual(columnOf(layout, 2, 1, false), [-11, 4]);
});

test("without padding NumPy reads x itself, and a rounded sum is not called equal", () => {
  const { problem } = layout;
  const third = [[[[1 / 3]], [[0]], [[0]]]];
  const lines = placeLines(layOut({ ...problem, kernels: third, bias: [0], padding: [[0, 0], [0, 0]] }), [0, 0, 1], false);
  assert.deepEqual([lines[1][1], lines[3][1]], ["0.667 + 0 + 0 + 0 ≈ 0.667", "v[0, 1, 0] = np.sum(x[0:1, 1:2, :] * w0) + b0"]);
});

test("the window of a place, and the place of a pixel", () => {
  assert.deepEqual(windowAt(layout, [0, 1]), [-1, 1, 1, 1]);
  assert.deepEqual(placeAround(layout, [1, 1]), [2, 1]);
  assert.deepEqual(placeAround(layout, [1, 9]), [2, 1]);
});

test("sizes in a line", () => {
  const frame = { stages: [{ width: 9, height: 7 }], kernels: [[[[1]], [[2]], [[3]]]], output: [7, 9] };
  assert.equal(sizesText(frame), "1 filter of 1×1×3: 9×7×3 → 9×7×1");
});

// Every window of a kernel F×F at stride S with padding P on 9 cells.
function windowsOf(side, stride, padding) {
  const square = (size, value) => Array.from({ length: size }, () => Array(size).fill(value));
  return layOut({
    operation: "correlation", input: [square(9, 1)], kernels: [[square(side, 1)]], bias: [0], window: [side, side],
    stride: [stride, stride], padding: [[padding, padding], [padding, padding]], output_padding: [0, 0],
    dilation: [1, 1], groups: 1, mode: "constant",
  });
}

const cases = [1, 2, 3, 4, 5].flatMap((side) => [1, 2, 3].flatMap((stride) => [0, 1, 2].map((padding) => [side, stride, padding])));

test("a window begins where its place's sum begins to read, for even kernels and strides too", () => {
  for (const [side, stride, padding] of cases) {
    const layout = windowsOf(side, stride, padding);
    for (let place = 0; place < layout.rows.outputs; place += 1) {
      const read = layout.rows.reads[place].map(([, position]) => position - padding);
      const [top, left, height, width] = windowAt(layout, [place, place]);
      assert.deepEqual([top, left, height, width], [read[0], read[0], side, side]);
      assert.equal(top + height - 1, read[read.length - 1]);
    }
  }
});

test("the place of a pixel is the one whose window's middle is nearest, of two the later", () => {
  for (const [side, stride, padding] of cases) {
    const layout = windowsOf(side, stride, padding);
    const away = (place, cell) => Math.abs(place * stride - padding + (side - 1) / 2 - cell);
    for (let cell = 0; cell < 9; cell += 1) {
      const places = Array.from({ length: layout.rows.outputs }, (_, place) => place);
      const nearest = places.reduce((best, place) => (away(place, cell) <= away(best, cell) ? place : best), 0);
      assert.deepEqual(placeAround(layout, [cell, 0])[0], nearest, `${side}, ${stride}, ${padding}: ${cell}`);
      assert.equal(placeAround(layout, [0, cell])[1], nearest);
    }
  }
});
