import assert from "node:assert/strict";
import { test } from "node:test";
import { layout, sentence, shownWindows } from "../../../app/components/size_axis/axis_layout.js";

// What the engine says of an axis; tests/engine holds it to that.
function fit(size, kernel, stride = 1, padding = 0, dilation = 1) {
  const padded = size + 2 * padding;
  const room = padded - dilation * (kernel - 1) - 1;
  const output = room < 0 ? 0 : Math.floor(room / stride) + 1;
  const leftover = room < 0 ? padded : room % stride;
  const fits = room >= 0 && leftover === 0;
  return { size, kernel, stride, dilation, before: padding, after: padding, padded, output, leftover, fits };
}

test("7 with F = 3, S = 2: three windows, nothing over", () => {
  const drawn = layout(fit(7, 3, 2), 40);
  assert.deepEqual(drawn.windows, [0, 1, 2]);
  assert.equal(drawn.overhang, 0);
  assert.equal(drawn.columns, 7);
  assert.deepEqual(drawn.taps(2), [4, 5, 6]);
});

test("7 with F = 3, S = 3: the third window would hang two cells over the edge", () => {
  const drawn = layout(fit(7, 3, 3), 40);
  assert.deepEqual(drawn.windows, [0, 1]);
  assert.equal(drawn.overhang, 2);
  assert.equal(drawn.kind(6), "lost");
  assert.equal(drawn.columns, 9);
});

test("a kernel larger than the padded input hangs over with its first window", () => {
  const drawn = layout(fit(3, 5), 40);
  assert.deepEqual(drawn.windows, []);
  assert.equal(drawn.overhang, 2);
  assert.equal(drawn.kind(0), "lost");
});

test("padding is told from cells, on both sides", () => {
  const drawn = layout(fit(7, 3, 1, 1), 40);
  assert.deepEqual([0, 1, 7, 8].map(drawn.kind), ["padding", "plain", "plain", "padding"]);
});

test("of AlexNet's 227 cells both ends are drawn, the first windows and the last", () => {
  const drawn = layout(fit(227, 11, 4), 40);
  assert.deepEqual(drawn.windows, [0, 1, 2, null, 53, 54]);
  assert.equal(drawn.columns, 19 + 1 + 15);
  assert.equal(drawn.column(18), 18);
  assert.equal(drawn.column(226), drawn.columns - 1);
  for (const window of drawn.windows.filter((each) => each !== null)) {
    for (const tap of drawn.taps(window)) assert.ok(drawn.positions.includes(tap));
  }
});

test("every drawn cell has a column of its own, whatever the settings", () => {
  for (let size = 1; size < 70; size += 3) {
    for (const [kernel, stride, padding, dilation] of [[3, 1, 0, 1], [5, 3, 2, 2], [2, 5, 1, 1]]) {
      const drawn = layout(fit(size, kernel, stride, padding, dilation), 24);
      const columns = drawn.positions.map(drawn.column);
      assert.equal(new Set(columns).size, columns.length);
      assert.ok(Math.max(...columns) < drawn.columns);
    }
  }
});

test("many windows are left out in the middle", () => {
  assert.deepEqual(shownWindows(2), [0, 1]);
  assert.deepEqual(shownWindows(30), [0, 1, 2, null, 28, 29]);
});

test("a window is told in words", () => {
  assert.equal(sentence(1, fit(7, 3, 2)), "Output 1: cells 2 to 4");
  assert.equal(sentence(0, fit(7, 3, 1, 1)), "Output 0: 1 of padding and cells 0 to 1");
  assert.equal(sentence(0, fit(9, 3, 1, 0, 2)), "Output 0: cells 0, 2, 4");
  assert.equal(sentence(3, fit(7, 1)), "Output 3: cell 3");
});
