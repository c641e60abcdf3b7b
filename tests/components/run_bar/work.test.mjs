import assert from "node:assert/strict";
import { test } from "node:test";

import { Work } from "../../../app/components/run_bar/work.js";

function started() {
  const sent = [];
  const late = [];
  const work = new Work((request) => sent.push(request), (act) => late.push(act));
  work.take("a", 0, 0, 2);
  return { work, sent, late };
}

test("each piece is asked for when the one before it is shown, until all is done", () => {
  const { work, sent } = started();
  work.take("a", 1, 1, 2);
  work.take("a", 2, 2, 2);
  assert.deepEqual(sent, [{ run: "a", piece: 0 }, { run: "a", piece: 1 }]);
  assert.equal(work.label, "Run again");
  assert.equal(work.busy, false);
});

test("the same answer again asks for nothing new", () => {
  const { work, sent } = started();
  work.take("a", 0, 0, 2);
  assert.equal(sent.length, 1);
  assert.equal(work.busy, true);
});

test("stopped, nothing more is asked for until it goes on", () => {
  const { work, sent } = started();
  work.press();
  work.take("a", 1, 1, 2);
  assert.equal(sent.length, 1);
  assert.equal(work.label, "Continue");
  work.press();
  assert.deepEqual(sent.at(-1), { run: "a", piece: 1 });
});

test("another run begins though the last one was stopped", () => {
  const { work, sent } = started();
  work.press();
  work.take("b", 0, 0, 2);
  assert.deepEqual(sent.at(-1), { run: "b", piece: 0 });
  assert.equal(work.label, "Stop");
});

test("what is done can be run again", () => {
  const { work, sent } = started();
  work.take("a", 1, 2, 2);
  work.press();
  assert.deepEqual(sent.at(-1), { run: "a", again: true });
});

test("a request that is lost is sent again, and not for ever", () => {
  const { work, sent, late } = started();
  work.take("a", 0, 0, 2); // the server is there, and shows something else
  for (let i = 0; i < 5; i += 1) {
    late.shift()?.();
    work.heard += 1;
  }
  assert.equal(sent.length, 3);
  assert.equal(work.label, "Continue");
});

test("a step stops the work and asks for one step, once nothing is under way", () => {
  const { work, sent } = started();
  work.step();
  assert.equal(sent.length, 1);
  assert.equal(work.label, "Continue");
  work.take("a", 1, 1, 3);
  work.step();
  assert.deepEqual(sent.at(-1), { run: "a", piece: 1, single: true });
  work.take("a", 2, 2, 3);
  assert.equal(sent.length, 2);
});

test("a run is started again at any time, and goes on from there", () => {
  const { work, sent } = started();
  work.press();
  work.restart();
  assert.deepEqual(sent.at(-1), { run: "a", again: true });
  work.take("a 2", 0, 0, 2);
  assert.deepEqual(sent.at(-1), { run: "a 2", piece: 0 });
});

test("a run that waits goes on when it is told to, and no other one waits for that", () => {
  const { work, sent } = started();
  work.take("b", 1, 1, 3, true);
  assert.equal(sent.length, 1);
  assert.equal(work.label, "Continue");
  work.press();
  assert.deepEqual(sent.at(-1), { run: "b", piece: 1 });
  work.take("b", 2, 2, 3);
  assert.deepEqual(sent.at(-1), { run: "b", piece: 2 });
});
