import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutChain } from "../../../app/components/gradient_chain/chain.js";
import { marksFor } from "../../../app/components/gradient_chain/chain_marks.js";
import { board, chainSentence, check } from "../../../app/components/gradient_chain/chain_texts.js";
import { model, positions } from "./model.mjs";

const chain = layOutChain(model);
const said = (part, name, index, hidden = false) => chainSentence(board(chain, { part, name, index }, "decimal", { hidden }));

test("every kind of number has its sum", () => {
  assert.equal(said("gradients", "kernels", 0), "1·2 + 0·(−1) + 0·0 + 2·3 = 8");
  assert.equal(said("gradients", "x", 3), "2·2 = 4");
  assert.equal(said("gradients", "bias", 0), "1 + 0 + 0 + 2 = 3");
  assert.equal(said("gradients", "y", 1), "(−1)·0 = 0".replace("(−1)", "−1"));
  assert.equal(said("gradients", "relu", 0), "5 − 4 = 1");
  assert.equal(said("values", "relu", 1), "max(0, −1) = 0");
  assert.equal(said("values", "loss", 0), "½·((5 − 4)² + (0 − 1)² + (1 − 1)² + (7 − 5)²) = 3");
  assert.equal(said("after", "kernels", 0), "2 − 0.1·8 = 1.2");
  assert.equal(said("after", "kernels", 0, true), "2 − 0.1·8 = ?");
});

test("a finite difference stands beside every gradient and nothing else", () => {
  const { text, off, kink } = check(chain, { part: "gradients", name: "kernels", index: 0 });
  assert.ok(text.startsWith("(C(K + h) − C(K − h)) / 2h = ("), text);
  assert.ok(off < 1e-8);
  assert.equal(kink, "");
  assert.equal(check(chain, { part: "values", name: "y", index: 0 }), null);
});

test("at ReLU's corner a sentence says why both differ", () => {
  const corner = structuredClone(model);
  corner.quantities[2].values = [[[2]]]; // Y = [6 0; 2 8]
  corner.quantities[3].values = [[[6, 0], [2, 8]]];
  const found = check(layOutChain(corner), { part: "gradients", name: "y", index: 1 });
  assert.equal(found.kink.split(":")[0], "They differ because C has a kink here");
  assert.ok(found.kink.includes("ReLU’s corner"));
});

test("a bias for each position has one term, its output's gradient", () => {
  const own = layOutChain(positions);
  const step = { part: "gradients", name: "bias", index: 3 };
  const { rule } = board(own, step, "decimal");
  assert.equal(rule, "∂C/∂B[1, 1] = ∂C/∂Y[1, 1]: only one neuron has it, so there is no sum");
  assert.equal(chainSentence(board(own, step, "decimal")), "2 = 2");
  assert.equal(chainSentence(board(own, step, "decimal", { hidden: true })), "2 = ?");
  assert.ok(check(own, step).off < 1e-8);
  assert.equal(chainSentence(board(own, { part: "after", name: "bias", index: 3 }, "decimal")), "1 − 0.1·2 = 0.8");
  assert.equal(chainSentence(board(own, { part: "values", name: "y", index: 3 }, "decimal")), "3·2 + 1 = 7");
  const column = structuredClone(positions);
  column.quantities[2].values = column.quantities[3].values = [[[1], [2]]];
  assert.ok(board(layOutChain(column), { part: "after", name: "bias", index: 1 }, "decimal").rule.startsWith("B[1, 0] ←"));
});

test("the one output and the one bias light up for each other", () => {
  const own = layOutChain(positions);
  const lit = (part, name, index) => marksFor(own, { part, name, index }, "decimal").cells.map(([grid, row, column]) => `${grid} ${row} ${column}`);
  assert.deepEqual(lit("gradients", "bias", 2).toSorted(), ["gbias0 1 0", "gy0 1 0", "vbias0 1 0"]);
  assert.deepEqual(lit("values", "y", 2).filter((one) => one.startsWith("vbias")), ["vbias0 1 0"]);
});

test("what is asked for is told by no term of a later step and no winner of a window", () => {
  const later = board(chain, { part: "gradients", name: "x", index: 3 }, "decimal", { hidden: true, ahead: true });
  assert.equal(chainSentence(later), " = ?");
  const pooled = layOutChain({ ...model, pool: { kind: "max", window: [2, 2], stride: [2, 2], ties: "first" }, quantities: [...model.quantities, { name: "pool", values: [[[7]]], gradients: [[[2]]], after: null }] });
  const kinds = (hidden) => marksFor(pooled, { part: "values", name: "pool", index: 0 }, "decimal", { hidden }).cells.map(([, , , kind]) => kind);
  assert.ok(kinds(false).includes("winner"));
  assert.ok(!kinds(true).includes("winner"));
});

test("a result is only called equal where every number in its sum is written in full", () => {
  const off = { ...model, loss: { ...model.loss, kind: "squared", target: [[[1 / 3, 1], [1, 5]]] } };
  const { result } = board(layOutChain(off), { part: "gradients", name: "relu", index: 0 }, "decimal");
  assert.ok(result.startsWith("≈"), result);
});
