// Node's test runner: how often the newest frame is asked for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Polling } from "../../../app/components/training_view/polling.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

function begun(answers, options = {}) {
  const waits = [];
  const found = { shown: [], gone: 0, seen: [], waits };
  const polling = new Polling(
    async (seen) => {
      found.seen.push(seen);
      return answers.length > 1 ? answers.shift() : answers[0];
    },
    (bytes) => {
      found.shown.push(bytes);
      return { digest: `of ${bytes}`, lively: bytes === "running" };
    },
    (why) => {
      found.gone += 1;
      found.why = why;
    },
    { later: (act, ms) => waits.push({ act, ms }), never: () => {}, ...options },
  );
  polling.start();
  return { polling, found };
}

async function rounds(found, count) {
  for (let i = 0; i < count; i += 1) {
    await settled();
    found.waits.at(-1).act();
  }
  await settled();
}

test("a frame is shown, and only a newer one asked for", async () => {
  const { found } = begun([{ status: 200, bytes: "one" }, { status: 204 }]);
  await rounds(found, 1);
  assert.deepEqual(found.shown, ["one"]);
  assert.deepEqual(found.seen, ["", "of one"]);
});

test("often while it runs, seldom when nothing has come for a while", async () => {
  const { found } = begun([{ status: 200, bytes: "running" }, ...Array(20).fill({ status: 204 }), { status: 200, bytes: "done" }]);
  await rounds(found, 20);
  assert.ok(found.waits.every(({ ms }) => ms === 250));
  await rounds(found, 2);
  assert.equal(found.waits.at(-1).ms, 1200);
});

test("a command is followed up at once, and often until its answer must have come", async () => {
  const { polling, found } = begun([{ status: 200, bytes: "done" }, { status: 204 }]);
  await rounds(found, 12);
  assert.equal(found.waits.at(-1).ms, 1200);
  const before = found.seen.length;
  polling.now();
  await settled();
  assert.equal(found.seen.length, before + 1);
  assert.equal(found.waits.at(-1).ms, 250);
});

test("what is gone is told once and asked for no more", async () => {
  const { polling, found } = begun([{ status: 404, why: "restarted" }]);
  await settled();
  assert.deepEqual([found.gone, found.why], [1, "restarted"]);
  assert.equal(polling.running, false);
  assert.equal(found.waits.length, 0);
});

test("nothing is asked for while nobody can see it", async () => {
  let visible = false;
  const { found } = begun([{ status: 200, bytes: "one" }], { visible: () => visible });
  await rounds(found, 2);
  assert.equal(found.seen.length, 0);
  visible = true;
  await rounds(found, 1);
  assert.equal(found.seen.length, 1);
});

test("a server that is away for a moment is asked again", async () => {
  const { found } = begun([Promise.reject(new Error("away")), { status: 200, bytes: "one" }]);
  await rounds(found, 1);
  assert.deepEqual(found.shown, ["one"]);
});
