import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestQueue } from "../../../app/components/kernel_grid/request_queue.js";

function recorder() {
  const [sent, clock] = [[], []];
  const requests = new RequestQueue((request) => sent.push(request), (act) => clock.push(act));
  const wait = () => clock.splice(0).forEach((act) => act());
  return { sent, requests, wait };
}

const rotate = { operation: "rotate" };
const edit = (text) => ({ texts: [[text]] });
const numbered = (...requests) => requests.map((request, i) => ({ ...request, number: i + 1 }));

test("one request is sent at a time, and none is lost", () => {
  const { sent, requests } = recorder();
  for (let i = 0; i < 3; i += 1) requests.ask(rotate);
  assert.deepEqual(sent, numbered(rotate));
  requests.answered(1);
  assert.deepEqual(sent, numbered(rotate, rotate));
  assert.ok(requests.busy);
  requests.answered(2);
  requests.answered(3);
  assert.deepEqual(sent, numbered(rotate, rotate, rotate));
  assert.ok(!requests.busy);
});

test("of edits that wait, the last one holds the others", () => {
  const { sent, requests } = recorder();
  [edit("1"), edit("2"), edit("3"), rotate, edit("4")].forEach((request) => requests.ask(request));
  for (let count = 1; count < 5; count += 1) requests.answered(count);
  assert.deepEqual(sent, numbered(edit("1"), edit("3"), rotate, edit("4")));
});

test("what the server sends for another reason is no answer", () => {
  const { sent, requests } = recorder();
  requests.answered(7);
  requests.ask(rotate);
  requests.ask(rotate);
  requests.answered(7);
  assert.deepEqual(sent, [{ ...rotate, number: 8 }]);
  requests.answered(8);
  assert.deepEqual(sent.at(-1), { ...rotate, number: 9 });
});

test("a request without an answer is sent again, under its number, and at last given up", () => {
  const { sent, requests, wait } = recorder();
  requests.ask(rotate);
  wait();
  assert.deepEqual(sent, [{ ...rotate, number: 1 }, { ...rotate, number: 1 }]);
  requests.answered(1);
  wait();
  assert.equal(sent.length, 2);
  requests.ask(edit("1"));
  requests.ask(edit("2"));
  for (let i = 0; i < 3; i += 1) wait();
  assert.deepEqual(sent.slice(2, 5), Array(3).fill({ ...edit("1"), number: 2 }));
  assert.deepEqual(sent[5], { ...edit("2"), number: 2 });
});
