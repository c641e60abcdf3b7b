import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../../app/components/latest.js";

function recorder() {
  const sent = [];
  return { sent, latest: new Latest((request) => sent.push(request), 1000) };
}

test("the first request goes out at once, later ones wait, and only the last of them is sent", () => {
  const { sent, latest } = recorder();
  for (const [request, now] of [["a", 0], ["b", 1], ["c", 2]]) latest.ask(request, now);
  assert.deepEqual(sent, ["a"]);
  latest.answered(10);
  assert.deepEqual(sent, ["a", "c"]);
  latest.answered(20);
  assert.deepEqual(sent, ["a", "c"]);
  assert.equal(latest.busySince, null);
});

test("an answer that never comes is given up after a while", () => {
  const { sent, latest } = recorder();
  latest.ask("a", 0);
  latest.ask("b", 999);
  latest.ask("c", 1000);
  assert.deepEqual(sent, ["a", "c"]);
});
