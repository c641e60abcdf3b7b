// Node's test runner: where the numbers of small pictures in a grid lie.

import assert from "node:assert/strict";
import { test } from "node:test";

import { grid, place } from "../../app/components/tiles.js";

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
