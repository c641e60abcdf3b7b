import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestTo, quantile, scaleOf } from "../../../app/components/experiment_chart/chart_scales.js";

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("numbers lie evenly between two pixels, upwards too", () => {
  const scale = scaleOf({ low: 0, high: 200 }, 50, 650, String);
  assert.deepEqual([0, 100, 200].map(scale.at), [50, 350, 650]);
  assert.deepEqual(scale.ticks.map(([, text]) => text), ["0", "50", "100", "150", "200"]);
  assert.equal(scaleOf({ low: 0, high: 2 }, 300, 100, String).at(1), 200);
});

test("powers of ten lie evenly", () => {
  const scale = scaleOf({ low: 1e-8, high: 1, log: true }, 400, 0, String);
  near(scale.at(1e-8), 400);
  near(scale.at(1e-4), 200);
  near(scale.at(1), 0);
  assert.deepEqual(scale.ticks.map(([value]) => Math.round(Math.log10(value))), [-8, -6, -4, -2, 0]);
  assert.deepEqual(scale.ticks.map(([, text]) => text), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]);
});

test("names have a place each, and are left out where they would lie on each other", () => {
  const scale = scaleOf({ names: ["a", "b", "c", "d"] }, 0, 400, String);
  assert.deepEqual([0, 1, 2, 3].map(scale.at), [50, 150, 250, 350]);
  assert.equal(scale.each, 100);
  const many = scaleOf({ names: Array.from({ length: 20 }, (_, i) => String(i)) }, 0, 200, String);
  assert.deepEqual(many.ticks.map(([i]) => i), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
});

test("quantiles lie between the nearest two values", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75);
  assert.equal(quantile([5], 0.75), 5);
});

test("the nearest place is found", () => {
  const places = [[0, 0, "a"], [10, 0, "b"], [10, 10, "c"]];
  assert.equal(nearestTo(places, 9, 2)[2], "b");
  assert.equal(nearestTo(places, 99, 99)[2], "c");
  assert.equal(nearestTo([], 1, 1), null);
});
