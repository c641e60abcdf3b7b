import assert from "node:assert/strict";
import { test } from "node:test";

import { Playback } from "../../../app/components/shared/playback.js";
import { hiddenAt, layOutMap, mapMarks, mapNotes, mapTexts, positionsOver, sumsOf, tableHead, tableOf, windowOf } from "../../../app/components/class_map/class_map_layout.js";

const scores = [[[1, -2], [0.5, 3]], [[2, 4], [0, -1]]];
const MODEL = {
  picture: Array.from({ length: 5 }, (_, i) => [0, 1, 2, 3, 4].map((j) => 10 * i + j)),
  labels: [1], window: 3, stride: 2, scores, byFc: scores.map((map) => map.map((row) => row.map((score) => score + 1e-6))), mean: [0.625, 1.25],
  hidden: [[[1, 0], [0, 2]], [[0, 0], [0, 0.5]]], weights: [[1, 2], [0.5, -3]], bias: [0, -0.5],
};
const layout = layOutMap(MODEL);

test("positions, their windows and pixels belong together", () => {
  assert.deepEqual(layout.places, [[0, 0], [0, 1], [1, 0], [1, 1]]);
  assert.deepEqual(windowOf(layout, 3), [2, 2, 4, 4]);
  assert.deepEqual(positionsOver(layout, [2, 2]), [0, 1, 2, 3]);
  assert.deepEqual(positionsOver(layout, [0, 3]), [1]);
  assert.deepEqual(mapMarks(layout, { kind: "position", at: 1 }), { picture: [], maps: [[0, 1, "current"]], box: [0, 2, 2, 4] });
  assert.deepEqual(mapMarks(layout, { kind: "pixel", at: [0, 3] }).maps, [[0, 1, "tap"]]);
});

test("the table and the texts have the numbers", () => {
  assert.deepEqual(layout.predicted, [1, 1, 0, 0]);
  assert.deepEqual(tableOf(layout, 3), [["0", "3", "3", "0.625"], ["1", "−1", "−1", "1.25"]]);
  assert.deepEqual(tableHead(layout, 3), ["class", "CONV at [1, 1]", "FC on its window", "mean of 4"]);
  assert.deepEqual(mapTexts(layout, { kind: "position", at: 3 }), ["Position [1, 1]: predicted class 0", "The network sees the 3×3 window from pixel [2, 2]."]);
  assert.equal(mapTexts(layout, { kind: "position", at: 3 }, true)[0], "Position [1, 1]: predicted class ?");
  assert.deepEqual(mapTexts(layout, { kind: "pixel", at: [2, 2] }), ["Pixel [2, 2] = 22", "It is in 4 of 4 windows."]);
  assert.equal(mapNotes(layout), "The picture shows a 1. Averaged over 4 positions, the predicted class is 1. Largest difference between CONV and FC, over all positions and classes: 1·10⁻⁶ (float32 rounding).");
});

test("a score is the bias and the active units times their weights, its mean that of the map", () => {
  assert.deepEqual(sumsOf(layout, 3, 0, "decimal"), [
    "Class 0 at [1, 1]: 0 + 2·1 + 0.5·2 ≈ 3: the bias and the 2 of 2 hidden units that are not 0 after ReLU, each times its weight.",
    "Mean of class 0: (1 + (−2) + 0.5 + 3)/4 ≈ 0.625",
  ]);
});

test("negative factors and terms stand in brackets", () => {
  assert.match(sumsOf(layout, 3, 1, "decimal")[0], /^Class 1 at \[1, 1\]: −0\.5 \+ 2·0\.5 \+ 0\.5·\(−3\) ≈ −1:/);
});

test("what is to be predicted is given away nowhere", () => {
  const playback = new Playback(4, 2);
  assert.deepEqual(hiddenAt(playback, 0), { here: false, mean: false });
  Object.assign(playback, { predicting: true, filled: 0 });
  const asked = hiddenAt(playback, 0);
  assert.deepEqual(tableOf(layout, 0, "decimal", asked), [["0", "?", "?", "?"], ["1", "?", "?", "?"]]);
  assert.deepEqual(sumsOf(layout, 0, 1, "decimal", asked), ["", "Mean of class 1: ?"]);
  assert.doesNotMatch(mapNotes(layout, asked.mean), /predicted class/);

  playback.reveal();
  const first = hiddenAt(playback, 0);
  assert.deepEqual(tableOf(layout, 0, "decimal", first)[0], ["0", "1", "1", "?"]);
  assert.match(sumsOf(layout, 0, 1, "decimal", first)[0], /≈ 2:/);
  assert.equal(sumsOf(layout, 0, 1, "decimal", first)[1], "Mean of class 1: ?");

  playback.filled = 4;
  assert.match(sumsOf(layout, 0, 1, "decimal", hiddenAt(playback, 0))[1], /≈ 1\.25$/);
  assert.match(mapNotes(layout, hiddenAt(playback, 0).mean), /the predicted class is 1/);
});
