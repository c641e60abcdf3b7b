import assert from "node:assert/strict";
import { test } from "node:test";
import { short } from "../../../app/components/training_view/training_chart.js";

test("the numbers of an axis are short and lose no digit that counts", () => {
  const cases = [[0, "0"], [0.5, "0.5"], [0.05, "0.05"], [0.101, "0.101"], [1, "1"], [2.5, "2.5"], [10, "10"], [200, "200"]];
  for (const [value, text] of cases) assert.equal(short(value), text);
});
