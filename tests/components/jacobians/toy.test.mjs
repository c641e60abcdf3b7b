import assert from "node:assert/strict";
import { test } from "node:test";
import { equation, letters, toyBoard, toyCheck, toyMarks, toySentence, toySteps, toyValue } from "../../../app/components/jacobians/toy.js";

const toy = {
  i: [2, -1, 3, 4], w: [1, -2, 0.5], g: [1, 3], o: [5.5, -5],
  oi: [[1, -2, 0.5, 0], [0, 1, -2, 0.5]], ow: [[2, -1, 3], [-1, 3, 4]], ci: [[1, 1, -5.5, 1.5]], cw: [[-1, 8, 15]],
};
const lettersOf = (matrix) => toy[matrix].map((row, i) => row.map((_value, j) => letters(toy, { matrix, row: i, column: j })));

test("both Jacobians in letters are those of the lectures", () => {
  assert.deepEqual(lettersOf("oi"), [["W1", "W2", "W3", "0"], ["0", "W1", "W2", "W3"]]);
  assert.deepEqual(lettersOf("ow"), [["I1", "I2", "I3"], ["I2", "I3", "I4"]]);
  assert.deepEqual(lettersOf("cw")[0][1], "g1·I2 + g2·I3");
});

test("the equations stand in letters and in numbers", () => {
  assert.equal(equation(toy, 0, "decimal"), "O1 = I1·W1 + I2·W2 + I3·W3 = 2·1 + (−1)·(−2) + 3·0.5 = 5.5");
  assert.equal(equation(toy, 1, "decimal"), "O2 = I2·W1 + I3·W2 + I4·W3 = −1·1 + 3·(−2) + 4·0.5 = −5");
});

test("every cell's finite difference is its value", () => {
  for (const step of toySteps(toy)) {
    const { difference } = toyCheck(toy, step);
    assert.ok(Math.abs(difference - toyValue(toy, step)) < 1e-9, JSON.stringify(step));
  }
  assert.equal(toySteps(toy).length, 8 + 6 + 4 + 3);
});

test("the board gives the reason, and what a cell is made of lights up", () => {
  const { name, rule, sum, result } = toyBoard(toy, { matrix: "oi", row: 0, column: 1 }, "decimal");
  assert.deepEqual([name, sum, result], ["∂O1/∂I2", "W2", "= −2"]);
  assert.equal(rule, "In O1 = I1·W1 + I2·W2 + I3·W3, I2 is multiplied by W2.");
  assert.equal(toyBoard(toy, { matrix: "oi", row: 1, column: 0 }, "decimal").rule, "I1 does not occur in O2 = I2·W1 + I3·W2 + I4·W3.");
  assert.equal(toyBoard(toy, { matrix: "cw", row: 0, column: 1 }, "decimal").sum, "1·(−1) + 3·3");
  assert.equal(toyBoard(toy, { matrix: "cw", row: 0, column: 1 }, "decimal", true).result, "= ?");
  const marked = toyMarks(toy, { matrix: "ow", row: 1, column: 2 });
  assert.ok(marked.some(([grid, , column, kind]) => grid === "i" && column === 3 && kind === "tap"));
});

test("what is asked for is told by no sum, no rule and no mark", () => {
  const step = { matrix: "oi", row: 0, column: 1 };
  assert.equal(toySentence(toyBoard(toy, step, "decimal")), "∂O1/∂I2 = W2 = −2");
  const { rule, ...said } = toyBoard(toy, step, "decimal", true);
  assert.equal(toySentence(said), "∂O1/∂I2 = ?");
  assert.equal(rule, "");
  const isFactor = ([grid]) => grid === "w";
  assert.ok(toyMarks(toy, step).some(isFactor));
  assert.ok(!toyMarks(toy, step, true).some(isFactor));
});
