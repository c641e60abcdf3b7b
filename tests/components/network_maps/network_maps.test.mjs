import assert from "node:assert/strict";
import { test } from "node:test";

import { columnLayout, columnPixels, movedMap, numberUnder, placeInScale, tileBox, wideLayout, wordsOf } from "../../../app/components/network_maps/column_layout.js";
import { movedWithin } from "../../../app/components/network_maps/map_canvas.js";
import { largestPlace, Network } from "../../../app/components/network_maps/network_values.js";
import { seenText } from "../../../app/components/network_maps/seen_pixels.js";
import { softmaxSteps } from "../../../app/components/network_maps/softmax_steps.js";
import { byContribution, lineText, mapName, productsText, sumText } from "../../../app/components/network_maps/work_text.js";

const layoutOf = (maps, rows, columns, height = 400) => columnLayout({ maps, rows, columns, area: rows * columns }, height);

test("maps of a layer fit into the height, whatever their number and size", () => {
  for (const [maps, side] of [[3, 32], [6, 28], [16, 10], [128, 4], [64, 8], [400, 1], [10, 1], [1, 224]]) {
    const layout = layoutOf(maps, side, side);
    assert.ok(layout.height * layout.scale <= 400.001);
    assert.ok(layout.across * layout.down >= maps);
    assert.ok(layout.across * (layout.down - 1) < maps);
  }
});

test("where there is room maps stand side by side, as large as they can", () => {
  for (const [maps, side] of [[6, 28], [16, 5], [64, 16], [128, 8]]) {
    const [layout, column] = [wideLayout({ maps, rows: side, columns: side, area: side * side }, 160, 320), layoutOf(maps, side, side, 160)];
    assert.ok(layout.height * layout.scale <= 160.001 && layout.width * layout.scale <= 320.001);
    assert.ok(layout.across * layout.down >= maps);
    assert.ok(layout.scale * layout.tile[0] > 1.2 * column.scale * column.tile[0]);
  }
});

test("every number is found again where it was painted", () => {
  const layout = layoutOf(16, 5, 4);
  for (const [map, row, column] of [[0, 0, 0], [7, 4, 3], [15, 2, 1]]) {
    const [top, left] = tileBox(layout, map);
    const at = [left + (column + 0.5) * layout.unit, top + (row + 0.5) * layout.unit];
    assert.deepEqual(numberUnder(layout, ...at), [map, row, column]);
  }
  assert.deepEqual(numberUnder(layout, -5, 1e6), [14, 4, 0]);
});

test("numbers become the colours of their scale, and gaps stay clear", () => {
  const layout = columnLayout({ maps: 2, rows: 24, columns: 24, area: 576 }, 400);
  const table = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  const values = new Float32Array(2 * 576).fill(1);
  values[0] = -1;
  const pixels = columnPixels(layout, values, { signed: wordsOf(table) }, () => ({ kind: "signed", low: -1, high: 1 }));
  assert.deepEqual([...pixels.subarray(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.equal(pixels[4 * 24 * layout.width + 3], 0);
});

test("arrow keys walk within a layer and on to the next one at the same height", () => {
  const layouts = [layoutOf(3, 8, 8), layoutOf(16, 8, 8), layoutOf(6, 8, 8)];
  assert.deepEqual(movedMap(layouts, [0, 0], [-1, 0]), [0, 0]);
  assert.deepEqual(movedMap(layouts, [0, 2], [0, 1]), [1, 12]);
  assert.deepEqual(movedMap(layouts, [1, 12], [0, 1]), [1, 13]);
  assert.deepEqual(movedMap(layouts, [1, 13], [0, 1]), [2, 4]);
  assert.deepEqual(movedMap(layouts, [1, 1], [1, 0]), [1, 3]);
  assert.deepEqual(movedMap(layouts, [2, 5], [0, 1]), [2, 5]);
  assert.deepEqual(movedWithin([0, 3], [-1, 1], { rows: 4, columns: 4 }), [0, 3]);
});

test("places in a scale are the engine's", () => {
  assert.deepEqual([-3, -2, 0, 2, 9].map((value) => placeInScale(value, -2, 255 / 4)), [0, 0, 128, 255, 255]);
  assert.deepEqual(largestPlace([1, 5, 2, 9, 9, 0], 3), [1, 0]);
});

const PARTS = [0.5, -3, 1, 0.25].map((sum, channel) => ({ channel, sum }));

test("the channels that add most come first, the others together", () => {
  assert.deepEqual(byContribution(PARTS).map(({ channel }) => channel), [1, 2, 0, 3]);
  assert.equal(sumText({ parts: PARTS, bias: -0.5, value: -1.75 }, 2), "−3 + 1 + 0.75 (the other 2 channels) + (−0.5) (bias) ≈ −1.75");
  assert.equal(sumText({ parts: PARTS.slice(0, 1), bias: null, value: 0.5 }), "0.5 ≈ 0.5");
  assert.equal(productsText({ terms: [{ value: -1, weight: 2 }, { value: 3, weight: -4 }], sum: -14 }), "−1·2 + 3·(−4) ≈ −14");
});

test("a high temperature makes the classes alike, a low one leaves the largest", () => {
  const scores = [1, 3, 2];
  assert.deepEqual(softmaxSteps(scores, 2).powers, [-1, 0, -0.5]);
  assert.ok(softmaxSteps(scores, 0.1).shares[1] > 0.9999);
  assert.ok(softmaxSteps(scores, 10).shares[0] > 0.25);
  assert.ok(Math.abs(softmaxSteps(scores, 1).shares.reduce((sum, one) => sum + one) - 1) < 1e-12);
});

test("the receptive field is told in pixels", () => {
  assert.equal(seenText([2, 0, 7, 5]), "Receptive field (dashed): 5×7 pixels, rows 2–8, columns 0–4.");
});

test("layers of own models are written with the learner's numbers", () => {
  const network = { nodes: [{ title: "layer" }] };
  const line = (found) => lineText(network, 0, [0, 0, 0], found);
  assert.equal(line({ form: "normalise", pixel: 143, mean: 123.675, sigma: 58.395, value: 0.33094 }), "(v − μ)/σ = (143 − 123.67)/58.395 ≈ 0.33094");
  assert.equal(line({ form: "scale", weight: -2, x: 0.5, bias: -1, value: -2 }), "w·x + b = −2·0.5 + (−1) ≈ −2");
  assert.equal(line({ form: "clip", x: 7, low: 0, high: 6, value: 6 }), "min(max(7, 0), 6) = 6");
  const terms = [{ value: -2 }, { value: 1 }];
  assert.equal(line({ form: "lrn", x: 1, k: 2, alpha: 0.5, beta: 0.75, size: 3, terms, sum: 5, value: 0.461 }), "x/(k + α/n·Σx²)^β = 1/(2 + 0.5/3·((−2)² + 1²))^0.75 ≈ 0.461");
  assert.equal(line({ form: "max", parts: [{ terms }], value: 1 }), "max(−2, 1) = 1");
});

test("scores are read in the names of the classes, with a softmax behind them or without", () => {
  const named = (...kinds) => {
    const nodes = kinds.map((kind) => ({ kind, name: kind, area: 1, maps: 2 }));
    const network = Object.assign(Object.create(Network.prototype), { nodes, classes: ["cat", "dog"] });
    return nodes.map((_, number) => mapName(network, number, 1));
  };
  assert.deepEqual(named("relu", "fc", "softmax"), ["relu, unit 1", "fc, “dog”", "softmax, “dog”"]);
  assert.deepEqual(named("relu", "fc"), ["relu, unit 1", "fc, “dog”"]);
});
