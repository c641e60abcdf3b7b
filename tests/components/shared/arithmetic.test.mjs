import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allValues, cellOf, channelsOf, indexOf, isPastWindows, kernelOf, layOut, reachedFrom, sourceIndex, termsOf, touchedBy, work,
} from "../../../app/components/shared/arithmetic.js";

const STEP = [[7, 2, 3, 3, 8], [4, 5, 3, 8, 4], [3, 3, 2, 8, 4], [2, 8, 7, 2, 7], [5, 4, 4, 5, 4]];
const EDGE = [[1, 0, -1], [1, 0, -1], [1, 0, -1]];

function problem(changes = {}) {
  return {
    operation: "correlation", input: [STEP], kernels: [[EDGE]], bias: null, window: [3, 3], stride: [1, 1],
    padding: [[0, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant", ...changes,
  };
}

test("worked example A, cell by cell", () => {
  assert.deepEqual(allValues(layOut(problem())), [6, -9, -8, -3, -2, -3, -3, 0, -2]);
});

test("the first cell's terms stand row by row, as in all other sums", () => {
  const terms = termsOf(layOut(problem()), [0, 0, 0], 0);
  assert.deepEqual(terms.map(({ value, weight }) => [value, weight]), [
    [7, 1], [2, 0], [3, -1], [4, 1], [5, 0], [3, -1], [3, 1], [3, 0], [2, -1],
  ]);
});

test("what rounding leaves of a sum that is 0 counts as 0, a small number does not", () => {
  const settings = { kernels: [[[[1, 1, 1]]]], window: [1, 3] };
  const value = (row, more) => work(layOut(problem({ ...settings, input: [[row]], ...more })), [0, 0, 0]);
  assert.equal(value([0.1, 0.2, -0.3]).value, 0);
  assert.equal(value([0.1, 0.2, -0.3]).parts[0].sum, 0);
  assert.equal(value([0.1, 0.2, 0], { bias: [-0.3] }).value, 0);
  assert.equal(value([1e-14, 0, 0]).value, 1e-14);
});

test("true convolution turns the kernel", () => {
  const layout = layOut(problem({ operation: "convolution" }));
  assert.deepEqual(kernelOf(layout, 0, 0)[0], [-1, 0, 1]);
  assert.equal(work(layout, [0, 0, 0]).value, -6);
});

test("the padded positions come from where numpy.pad takes them", () => {
  assert.deepEqual(sourceIndex(3, 2, 2, "constant"), [-1, -1, 0, 1, 2, -1, -1]);
  assert.deepEqual(sourceIndex(3, 2, 2, "edge"), [0, 0, 0, 1, 2, 2, 2]);
  assert.deepEqual(sourceIndex(3, 2, 2, "reflect"), [2, 1, 0, 1, 2, 1, 0]);
  assert.deepEqual(sourceIndex(3, 4, 2, "wrap"), [2, 0, 1, 2, 0, 1, 2, 0, 1]);
  assert.deepEqual(sourceIndex(1, 2, 1, "reflect"), [0, 0, 0, 0]);
});

test("pooling: the winner is the first of equal values, padding never wins", () => {
  const pooled = { input: [[[1, 4], [4, -2]]], kernels: [], window: [2, 2], stride: [2, 2] };
  const { winner, value } = work(layOut(problem({ operation: "max", ...pooled })), [0, 0, 0]);
  assert.deepEqual([winner.from, value], [[0, 1], 4]);
  assert.equal(work(layOut(problem({ operation: "average", ...pooled })), [0, 0, 0]).value, 1.75);
  const padded = problem({ operation: "max", ...pooled, input: [[[-3]]], padding: [[1, 0], [1, 0]] });
  assert.equal(work(layOut(padded), [0, 0, 0]).value, -3);
});

test("transposed: every input cell puts its multiple of the kernel on the output", () => {
  const layout = layOut(problem({
    operation: "transposed", input: [[[1, 2]]], kernels: [[[[1, 10, 100]]]], window: [1, 3], stride: [1, 2],
  }));
  assert.deepEqual(allValues(layout), [1, 10, 102, 20, 200]);
  assert.deepEqual(reachedFrom(layout, [0, 0, 1]).map(({ cell }) => cell[2]), [2, 3, 4]);
});

test("transposed: output padding adds cells that hold what reaches them, or nothing", () => {
  const layout = layOut(problem({
    operation: "transposed", input: [[[1, 2]]], kernels: [[[[1, 10]]]], bias: [5], window: [1, 2], stride: [1, 3],
    output_padding: [0, 2],
  }));
  assert.deepEqual(allValues(layout), [6, 15, 5, 7, 25, 5, 5]);
  assert.deepEqual(work(layout, [0, 0, 6]).parts[0].terms, []);
});

test("groups: a filter reads the channels of its group only", () => {
  const layout = layOut(problem({
    input: [STEP, STEP, STEP, STEP], kernels: [[EDGE, EDGE], [EDGE, EDGE]], groups: 2,
  }));
  assert.deepEqual(channelsOf(layout, 1), [2, 3]);
  assert.equal(layout.depth, 2);
  assert.deepEqual(reachedFrom(layout, [0, 2, 2]).filter(({ cell }) => cell[0] === 1), []);
});

test("what reaches and what is reached say the same", () => {
  const layout = layOut(problem({ stride: [2, 1], dilation: [1, 2], padding: [[1, 1], [1, 1]], mode: "reflect" }));
  for (let index = 0; index < layout.count; index += 1) {
    const cell = cellOf(layout, index);
    assert.equal(indexOf(layout, cell), index);
    for (const { at, tap } of termsOf(layout, cell, 0)) {
      const reached = reachedFrom(layout, [0, ...at]);
      assert.ok(reached.find((one) => String(one.cell) === String(cell)).taps.some((one) => String(one) === String(tap)));
      assert.ok(touchedBy(layout, tap).some((one) => String(one.at) === String(at)));
    }
  }
});

// By brute force: all terms of all output cells that come from an input cell.
function reachedByTerms(layout, from) {
  const cells = Array.from({ length: layout.count }, (_, index) => cellOf(layout, index));
  return cells.flatMap((cell) => {
    const weights = termsOf(layout, cell, 0).filter((term) => String(term.from) === String(from)).map(({ weight }) => weight);
    return weights.length ? [`${cell}: ${weights.sort()}`] : [];
  });
}

test("padded copies of an input cell feed output cells too", () => {
  const kernels = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]];
  for (const mode of ["constant", "edge", "reflect", "wrap"]) {
    for (const side of [0, 1, 2, 7]) {
      const layout = layOut(problem({ kernels, mode, padding: [[side, side], [1, side]], stride: [1, 2] }));
      for (let i = 0; i < 5; i += 1) {
        for (let j = 0; j < 5; j += 1) {
          const reached = reachedFrom(layout, [0, i + side, j + 1]);
          const told = reached.map(({ cell, weights }) => `${cell}: ${weights.sort()}`);
          assert.deepEqual(told, reachedByTerms(layout, [i, j]), `${mode} ${side}: ${[i, j]}`);
        }
      }
    }
  }
  const wrapped = layOut(problem({ mode: "wrap", padding: [[1, 1], [1, 1]] }));
  assert.equal(reachedFrom(wrapped, [0, 1, 1]).length, 9);
});

test("left over is what lies behind the last window, in the padding too", () => {
  const layout = layOut(problem({ stride: [3, 1], padding: [[0, 0], [1, 1]], window: [3, 3] }));
  const lost = [0, 1, 2, 3, 4].filter((row) => isPastWindows(layout, row, 0));
  assert.deepEqual([lost, layout.columns.leftover], [[3, 4], 0]);
});

test("a weight touches as many places as there are output cells", () => {
  const layout = layOut(problem({ stride: [2, 2] }));
  assert.deepEqual(touchedBy(layout, [0, 1]).map(({ at }) => at), [[0, 1], [0, 3], [2, 1], [2, 3]]);
});
