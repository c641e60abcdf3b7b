import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour, pasted } from "../../app/components/matrix_text.js";

const matrix = [
  ["1", "2"],
  ["3", "4"],
];

test("a block from a spreadsheet lands with its corner on the cell and the matrix grows", () => {
  assert.deepEqual(pasted(matrix, 1, 1, "a\tb\nc\td\n"), [
    ["1", "2", "0"],
    ["3", "a", "b"],
    ["0", "c", "d"],
  ]);
});

test("one value is left to the browser", () => {
  assert.equal(pasted(matrix, 0, 0, " 7 "), null);
});

test("a matrix never grows beyond 15 × 15", () => {
  const line = Array(40).fill("1").join(" ");
  const grown = pasted(matrix, 0, 0, Array(40).fill(line).join("\n"));
  assert.equal(grown.length, 15);
  assert.ok(grown.every((row) => row.length === 15));
});

test("arrows move between cells, and inside a text only at its ends", () => {
  assert.deepEqual(neighbour("ArrowDown", 0, 1, 2, 2, {}), [1, 1]);
  assert.deepEqual(neighbour("Enter", 0, 0, 2, 2, {}), [1, 0]);
  assert.equal(neighbour("ArrowUp", 0, 0, 2, 2, {}), null);
  assert.equal(neighbour("ArrowRight", 0, 0, 2, 2, { start: true, end: false }), null);
  assert.deepEqual(neighbour("ArrowRight", 0, 0, 2, 2, { start: true, end: true }), [0, 1]);
  assert.equal(neighbour("a", 0, 0, 2, 2, { start: true, end: true }), null);
});

test("a spreadsheet's decimal commas and empty cells stay what they are", () => {
  assert.deepEqual(pasted(matrix, 0, 0, "\t0,5\n0,25\t7\n"), [
    ["0", "0,5"],
    ["0,25", "7"],
  ]);
});
