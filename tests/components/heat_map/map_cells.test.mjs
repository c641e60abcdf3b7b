import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellHead, contributionsAt, fieldOf, fieldText, largestCell, movedCell, movingText, patchAt, patchText, positionOver, restText, rowTexts, shareText, sumOf, sumText,
} from "../../../app/components/heat_map/map_cells.js";

// Three maps of 1×2 cells.
const MAPS = [1, 4, 2, 0, 3, -5];
const WEIGHTS = [0.5, -2, 1];

test("the largest contributions come first, and all of them are the sum", () => {
  const found = contributionsAt(MAPS, WEIGHTS, 0, 2);
  assert.deepEqual(found.map(({ map, product }) => [map, product]), [[1, -4], [2, 3], [0, 0.5]]);
  assert.equal(sumOf(found), -0.5);
  assert.deepEqual(rowTexts(found[0]), ["map 1", "−2", "2", "−4"]);
});

test("the sum is written out: products, the other maps, the whole", () => {
  const found = contributionsAt(MAPS, WEIGHTS, 1, 2);
  assert.equal(sumText(found, 2), "Σ w·A = 1·(−5) + 0.5·4 + 0 (1 other map) ≈ −3");
  assert.equal(sumText(found, 3), "Σ w·A = 1·(−5) + 0.5·4 + (−2)·0 ≈ −3");
  assert.equal(restText(found, { relu: true }, 2), "The other map: 0. Sum over all 3 maps: −3. ReLU makes it 0.");
  assert.equal(restText(found, { relu: false }, 3), "Sum over all 3 maps: −3.");
});

test("a cell is named with its value, and stands to the largest", () => {
  assert.equal(cellHead([3, 4], { name: "heat map for “9”" }, 1.5), "Cell [3, 4] of the heat map for “9” = 1.5");
  assert.equal(shareText(-1, [0, -4, 2]), "25% of the largest absolute value, 4.");
  assert.equal(shareText(0, [0, 0]), "The map is 0 everywhere.");
  assert.deepEqual(largestCell([0, 1, 5, 2], 2), [1, 0]);
});

test("where one points is compared with the pinned cell", () => {
  assert.equal(movingText("Cell [0, 1] = 2", 2, 0.5), "Pointed at: Cell [0, 1] = 2; that is 1.5 more than the pinned cell.");
  assert.equal(movingText("Cell [0, 1] = −2", -2, 0), "Pointed at: Cell [0, 1] = −2; that is 2 less than the pinned cell.");
  assert.equal(movingText("Cell [0, 1] = 2", 2, 2), "Pointed at: Cell [0, 1] = 2; that is as much as the pinned cell.");
});

test("a cell sees the pixels of its row and of its column", () => {
  const seen = [[[0, 6], [2, 7]], [[0, 5], [1, 8]]];
  assert.deepEqual(fieldOf([1, 0], seen), [2, 0, 7, 5]);
  assert.equal(fieldText([2, 0, 7, 5]), "Its receptive field, dashed: rows 2–8, columns 0–4 of the picture.");
});

test("arrow keys stay within the map", () => {
  assert.deepEqual(movedCell([0, 1], [-1, 1], 3, 2), [0, 1]);
  assert.deepEqual(movedCell([1, 0], [1, 1], 3, 2), [2, 1]);
});

const OCCLUSION = {
  size: [7, 7], patch: 4, stride: 2, rows: 3, columns: 3, label: "9", probability: 0.9, score: 2,
  probabilities: [0, 0, 0, 0, 0, 0, 0, 0, 0.25], scores: [0, 0, 0, 0, 0, 0, 0, 3.5, 0.5],
};

test("the patch is cut off at the edge, and lies around the pixel that is pointed at", () => {
  assert.deepEqual(patchAt([1, 0], OCCLUSION), [2, 0, 4, 4]);
  assert.deepEqual(patchAt([2, 2], OCCLUSION), [4, 4, 3, 3]);
  assert.deepEqual(positionOver([3, 6], OCCLUSION), [1, 2]);
  assert.deepEqual(positionOver([0, 0], OCCLUSION), [0, 0]);
});

test("under the patch the probability is said, and where it lies", () => {
  assert.deepEqual(patchText([2, 2], OCCLUSION), {
    head: "Probability of “9”: 25.0%",
    line: "The patch covers rows 4–6, columns 4–6. Without it: 90.0%. The score before softmax falls by 1.5, from 2 to 0.5.",
    share: 0.25,
  });
  assert.match(patchText([2, 1], OCCLUSION).line, /rises by 1.5, from 2 to 3.5/);
});
