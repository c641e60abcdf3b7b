import assert from "node:assert/strict";
import { test } from "node:test";
import { amount } from "../../../app/components/training_view/confusion_matrix.js";

test("what is right takes its colour by its share, from 20 to 100 per cent", () => {
  assert.deepEqual([0, 5, 10].map((count) => amount(count, 10, true)), [20, 60, 100]);
});

test("a mistake is seen from the first picture on, and is at its darkest by a fifth of them", () => {
  assert.deepEqual([1, 5, 18, 50].map((count) => amount(count, 100, false)), [34, 50, 100, 100]);
  assert.ok(amount(1, 1000, false) >= 30);
});

test("a class without pictures divides by nothing", () => {
  assert.deepEqual([amount(0, 0, true), amount(0, 0, false)], [20, 30]);
});
