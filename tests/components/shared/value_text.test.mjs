import assert from "node:assert/strict";
import { test } from "node:test";

import { valueText } from "../../../app/components/shared/value_text.js";

test("values keep five digits and lose zeros at the end", () => {
  assert.equal(valueText(0.5), "0.5");
  assert.equal(valueText(-2.25), "−2.25");
  assert.equal(valueText(0.880797), "0.8808");
  assert.equal(valueText(10), "10");
  assert.equal(valueText(0), "0");
});

test("small and large values are powers of ten", () => {
  assert.equal(valueText(4.5397868702e-5), "4.54·10⁻⁵");
  assert.equal(valueText(-7.6e-23), "−7.6·10⁻²³");
  assert.equal(valueText(123456), "1.23·10⁵");
});

test("what is nearly 1 says by how much", () => {
  assert.equal(valueText(0.99995460213), "0.99995");
  assert.equal(valueText(0.9999999958777), "1 − 4.12·10⁻⁹");
  assert.equal(valueText(-0.9999999958777), "−1 + 4.12·10⁻⁹");
  assert.equal(valueText(1), "1");
  assert.equal(valueText(-1), "−1");
});

test("what is nearly another whole number says by how much, but for rounding", () => {
  assert.equal(valueText(10.0000453989), "10 + 4.54·10⁻⁵");
  assert.equal(valueText(-10.0000453989), "−10 − 4.54·10⁻⁵");
  assert.equal(valueText(9.9999546), "10 − 4.54·10⁻⁵");
  assert.equal(valueText(3.0000001), "3");
  assert.equal(valueText(1234), "1234");
});
