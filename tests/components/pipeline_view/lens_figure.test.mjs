import assert from "node:assert/strict";
import { test } from "node:test";
import { svgText } from "../../../app/components/shared/figure_formats.js";
import { labFigure } from "../../../app/components/pipeline_view/lens_figure.js";

const canvas = { width: 40, height: 20, toDataURL: () => "data:image/png;base64," };
const stage = {
  canvas, title: "Convolution", size: "40 × 20", range: "values −5 … 7", bar: canvas, heights: [0.5, 1, 0.25],
  ticks: [{ share: 0, text: "−5" }, { share: 5 / 12, text: "0" }, { share: 1, text: "7" }],
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

test("colours, histogram and kernel are those of the screen", () => {
  const { shapes } = labFigure({ stages: [stage], lines: [], kernel: board.kernel, board: null });
  const tick = (wanted) => shapes.find(({ text }) => text === wanted);
  assert.deepEqual(["−5", "0", "7"].map((text) => tick(text).anchor), ["start", "middle", "end"]);
  assert.ok(Math.abs((tick("0").x - tick("−5").x) / (tick("7").x - tick("−5").x) - 5 / 12) < 1e-9);
  const counts = shapes.filter(({ fill, kind }) => kind === "rect" && fill === "#5c6370");
  assert.deepEqual(counts.map(({ height }) => height / counts[1].height), [0.5, 1, 0.25]);
  assert.ok(["Kernel", "k00", "k01", "k10", "k11"].every(tick));
});

test("a window that is zoomed out of sight is not drawn", () => {
  const marks = labFigure({ stages: [stage], lines: [], kernel: null, board: null }).shapes.filter(({ line }) => line === 2);
  assert.deepEqual(marks.map(({ stroke }) => stroke), ["#ff7a00"]);
  assert.deepEqual([marks[0].width, marks[0].height], [150, 75]);
});
