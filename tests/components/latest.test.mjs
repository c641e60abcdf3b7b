import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../../app/components/latest.js";

function recorder() {
  const [sent, clock] = [[], []];
  const latest = new Latest(({ slider, value }) => sent.push(slider + value), (act) => clock.push(act));
  const wait = () => clock.splice(0).forEach((act) => act());
  const ask = (slider, value) => latest.ask({ slider, value });
  return { sent, latest, ask, wait };
}

const shown = () => true;
const notShown = () => false;

test("the first request goes out at once, later ones wait, and only the last of them is sent", () => {
  const { sent, latest, ask } = recorder();
  for (const value of [1, 2, 3]) ask("a", value);
  assert.deepEqual(sent, ["a1"]);
  latest.answered(shown);
  assert.deepEqual(sent, ["a1", "a3"]);
  assert.ok(latest.busy);
  latest.answered(shown);
  assert.ok(!latest.busy);
  assert.deepEqual(sent, ["a1", "a3"]);
});

test("another slider's request does not take the place of one that waits", () => {
  const { sent, latest, ask } = recorder();
  ask("a", 1);
  ask("a", 2);
  ask("b", 5);
  for (let i = 0; i < 3; i += 1) latest.answered(shown);
  assert.deepEqual(sent, ["a1", "a2", "b5"]);
});

test("what the server sends for another reason is no answer", () => {
  const { sent, latest, ask } = recorder();
  ask("a", 1);
  ask("a", 2);
  latest.answered(notShown);
  assert.deepEqual(sent, ["a1"]);
  latest.answered((request) => request.value === 1);
  assert.deepEqual(sent, ["a1", "a2"]);
});

test("a request without an answer is sent again, and at last given up", () => {
  const { sent, latest, ask, wait } = recorder();
  ask("a", 1);
  for (let i = 0; i < 3; i += 1) wait();
  assert.deepEqual(sent, ["a1", "a1", "a1"]);
  assert.ok(!latest.busy);
  ask("a", 2);
  assert.deepEqual(sent.at(-1), "a2");
});
