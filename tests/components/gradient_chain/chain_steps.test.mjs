import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutChain } from "../../../app/components/gradient_chain/chain.js";
import { gridId, stepAt, stepsOf, valueOf } from "../../../app/components/gradient_chain/chain_steps.js";
import { model } from "./model.mjs";

const chain = layOutChain(model);

test("the forward pass comes first, then the backward pass down to the input, then the step", () => {
  const order = stepsOf(chain).map(({ part, name }) => `${part} ${name}`).filter((one, i, all) => one !== all[i - 1]);
  assert.deepEqual(order, [
    "values y", "values relu", "values loss", "gradients relu", "gradients y", "gradients bias", "gradients kernels", "gradients x",
    "after kernels", "after bias",
  ]);
  assert.equal(valueOf(chain, stepsOf(chain).at(-1)), 0.7);
});

test("a cell of a grid is a step; what is given stands for its gradient", () => {
  assert.deepEqual(stepAt(chain, gridId("gradients", "y", 0), [1, 0]), { part: "gradients", name: "y", index: 2 });
  assert.deepEqual(stepAt(chain, "vx0", [0, 1]), { part: "gradients", name: "x", index: 1 });
  assert.deepEqual(stepAt(chain, "vy0", [0, 1]), { part: "values", name: "y", index: 1 });
  for (const [grid, place] of [["vx0", [-1, 0]], ["gy1", [0, 0]], ["gy0", [0, 2]], ["spread0", [0, 0]], ["ax0", [0, 0]]]) {
    assert.equal(stepAt(chain, grid, place), null, grid);
  }
});
