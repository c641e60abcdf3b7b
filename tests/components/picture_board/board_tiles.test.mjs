import assert from "node:assert/strict";
import { test } from "node:test";

import { steppedTile, tilesOf } from "../../../app/components/picture_board/board_tiles.js";

const GROUPS = [{ tiles: ["a", "b", "c", "d", "e"] }, { tiles: ["f", "g"] }];

test("tiles are numbered through all groups", () => {
  assert.deepEqual(tilesOf(GROUPS)[5], { tile: "f", group: 1, place: 0 });
});

test("arrow keys move within a group of three columns, and stay at its edges", () => {
  const from = (number, key) => steppedTile(GROUPS, number, key, 3);
  assert.equal(from(0, "ArrowRight"), 1);
  assert.equal(from(1, "ArrowDown"), 4);
  assert.equal(from(2, "ArrowDown"), 2);
  assert.equal(from(4, "ArrowUp"), 1);
  assert.equal(from(0, "ArrowLeft"), 0);
  assert.equal(from(4, "ArrowRight"), 4);
  assert.equal(from(6, "Home"), 5);
  assert.equal(from(0, "End"), 4);
  assert.equal(from(0, "x"), null);
});
