import assert from "node:assert/strict";
import { test } from "node:test";
import { colourIndex, poolCellOf, readingAt } from "../../../app/components/pipeline_view/lens_arithmetic.js";
import { placeText, poolText, rowTexts, sentenceOf, sumText, valueText } from "../../../app/components/pipeline_view/lens_text.js";
import { cellText, precise } from "../../../app/components/shared/numbers.js";

const axis = { size: 4, taps: 2, stride: 1, dilation: 2, before: 1, extent: 3, outputs: 4 };
const setting = {
  rows: axis, columns: axis, weights: [[1, -0.5], [0, 2]], texts: [["1", "-1/2"], ["0", "2"]], mode: "constant",
  channels: 1, relu: true, pooling: { kind: "max", size: 2, stride: 2, outputs: [2, 2] }, known: [[], []],
};
const read = (channel, row, column) => 10 * row + column + 100 * channel;
const head = { name: "convolution", title: "Convolution", at: [1, 0] };

test("the window's place is told in the picture's own rows, padding and dilation included", () => {
  const reading = readingAt(setting, read, [1, 0]);
  assert.equal(
    placeText(head, reading),
    "Convolution at row 1, column 0 ← rows 0…2 in steps of 2, columns −1…1 in steps of 2 of the picture",
  );
  assert.deepEqual(reading.outside, [[true, false], [true, false]]);
});

test("the sum is written row by row, in the learner's own weights", () => {
  const reading = readingAt(setting, read, [1, 0]);
  assert.deepEqual(rowTexts(reading.parts[0], setting), ["0·1 + 1·(−1/2) = −0.5", "0·0 + 21·2 = 42", "−0.5 + 42 = 41.5"]);
  assert.match(sentenceOf(head, reading, setting), /0·1 \+ 1·\(−1\/2\) \+ 0·0 \+ 21·2 is 41\.5\. ReLU: 41\.5\. Pooling: 43\.$/);
});

test("what pooling takes its value from", () => {
  const reading = readingAt(setting, read, [1, 0]);
  assert.equal(poolText(reading.pool, setting), "2×2 pooling window of output row 0, column 0: max(22, 24, 41.5, 43) = 43.");
  const gaps = { ...setting, pooling: { kind: "max", size: 1, stride: 3, outputs: [2, 2] } };
  assert.equal(poolCellOf(gaps, [1, 0]), null);
  assert.deepEqual(poolCellOf(gaps, [3, 0]), [1, 0]);
  assert.equal(poolText(null, gaps), "");
});

test("where a number is rounded, the lens does not say that it is equal", () => {
  const thirds = { ...setting, weights: [[1 / 3, 0], [0, 1]], texts: [["1/3", "0"], ["0", "1"]], pooling: { kind: "average", size: 3, stride: 1, outputs: [2, 2] } };
  const reading = readingAt(thirds, read, [1, 1]);
  assert.deepEqual(rowTexts(reading.parts[0], thirds), ["0·1/3 + 2·0 = 0", "20·0 + 22·1 = 22", "0 + 22 = 22"]);
  const rounded = readingAt(thirds, read, [2, 2]);
  assert.deepEqual(rowTexts(rounded.parts[0], thirds), ["11·1/3 + 13·0 ≈ 3.667", "31·0 + 33·1 = 33", "3.667 + 33 ≈ 36.66667"]);
  assert.deepEqual([valueText(62), valueText(1 / 3)], [" = 62", " ≈ 0.3333333"]);
  const one = { values: [[1]], products: [[1 / 3]], sum: 1 / 3 };
  assert.deepEqual(rowTexts(one, { weights: [[1 / 3]], texts: [["1/3"]] }), ["1·1/3", " ≈ 0.3333333"]);
  const ninth = Math.fround(1 / 9);
  const mean = { values: [[45, 45, 45]], products: [[45 * ninth, 45 * ninth, 45 * ninth]], sum: 135 * ninth };
  assert.deepEqual(rowTexts(mean, { weights: [[ninth, ninth, ninth]], texts: [["1/9", "1/9", "1/9"]] }), ["45·1/9 + 45·1/9 + 45·1/9", " = 15"]);
  assert.match(poolText({ cell: [0, 0], parts: [{ values: [1, 0, 0], value: 1 / 3 }] }, thirds), /: \(1 \+ 0 \+ 0\)\/3 ≈ 0\.3333333\.$/);
  assert.match(sumText({ parts: [{ sum: 1 / 3 }, { sum: 1 }], total: 4 / 3 }), /: 0\.3333333 \+ 1 ≈ 1\.333333\.$/);
});

test("three channels are added up in words", () => {
  const parts = [84, 29, -11].map((sum) => ({ sum }));
  assert.match(sumText({ parts, total: 102 }), /add them up: 84 \+ 29 \+ \(−11\) = 102\.$/);
});

test("a value's place on the colour scale, as the engine rounds it", () => {
  const scale = { low: -968, high: 968 };
  assert.deepEqual([-2000, -968, 0, 82, 968, NaN].map((value) => colourIndex(value, scale)), [0, 0, 127, 138, 255, 0]);
});

test("numbers of small cells keep the decimals that there is room for", () => {
  assert.deepEqual([143, -0.125, 0.00444, 1234.5, 123456, 0, -0.2, NaN].map((value) => cellText(value)), [
    "143", "−0.13", "0.004", "1235", "1e5", "0", "−0.2", "…",
  ]);
  assert.equal(cellText(0.00444, 4), "4e-3".replace("-", "−"));
  assert.equal(precise(129.33333333), "129.3333");
  assert.equal(precise(-214), "−214");
});
