// Node's test runner: where the curves of a training lie, and what is read off them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BOX, chart, pathOf, reading, spoken, ticks } from "../../../app/components/training_view/curves.js";

const curve = { steps: 4, losses: [2, 1], accuracies: [0.1, 0.5], validation: [[0, 2.5, 0.1], [4, 0.5, 0.9]] };
const run = { title: "CNN", width: 2, curve, ghost: null };

test("a chart holds all steps and values, with 0 at the bottom", () => {
  const { lines, highest, last, x, y } = chart([run], "losses");
  assert.equal(highest, 2.5);
  assert.equal(last, 10); // a few steps do not fill the whole width
  assert.equal(x(0), BOX.left);
  assert.equal(x(10), BOX.width - BOX.right);
  assert.equal(y(0), BOX.height - BOX.bottom);
  assert.equal(y(2.5), BOX.top);
  assert.deepEqual(lines.map(({ names }) => names.join(" ")), ["run-0 batches", "run-0 validation"]);
  assert.deepEqual(lines[0].points, [[x(1), y(2)], [x(3), y(1)]]);
});

test("a ghost is drawn before its run, on the same scale", () => {
  const ghost = { ...curve, steps: 20, losses: [5, 4], validation: [] };
  const { lines, last, highest } = chart([{ ...run, ghost }], "losses");
  assert.deepEqual([last, highest], [20, 5]);
  assert.equal(lines[0].names.join(" "), "ghost run-0 batches");
});

test("shares go from 0 to 1 and losses that are no numbers are left out", () => {
  const odd = { ...curve, validation: [[0, null, 0.1]], losses: [3] };
  assert.equal(chart([run], "accuracies").highest, 1);
  assert.equal(chart([{ ...run, curve: odd }], "losses").highest, 3);
  assert.match(reading([{ ...run, curve: odd }], 0, "losses")[0], /validation not finite after step 0$/);
});

test("ticks are round", () => {
  assert.deepEqual(ticks(1), [0, 0.5, 1]);
  assert.deepEqual(ticks(138), [0, 50, 100]);
  assert.equal(ticks(0.004).length > 2, true);
});

test("a path moves once and then draws", () => {
  assert.equal(pathOf([[1, 2], [3.25, 4]]), "M1.0 2.0L3.3 4.0");
});

test("the nearest of the validation values is read, of two the earlier", () => {
  const validation = [[0, 2, 0.1], [10, 0.5, 0.9], [20, 0.25, 0.9]];
  const read = (step) => reading([{ ...run, curve: { ...curve, validation } }], step, "losses")[0].match(/after step (\d+)/)[1];
  assert.deepEqual([4, 5, 6, 15, 16, 99].map(read), ["0", "0", "10", "10", "20", "20"]);
});

test("what is read at a step, and what a screen reader speaks", () => {
  assert.deepEqual(reading([run], 3, "losses"), ["mean of training batches 1.00, validation 0.500 after step 4"]);
  assert.deepEqual(reading([run], 9, "accuracies"), ["validation 90.0% after step 4"]);
  assert.match(reading([run, { ...run, title: "FC" }], 0, "losses")[1], /^FC: mean/);
  assert.equal(spoken([run], "losses"), "Loss. CNN: 4 steps, training batches from 2.00 to 1.00, validation 0.500.");
});
