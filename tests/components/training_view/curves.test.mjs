// Node's test runner: where the curves of a training lie, and what is read off them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BOX, chart, gaps, pathOf, reading, spoken, ticks } from "../../../app/components/training_view/curves.js";

const curve = { steps: 4, losses: [2, 1], accuracies: [0.1, 0.5], validation: [[0, 2.5, 0.1], [4, 0.5, 0.9]] };
const run = { title: "CNN", starts: [0, 2], curve, ghost: null, state: "paused", goal: null, planned: 40, gap: null };

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

test("a ghost is drawn before its run, on the same scale of values; the axis of steps is that of the run", () => {
  const ghost = { ...curve, steps: 20, losses: [5, 4, 3, 2], validation: [[0, 2, 0.1], [20, 1, 0.2]] };
  const { lines, last, highest, x } = chart([{ ...run, starts: [0, 2, 6, 14], ghost }], "losses");
  assert.deepEqual([last, highest], [10, 5]);
  assert.deepEqual(lines.map(({ names }) => names.join(" ")), ["ghost run-0 batches", "ghost run-0 validation", "run-0 batches", "run-0 validation"]);
  assert.deepEqual(lines[0].points.map((point) => point[0]), [1, 4, 10].map(x)); // what lies beyond is left out
  assert.equal(lines[1].points.length, 1);
});

test("a few peaks do not press the rest onto the axis, and are told", () => {
  const losses = Array.from({ length: 200 }, (_, i) => (i === 7 ? 90 : 2 - i / 200));
  const steep = { ...run, starts: losses.map((_, i) => i), curve: { steps: 200, losses, accuracies: losses.map(() => 0.5), validation: [[0, 2.2, 0.1], [200, 1, 0.5]] } };
  const { highest, peak, lines } = chart([steep], "losses");
  assert.equal(peak, 90);
  assert.ok(highest > 2.2 && highest < 5);
  assert.equal(lines[0].points[7][1], BOX.top);
  assert.equal(chart([run], "losses").peak, null);
});

test("a gap that can be seen gets a bracket from training to validation accuracy", () => {
  const gap = { step: 4, training: 0.96, validation: 0.7, overfitting: true };
  const layout = chart([run], "accuracies");
  assert.deepEqual(gaps([{ ...run, gap }], layout), [
    { run: 0, x: layout.x(4), top: layout.y(0.96), bottom: layout.y(0.7), text: "gap 26 points", overfitting: true },
  ]);
  assert.deepEqual(gaps([{ ...run, gap: { ...gap, validation: 0.95 } }, { ...run, gap: { ...gap, validation: 0.99 } }, run], layout), []);
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
  const single = { ...run, starts: [0, 1], curve: { ...curve, steps: 2 } };
  assert.deepEqual(reading([single], 1, "losses"), ["training batch 1.00, validation 2.50 after step 0"]);
  const ghost = { ...curve, steps: 8, losses: [5, 4, 3] };
  assert.match(reading([{ ...run, starts: [0, 2, 4], ghost }], 7, "losses")[0], /^validation 0.500 after step 4, previous run 3.00$/);
  assert.match(reading([run, { ...run, title: "FC" }], 0, "losses")[1], /^FC: mean/);
  assert.equal(spoken([run], "losses"), "Loss. CNN: 4 steps, training batches from 2.00 to 1.00, validation 0.500.");
});
