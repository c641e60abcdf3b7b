import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutChain } from "../../../app/components/gradient_chain/chain.js";
import { chainFigure } from "../../../app/components/gradient_chain/chain_figure.js";
import { stagesOf } from "../../../app/components/gradient_chain/chain_grids.js";
import { stepKey, stepsOf } from "../../../app/components/gradient_chain/chain_steps.js";
import { svgText } from "../../../app/components/shared/figure_formats.js";
import { Playback } from "../../../app/components/shared/playback.js";
import { model } from "./model.mjs";

const chain = layOutChain(model);
const steps = stepsOf(chain);
const order = new Map(steps.map((step, i) => [stepKey(step), i]));

function drawn(index, predicting = false) {
  const playback = new Playback(steps.length, 1);
  playback.predicting = predicting;
  playback.goTo(index);
  return chainFigure(chain, stagesOf(chain), { target: steps[index], style: "decimal", playback, order });
}

const texts = ({ shapes }) => shapes.filter(({ kind }) => kind === "text").map(({ text }) => text);

test("a figure carries the numbers up to the step, its sum and its check", () => {
  const index = order.get("gradients kernels 0");
  const shown = texts(drawn(index));
  for (const text of ["∂C/∂K", "Backward, Kernel: ∂C/∂K[0, 0]", "1·2 + 0·(−1) + 0·0 + 2·3 = 8"]) assert.ok(shown.includes(text), text);
  assert.ok(shown.some((text) => text.startsWith("Finite difference: (C(K + h)")));
  assert.ok(!shown.includes("1.2")); // the step of gradient descent is still to come
  assert.ok(texts(drawn(steps.length - 1)).includes("1.2"));
  const asked = texts(drawn(index, true));
  assert.ok(asked.includes("?") && !asked.some((text) => text.startsWith("Finite")));
});

test("all frames of an animation are equally large", () => {
  const sizes = new Set(steps.map((_step, i) => drawn(i)).map(({ width, height }) => `${width} ${height}`));
  assert.equal(sizes.size, 1);
});

test("a figure is one drawing", () => {
  assert.match(svgText(drawn(0), "title"), /^<svg [^]+<\/svg>\n$/);
});
