import assert from "node:assert/strict";
import { test } from "node:test";

import { WeightStore } from "../../../app/components/network_maps/weight_store.js";

// As the server packs them; the header is as long as its text, so that numbers begin anywhere.
function packed(numbers, name = "frame") {
  const stages = [{ offset: 0, length: 4 * numbers.length }];
  const head = new TextEncoder().encode(JSON.stringify({ frame: name, stages }));
  const bytes = new Uint8Array(4 + head.length + 4 * numbers.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(new Uint8Array(new Float32Array(numbers).buffer), 4 + head.length);
  return bytes;
}

// A server that counts what it is asked for; `answers` by address, the next one of each.
function server(answers) {
  const asked = [];
  const fetchBytes = async (url) => {
    asked.push(url);
    const answer = answers[url]?.shift();
    if (!answer) throw new Error("status 404");
    return answer;
  };
  return { asked, store: new WeightStore(fetchBytes) };
}

test("weights are fetched once, also for two who ask at a time", async () => {
  for (const name of ["f", "fr", "fra", "fram"]) {
    const { asked, store } = server({ a: [packed([1, -2.5], name)] });
    assert.equal(store.at("a"), null);
    const [one, other] = await Promise.all([store.load({ url: "a", count: 2 }), store.load({ url: "a", count: 2 })]);
    assert.deepEqual([...one], [1, -2.5]);
    assert.equal(one, other);
    assert.equal(store.at("a"), one);
    assert.deepEqual(asked, ["a"]);
  }
});

test("networks do not get each other's weights, whichever come first", async () => {
  const { store } = server({ a: [packed([1])], b: [packed([2, 3])] });
  const [a, b] = await Promise.all([store.load({ url: "a", count: 1 }), store.load({ url: "b", count: 2 })]);
  assert.deepEqual([[...a], [...b]], [[1], [2, 3]]);
});

test("what could not be had, or is too short, is asked for again", async () => {
  const { asked, store } = server({ a: [null, packed([1]), packed([1, 2])] });
  await assert.rejects(store.load({ url: "a", count: 2 }), /404/);
  await assert.rejects(store.load({ url: "a", count: 2 }), /1 weights in place of 2/);
  assert.equal(store.at("a"), null);
  assert.deepEqual([...(await store.load({ url: "a", count: 2 }))], [1, 2]);
  assert.equal(asked.length, 3);
});

test("networks that were asked for longest ago make room", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const { store } = server(Object.fromEntries(names.map((name) => [name, [packed([1])]])));
  for (const url of names) await store.load({ url, count: 1 });
  assert.deepEqual(names.map((url) => store.at(url) === null), [true, false, false, false, false]);
});
