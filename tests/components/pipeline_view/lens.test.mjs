import assert from "node:assert/strict";
import { test } from "node:test";
import { sameTarget } from "../../../app/components/pipeline_view/lens.js";

test("a target is the same where stage, row and column are", () => {
  const target = { name: "pooling", at: [3, 4] };
  assert.ok(sameTarget(target, { name: "pooling", at: [3, 4] }));
  assert.ok(sameTarget(null, null));
  for (const other of [{ name: "picture", at: [3, 4] }, { name: "pooling", at: [2, 4] }, { name: "pooling", at: [3, 5] }, null]) {
    assert.ok(!sameTarget(target, other));
    assert.ok(!sameTarget(other, target));
  }
});
