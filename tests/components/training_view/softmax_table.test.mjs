// Node's test runner: the arithmetic of the softmax as it is written out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { softmaxRows } from "../../../app/components/training_view/softmax_table.js";

test("scores become powers of e, and those are divided by their sum", () => {
  const { power, sum, rows } = softmaxRows([0, Math.log(3)], ["cat", "dog"]);
  assert.deepEqual([power, sum], ["eˢ", "4"]);
  assert.deepEqual(rows, [["cat", "0", "1", "1 / 4 = 25.0%"], ["dog", "1.099", "3", "3 / 4 = 75.0%"]]);
});

test("of scores too large for e the largest is taken away, which changes no share", () => {
  const { power, rows } = softmaxRows([800, 800 - Math.log(4)], ["cat", "dog"]);
  assert.equal(power, "e^(s − 800)");
  assert.deepEqual(rows.map((row) => row[3]), ["1 / 1.25 = 80.0%", "0.25 / 1.25 = 20.0%"]);
  const small = softmaxRows([-900, -900], ["cat", "dog"]);
  assert.equal(small.power, "e^(s + 900)");
  assert.equal(small.rows[0][1], "−900");
});
