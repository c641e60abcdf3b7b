// Node's test runner: where the numbers of small pictures in a grid lie.

import assert from "node:assert/strict";
import { test } from "node:test";

import { grid, place, stepOn } from "../../../app/components/shared/tiles.js";

const stage = { count: 10, height: 3, width: 2 };

test("tiles stand in rows with a gap between them", () => {
  const { width, height, at } = grid(stage, 4);
  assert.deepEqual([width, height], [4 * 3 - 1, 3 * 4 - 1]);
  assert.deepEqual(at(0), [0, 0]);
  assert.deepEqual(at(5), [3, 4]);
});

test("every number is found where it is drawn, and none in a gap", () => {
  const { at } = grid(stage, 4);
  for (let k = 0; k < stage.count; k += 1) {
    const [x, y] = at(k);
    for (let row = 0; row < 3; row += 1) {
      for (let column = 0; column < 2; column += 1) {
        assert.deepEqual(place(stage, 4, x + column, y + row), [k, row, column]);
      }
    }
  }
  assert.equal(place(stage, 4, 2, 0), null);
  assert.equal(place(stage, 4, 0, 3), null);
  assert.equal(place(stage, 4, 9, 8), null); // beyond the last tile
});

test("fewer tiles than fit in a row", () => {
  assert.deepEqual([grid({ ...stage, count: 2 }, 8).width, grid({ ...stage, count: 2 }, 8).height], [5, 3]);
});

test("arrow keys go from number to number, across the gaps, and stay inside", () => {
  const go = (from, ...keys) => keys.reduce((at, key) => stepOn(stage, 4, at, key), from);
  assert.deepEqual(go(null, "ArrowRight"), [0, 0, 0]);
  assert.deepEqual(go([0, 0, 0], "ArrowRight", "ArrowRight"), [1, 0, 0]);
  assert.deepEqual(go([1, 1, 0], "ArrowLeft"), [0, 1, 1]);
  assert.deepEqual(go([0, 2, 1], "ArrowDown"), [4, 0, 1]);
  assert.deepEqual(go([4, 0, 1], "ArrowUp"), [0, 2, 1]);
  assert.deepEqual(go([3, 0, 1], "ArrowRight"), [3, 0, 1]);
  assert.deepEqual(go([4, 1, 0], "ArrowLeft"), [4, 1, 0]);
  assert.deepEqual(go([0, 0, 1], "ArrowUp"), [0, 0, 1]);
  assert.deepEqual(go([9, 2, 0], "ArrowDown"), [9, 2, 0]);
  assert.deepEqual(go([2, 1, 1], "PageDown"), [3, 1, 1]);
  assert.deepEqual(go([0, 1, 1], "PageUp"), [0, 1, 1]);
  assert.deepEqual(go([0, 0, 0], "End"), [9, 2, 1]);
  assert.deepEqual(go([7, 2, 1], "Home"), [0, 0, 0]);
  assert.equal(stepOn(stage, 4, [0, 0, 0], "Enter"), undefined);
});

test("the right arrow reaches every number of a row of tiles once", () => {
  const seen = [];
  for (let at = [0, 1, 0], before = null; String(at) !== String(before); at = stepOn(stage, 4, at, "ArrowRight")) {
    seen.push(String(at));
    before = at;
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, 4 * stage.width);
});
