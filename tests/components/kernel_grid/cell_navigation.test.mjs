import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour, pasted } from "../../../app/components/kernel_grid/cell_navigation.js";

const matrix = [
  ["1", "2"],
  ["3", "4"],
];

test("a block from a spreadsheet lands with its corner on the cell and the matrix grows", () => {
  const { texts, cut } = pasted(matrix, 1, 1, "a\tb\nc\td\n", 15);
  assert.deepEqual(texts, [
    ["1", "2", "0"],
    ["3", "a", "b"],
    ["0", "c", "d"],
  ]);
  assert.equal(cut, "");
});

test("one value is left to the browser", () => {
  assert.equal(pasted(matrix, 0, 0, " 7 ", 15), null);
});

test("a matrix never grows beyond its largest side, and what is left out is told", () => {
  const line = Array(40).fill("1").join(" ");
  const grown = pasted(matrix, 0, 0, Array(30).fill(line).join("\n"), 15);
  assert.equal(grown.texts.length, 15);
  assert.ok(grown.texts.every((row) => row.length === 15));
  assert.equal(grown.cut, "You pasted 30 × 40 numbers; rows and columns beyond the first 15 were ignored.");
  assert.equal(pasted(grown.texts, 14, 14, "1 2", 15).cut.slice(0, 17), "You pasted 1 × 2 ");
  assert.equal(pasted(grown.texts, 0, 0, Array(15).fill(line.slice(0, 29)).join("\n"), 15).cut, "");
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
  assert.deepEqual(pasted(matrix, 0, 0, "\t0,5\n0,25\t7\n", 15).texts, [
    ["0", "0,5"],
    ["0,25", "7"],
  ]);
});
