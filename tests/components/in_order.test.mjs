import assert from "node:assert/strict";
import { test } from "node:test";
import { InOrder } from "../../app/components/in_order.js";

function recorder() {
  const sent = [];
  return { sent, requests: new InOrder((request) => sent.push(request), 1000) };
}

const rotate = { operation: "rotate" };
const edit = (text) => ({ texts: [[text]] });

test("one request is sent at a time, and none is lost", () => {
  const { sent, requests } = recorder();
  for (let now = 0; now < 3; now += 1) requests.ask(rotate, now);
  assert.deepEqual(sent, [rotate]);
  requests.answered(10);
  assert.deepEqual(sent, [rotate, rotate]);
  assert.ok(requests.busy);
  requests.answered(20);
  requests.answered(30);
  assert.deepEqual(sent, [rotate, rotate, rotate]);
  assert.ok(!requests.busy);
});

test("of edits that wait, the last one holds the others", () => {
  const { sent, requests } = recorder();
  [edit("1"), edit("2"), edit("3"), rotate, edit("4")].forEach((request, i) => requests.ask(request, i));
  for (let now = 10; now < 14; now += 1) requests.answered(now);
  assert.deepEqual(sent, [edit("1"), edit("3"), rotate, edit("4")]);
});

test("an answer that never comes is given up after a while", () => {
  const { sent, requests } = recorder();
  requests.ask(rotate, 0);
  requests.ask(edit("1"), 999);
  requests.ask(edit("2"), 1000);
  assert.deepEqual(sent, [rotate, edit("2")]);
});
