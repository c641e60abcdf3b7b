// Node's test runner: which steps the charts show.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axisOf, axisText, settled } from "../../../app/components/training_view/step_axis.js";

const BOX = { width: 110, left: 10, right: 0 };
const flat = (steps, learned) => Array.from({ length: 21 }, (_, i) => (i * steps) / 20).map((step) => [step, step < learned ? 2 - step / learned : 1, step < learned ? step / learned : 1]);
const ended = (steps, learned) => ({ state: "paused", goal: steps, planned: 200, curve: { steps, validation: flat(steps, learned) } });

test("what is planned or under way is shown to its end, so that the axis stands still", () => {
  const fresh = { state: "paused", goal: null, planned: 200, curve: { steps: 0, validation: [[0, 2, 0.1]] } };
  assert.equal(axisOf([fresh], "learning", BOX).last, 200);
  const running = { ...fresh, state: "running", goal: 200, curve: { steps: 7, validation: [] } };
  for (const axis of ["learning", "all", "log"]) assert.equal(axisOf([running], axis, BOX).last, 200);
  const single = { ...fresh, curve: { steps: 3, validation: [] } };
  assert.equal(axisOf([single], "learning", BOX).last, 10);
});

test("of a long run the part is shown in which something is learned, and it is said", () => {
  const long = axisOf([ended(4000, 400)], "learning", BOX);
  assert.deepEqual([long.last, long.all], [800, 4000]);
  assert.equal(axisText(long), "first 800 of 4,000: then it is flat");
  const all = axisOf([ended(4000, 400)], "all", BOX);
  assert.equal(all.last, 4000);
  assert.equal(axisText(all), "");
  assert.equal(axisOf([ended(4000, 1400)], "learning", BOX).last, 4000); // it fills a good part anyway
  assert.equal(axisOf([ended(4000, 400), ended(4000, 3000)], "learning", BOX).last, 4000); // of two, the slower
});

test("what still changes at the end is not cut off: a loss that rises again, a late start", () => {
  const rising = ended(4000, 400);
  rising.curve.validation = rising.curve.validation.map(([step, loss, accuracy]) => [step, step > 400 ? loss + step / 4000 : loss, accuracy]);
  assert.equal(axisOf([rising], "learning", BOX).last, 4000);
  const late = ended(4000, 400);
  late.curve.validation = late.curve.validation.map(([step]) => [step, step < 3900 ? 2 : 1, 0.1]);
  assert.equal(settled(late.curve), 4000);
  const broken = ended(4000, 400);
  broken.curve.validation.push([4000, null, 0.1]);
  assert.equal(settled(broken.curve), 4000);
});

test("a logarithmic axis gives the first steps as much room as the last thousands, and leads back", () => {
  const { x, step, xTicks } = axisOf([ended(9999, 400)], "log", BOX);
  assert.deepEqual([x(0), Math.round(x(99)), x(9999)], [10, 60, 110]);
  for (const one of [0, 3, 77, 9999]) assert.ok(Math.abs(step(x(one)) - one) < 1e-6 * (1 + one));
  assert.deepEqual(xTicks, [0, 10, 100, 1000]);
  assert.deepEqual(axisOf([ended(4000, 3000)], "all", BOX).xTicks, [0, 1000, 2000, 3000, 4000]);
  const { x: even, step: back } = axisOf([ended(4000, 3000)], "all", BOX);
  assert.deepEqual([even(0), even(2000), back(60)], [10, 60, 2000]);
});
