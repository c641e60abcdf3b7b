import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestQueue } from "../../../app/components/kernel_grid/request_queue.js";

function recorder() {
  const [sent, clock] = [[], []];
  const requests = new RequestQueue((request) => sent.push(request), (act) => clock.push(act));
  const wait = () => clock.splice(0).forEach((act) => act());
  return { sent, requests, wait };
}

const rotate = { operation: "rotate-90" };
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

test("a request is sent again under its number while the server is silent", () => {
  const { sent, requests, wait } = recorder();
  requests.ask(rotate);
  for (let i = 0; i < 9; i += 1) wait();
  assert.deepEqual(sent, Array(10).fill({ ...rotate, number: 1 }));
  requests.answered(1);
  wait();
  assert.equal(sent.length, 10);
});

test("a request that the server answers with something else is given up at last", () => {
  const { sent, requests, wait } = recorder();
  requests.answered(1);
  requests.ask(edit("1"));
  requests.ask(rotate);
  for (let i = 0; i < 3; i += 1) {
    requests.answered(1);
    wait();
  }
  assert.deepEqual(sent.slice(0, 3), Array(3).fill({ ...edit("1"), number: 2 }));
  assert.deepEqual(sent[3], { ...rotate, number: 2 });
});

test("a server that was started anew is asked again, under the numbers it expects", () => {
  const { sent, requests } = recorder();
  requests.answered(7);
  requests.ask(edit("1"));
  requests.ask(rotate);
  requests.answered(0);
  assert.deepEqual(sent.at(-1), { ...edit("1"), number: 1 });
  requests.answered(1);
  assert.deepEqual(sent.at(-1), { ...rotate, number: 2 });
  requests.answered(2);
  assert.ok(!requests.busy);
});

test("when the editor goes, what waits is sent, and nothing again into the page that follows", () => {
  const { sent, requests, wait } = recorder();
  [rotate, edit("1"), edit("2")].forEach((request) => requests.ask(request));
  requests.end();
  for (let i = 0; i < 3; i += 1) wait();
  assert.deepEqual(sent, numbered(rotate, edit("2")));
  assert.ok(!requests.busy);
  requests.end();
  assert.equal(sent.length, 2);
});
