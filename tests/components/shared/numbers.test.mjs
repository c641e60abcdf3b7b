import assert from "node:assert/strict";
import { test } from "node:test";
import { cellText, formatNumber, fraction, isCorrect, notANumber } from "../../../app/components/shared/numbers.js";

test("decimals have at most three places and a real minus sign", () => {
  const cases = [[6, "6"], [-9, "−9"], [1 / 3, "0.333"], [-0.25, "−0.25"], [1e-5, "0.00001"], [-0, "0"], [-1 / 0, "−∞"]];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  assert.equal(formatNumber(12345678.9), "12345678.9");
  assert.equal(formatNumber(-2e-16), "−2e−16");
});

test("what three places would round to nothing is written with one digit", () => {
  const cases = [[0.0005, "0.001"], [-0.0005, "−0.001"], [0.00051, "0.001"], [0.00049, "0.0005"], [-0.0004, "−0.0004"]];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  assert.equal(formatNumber(0.0005, "integer"), "0");
  assert.equal(formatNumber(1e12 - 0.5), "999999999999.5");
  assert.equal(formatNumber(1e12 + 0.5), "1.00e+12");
});

test("integers are written with all their digits", () => {
  for (const style of ["decimal", "fraction", "integer"]) assert.equal(formatNumber(123456009, style), "123456009");
  assert.equal(formatNumber(-196e12), "−196000000000000");
});

test("fractions where a short one says it, decimals elsewhere", () => {
  const cases = [[1 / 9, "1/9"], [-3.75, "−15/4"], [5, "5"], [0, "0"], [Math.PI, "3.142"], [7 / 273, "1/39"]];
  for (const [value, text] of cases) assert.equal(formatNumber(value, "fraction"), text);
  assert.deepEqual(fraction(-2.5), [-5, 2]);
});

test("integers are rounded", () => {
  assert.equal(formatNumber(2.5, "integer"), "3");
  assert.equal(formatNumber(-0.2, "integer"), "0");
});

test("a comma before three digits is refused, as in the cells", () => {
  assert.equal(notANumber("1,000"), "“1,000” is ambiguous; write 1000 or 1.000.");
  assert.match(notANumber("x"), /^Write a number/);
});

test("an answer is the value, or the value as displayed", () => {
  assert.ok(isCorrect("−9", -9));
  assert.ok(isCorrect("4.222", 38 / 9));
  assert.ok(!isCorrect("4.2", 38 / 9));
  assert.ok(!isCorrect("3.7", 3.75));
  assert.ok(isCorrect("3,75", 3.75));
  assert.ok(isCorrect("11", 10.5, "integer"));
  assert.ok(!isCorrect("11", 10.5));
  assert.ok(!isCorrect("123456010", 123456009));
  assert.ok(isCorrect("38/9", 38 / 9));
  assert.ok(!isCorrect("4", 38 / 9));
  assert.ok(!isCorrect("4.3", 38 / 9));
  assert.ok(!isCorrect("6.01", 6));
  assert.ok(!isCorrect("6.1", 6));
});

test("a cell's text has as many places as fit into it", () => {
  const withMost = (value, most) => {
    for (let places = 3; places >= 0; places -= 1) {
      const text = String(Number(value.toFixed(places)));
      if (text.length <= most && Number(text) !== 0) return text.replace("-", "−");
    }
    return null; // in powers of ten
  };
  let seed = 1;
  for (let i = 0; i < 20000; i += 1) {
    seed = (seed * 48271) % 2147483647;
    const value = (seed / 2147483647 - 0.5) * 10 ** (seed % 9 - 3);
    for (const one of [value, Number(value.toFixed(seed % 4))]) {
      const expected = one === 0 ? "0" : withMost(one, 4 + (seed % 2));
      if (expected !== null) assert.equal(cellText(one, 4 + (seed % 2)), expected);
      else assert.match(cellText(one, 4 + (seed % 2)), /e/);
    }
  }
});
