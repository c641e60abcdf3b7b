import assert from "node:assert/strict";
import { test } from "node:test";
import { svgText } from "../../../app/components/shared/figure_formats.js";
import { labFigure } from "../../../app/components/pipeline_view/lens_figure.js";

const canvas = { width: 40, height: 20, toDataURL: () => "data:image/png;base64," };
const stage = {
  canvas, title: "Convolution", size: "40 × 20", range: "values −5 … 7", bar: canvas, ends: ["−5", "7"],
  marks: [{ top: 0.25, left: 0.5, height: 0.5, width: 0.5 }, { top: 2, left: 2, height: 0.1, width: 0.1 }],
};
const matrix = (title, text) => ({ title, rows: 2, columns: 2, colourOf: () => [0, 0, 0], textsOf: (i, j) => [`${text}${i}${j}`] });
const board = {
  where: "Convolution at row 1", kernel: matrix("Kernel", "k"), results: ["ReLU: 0"], lines: ["1·2 = 2 <b>"],
  parts: [{ window: matrix("Window", "w"), products: matrix("Products", "p"), sum: "Σ = −4" }],
};

test("pictures stand with their sizes and scales, and the lens with every number", () => {
  const drawing = labFigure({ stages: [stage, stage], lines: ["(W − F + 2P)/S + 1 = 20"], board });
  const texts = drawing.shapes.filter(({ kind }) => kind === "text").map(({ text }) => text);
  for (const text of ["40 × 20", "values −5 … 7", "(W − F + 2P)/S + 1 = 20", "w01", "k10", "p11", "Σ = −4", "ReLU: 0"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.equal(drawing.shapes.filter(({ kind }) => kind === "image").length, 4);
  assert.ok(drawing.shapes.every(({ x, width = 0 }) => x >= 0 && x + width <= drawing.width));
  assert.ok(svgText(drawing, "lab").includes("1·2 = 2 &lt;b&gt;"));
});

test("a window that is zoomed out of sight is not drawn", () => {
  const marks = labFigure({ stages: [stage], lines: [], board: null }).shapes.filter(({ line }) => line === 2);
  assert.deepEqual(marks.map(({ stroke }) => stroke), ["#ff7a00"]);
  assert.deepEqual([marks[0].width, marks[0].height], [150, 75]);
});
