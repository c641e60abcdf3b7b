import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut, partsOf, sentenceOf } from "../../../app/components/network_table/branch_layout.js";

// [name, depth, ...what it reads]
function network(...rows) {
  return rows.map(([name, depth, ...reads]) => ({ name, volume: [8, 8, depth], reads, node: name }));
}

const BLOCKS = network(["input", 3], ["conv", 4, 0], ["a1", 4, 1], ["a2", 4, 2], ["add", 4, 3, 1], ["b1", 8, 4], ["b2", 8, 5], ["project", 8, 4], ["add", 8, 6, 7], ["fc", 2, 8]);
const MODULE = network(["input", 3], ["one", 2, 0], ["before", 4, 0], ["three", 5, 2], ["pool", 3, 0], ["after", 1, 4], ["concat", 8, 1, 3, 5]);
const UNET = network(["input", 3], ["down1", 4, 0], ["pool1", 4, 1], ["down2", 8, 2], ["pool2", 8, 3], ["up2", 4, 4], ["concat2", 12, 3, 5], ["up1", 4, 6], ["concat1", 8, 1, 7]);

test("a network falls into parts where one array alone goes on", () => {
  assert.deepEqual(partsOf(BLOCKS), [[0], [1], [2, 3, 4], [5, 6, 7, 8], [9]]);
  assert.deepEqual(partsOf(MODULE), [[0], [1, 2, 3, 4, 5, 6]]);
  assert.deepEqual(partsOf(UNET), [[0], [1], [2, 3, 4, 5, 6, 7, 8]]);
  assert.deepEqual(partsOf(network(["input", 3], ["a", 1, 0], ["b", 1, 0])), [[0], [1, 2]]);
  assert.deepEqual(partsOf(network(["input", 3])), [[0]]);
});

test("a shortcut is a wire, a projection a lane", () => {
  const skip = layOut(BLOCKS, [2, 3, 4], 1);
  assert.deepEqual([skip.columns, skip.lanes, skip.wires], [3, 1, 1]);
  assert.deepEqual(skip.edges.find(({ from, to }) => from === 1 && to === 4), { from: 1, to: 4, wire: 0 });
  const projected = layOut(BLOCKS, [5, 6, 7, 8], 4);
  assert.deepEqual([projected.columns, projected.lanes, projected.wires], [3, 2, 0]);
  assert.deepEqual(projected.nodes.map(({ column, lane }) => [column, lane]), [[0, 0], [1, 0], [0, 1], [2, 0]]);
  assert.deepEqual(projected.edges.at(-1), { from: 7, to: 8, lane: 1 });
});

test("the branches of a module lie side by side", () => {
  const layout = layOut(MODULE, [1, 2, 3, 4, 5, 6], 0);
  assert.deepEqual(layout.nodes.map(({ column, lane }) => [column, lane]), [[0, 0], [0, 1], [1, 1], [0, 2], [1, 2], [2, 0]]);
  assert.equal(layout.wires, 0);
  assert.equal(sentenceOf(MODULE, layout), "3 branches: one 8×8×2; before 8×8×4, then three 8×8×5; pool 8×8×3, then after 8×8×1; out comes concat 8×8×8.");
});

test("of two wires the shorter one lies below", () => {
  const layout = layOut(UNET, [2, 3, 4, 5, 6, 7, 8], 1);
  assert.deepEqual([layout.columns, layout.lanes, layout.wires], [7, 1, 2]);
  const wires = Object.fromEntries(layout.edges.filter(({ wire }) => wire !== undefined).map(({ to, wire }) => [UNET[to].name, wire]));
  assert.deepEqual(wires, { concat2: 0, concat1: 1 });
  assert.match(sentenceOf(UNET, layout), /down2 8×8×8 also goes to concat2 8×8×12; what comes in also goes to concat1/);
});

test("every node has a place of its own, also in a graph that nobody has drawn", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
  for (let trial = 0; trial < 200; trial += 1) {
    const rows = Array.from({ length: 12 }, (_, place) => [`n${place}`, 1, ...(place ? Array.from({ length: 1 + random(2) }, () => random(place)) : [])]);
    const volumes = network(...rows);
    const parts = partsOf(volumes);
    assert.deepEqual(parts.flat(), volumes.map((_, place) => place));
    for (const part of parts.slice(1)) {
      const layout = layOut(volumes, part, part[0] - 1);
      const places = new Set(layout.nodes.map(({ column, lane }) => `${column} ${lane}`));
      assert.equal(places.size, part.length);
      assert.equal(layout.edges.length, part.reduce((count, place) => count + new Set(volumes[place].reads).size, 0));
      for (const { from, to } of layout.edges) assert.ok((from === part[0] - 1 || part.includes(from)) && volumes[to].reads.includes(from));
      assert.ok(sentenceOf(volumes, layout).endsWith("."));
    }
  }
});
