import assert from "node:assert/strict";
import { test } from "node:test";

import { bandsOf, indexAt, layOut, pathOf, tangentAt, xAt } from "../../../app/components/activation_curve/curve_layout.js";

const places = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 100);
const parabola = {
  reach: 10, per: 100, lines: [], saturated: [[null, -2.5], [4, null]],
  values: places.map((x) => (x * x) / 100), slopes: places.map((x) => x / 50),
};
const layout = layOut(parabola, 760, 400);

test("the point nearest to x is found, and none beyond the ends", () => {
  assert.equal(xAt(parabola, indexAt(parabola, 0.074)), 0.07);
  assert.equal(xAt(parabola, indexAt(parabola, -99)), -10);
  assert.equal(indexAt(parabola, 99), 2000);
});

test("pixels lead to x and back", () => {
  for (const x of [-10, -3.3, 0, 10]) assert.ok(Math.abs(layout.place(layout.x(x)) - x) < 1e-9);
  assert.ok(layout.x(-10) > 0 && layout.x(10) < 760);
});

test("all of a curve lies in its panel", () => {
  for (const [values, panel] of [[parabola.values, layout.value], [parabola.slopes, layout.slope]]) {
    for (const value of values) {
      assert.ok(panel.y(value) >= panel.top && panel.y(value) <= panel.bottom);
    }
  }
  assert.ok(layout.value.bottom < layout.slope.top);
  assert.equal(pathOf(parabola, parabola.values, layout, layout.value).split("L").length, 2001);
});

test("saturated stretches go to the ends", () => {
  const [left, right] = bandsOf(parabola, layout);
  assert.deepEqual(left, [layout.x(-10), layout.x(-2.5) - layout.x(-10)]);
  assert.equal(right[0] + right[1], layout.x(10));
});

test("a tangent has the slope of the curve and stays in its panel", () => {
  for (const x of [-9.5, -4, 0, 2, 9.9]) {
    const [px, py] = [layout.x(x), layout.value.y((x * x) / 100)];
    const [x1, y1, x2, y2] = tangentAt(layout, px, py, x / 50);
    const slope = -(y2 - y1) / (layout.value.y(0) - layout.value.y(1)) / ((x2 - x1) / (layout.x(1) - layout.x(0)));
    assert.ok(Math.abs(slope - x / 50) < 1e-9, String(x));
    for (const y of [y1, y2]) assert.ok(y >= layout.value.top - 1e-9 && y <= layout.value.bottom + 1e-9);
    assert.ok(x1 >= layout.left && x2 <= layout.right && x1 <= px && x2 >= px);
  }
});
