import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutChain } from "../../../app/components/gradient_chain/chain.js";
import { board, chainSentence, check } from "../../../app/components/gradient_chain/chain_texts.js";
import { model } from "./model.mjs";

const chain = layOutChain(model);
const said = (part, name, index, hidden = false) => chainSentence(board(chain, { part, name, index }, "decimal", hidden));

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
  corner.problem.bias = [-1 + 3]; // Y = [6 0; 2 8]
  corner.quantities[2].values = [[[2]]];
  corner.quantities[3].values = [[[6, 0], [2, 8]]];
  const found = check(layOutChain(corner), { part: "gradients", name: "y", index: 1 });
  assert.equal(found.kink.split(":")[0], "They differ because C has a kink here");
  assert.ok(found.kink.includes("ReLU’s corner"));
});
