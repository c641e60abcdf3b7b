import assert from "node:assert/strict";
import { test } from "node:test";
import { LatestOnly, isDone } from "../../../app/components/slider_panel/latest_only.js";

function recorder() {
  const [sent, clock] = [[], []];
  const server = {}; // the value of each slider, as the server sent it last
  const latest = new LatestOnly(
    ({ slider, value }) => sent.push(slider + value),
    ({ slider, value }) => server[slider] === value,
    (act) => clock.push(act),
  );
  const wait = () => clock.splice(0).forEach((act) => act());
  const ask = (slider, value) => latest.ask({ slider, value });
  const answer = (values) => {
    Object.assign(server, values);
    latest.answered();
  };
  return { sent, latest, ask, wait, answer };
}

test("the first request goes out at once, later ones wait, and only the last of them is sent", () => {
  const { sent, latest, ask, answer } = recorder();
  for (const value of [1, 2, 3]) ask("a", value);
  assert.deepEqual(sent, ["a1"]);
  answer({ a: 1 });
  assert.deepEqual(sent, ["a1", "a3"]);
  assert.ok(latest.busy);
  answer({ a: 3 });
  assert.ok(!latest.busy);
  assert.deepEqual(sent, ["a1", "a3"]);
});

test("another slider's request does not take the place of one that waits", () => {
  const { sent, ask, answer } = recorder();
  ask("a", 1);
  ask("a", 2);
  ask("b", 5);
  for (const values of [{ a: 1 }, { a: 2 }, { b: 5 }]) answer(values);
  assert.deepEqual(sent, ["a1", "a2", "b5"]);
});

test("what the server sends for another reason is no answer", () => {
  const { sent, ask, answer } = recorder();
  ask("a", 1);
  ask("a", 2);
  answer({ b: 7 });
  assert.deepEqual(sent, ["a1"]);
  answer({ a: 1 });
  assert.deepEqual(sent, ["a1", "a2"]);
});

test("a request that changes nothing is sent and not waited for", () => {
  const { sent, latest, ask, answer } = recorder();
  answer({ a: 4 });
  ask("a", 4);
  assert.deepEqual(sent, ["a4"]);
  assert.ok(!latest.busy);
});

test("when the sliders go, what waits is sent at once, and nothing again", () => {
  const { sent, latest, ask, answer, wait } = recorder();
  for (const value of [1, 2, 3]) ask("a", value);
  ask("b", 5);
  latest.end();
  assert.deepEqual(sent, ["a1", "a3", "b5"]);
  assert.ok(!latest.busy);
  wait();
  answer({ a: 3 });
  assert.deepEqual(sent, ["a1", "a3", "b5"]);
});

test("a request is sent again while the server is silent, however long", () => {
  const { sent, latest, ask, wait, answer } = recorder();
  ask("a", 1);
  for (let i = 0; i < 50; i += 1) wait();
  assert.deepEqual(sent, Array(51).fill("a1"));
  answer({ a: 1 });
  wait();
  assert.equal(sent.length, 51);
  assert.ok(!latest.busy);
});

test("a request that the server answers with something else is given up at last", () => {
  const { sent, latest, ask, wait, answer } = recorder();
  ask("a", 1);
  for (let i = 0; i < 3; i += 1) {
    answer({ b: i });
    wait();
  }
  assert.deepEqual(sent, ["a1", "a1", "a1"]);
  assert.ok(!latest.busy);
  ask("a", 2);
  assert.deepEqual(sent.at(-1), "a2");
});

test("a value beyond limits that have changed meanwhile, or a slider that is gone, is not waited for", () => {
  const slider = { name: "channel", lowest: 0, highest: 15, value: 3 };
  assert.ok(!isDone([slider], { slider: "channel", value: 9 }));
  assert.ok(isDone([slider], { slider: "channel", value: 3 }));
  assert.ok(isDone([{ ...slider, highest: 5 }], { slider: "channel", value: 9 }));
  assert.ok(isDone([{ ...slider, lowest: 4, value: 4 }], { slider: "channel", value: 1 }));
  assert.ok(isDone([], { slider: "channel", value: 9 }));
});
