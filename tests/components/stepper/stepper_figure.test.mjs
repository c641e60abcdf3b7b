import assert from "node:assert/strict";
import { test } from "node:test";
import { allValues, layOut } from "../../../app/components/shared/arithmetic.js";
import { figure } from "../../../app/components/stepper/stepper_figure.js";
import { svgText } from "../../../app/components/shared/figure_formats.js";
import { Playback } from "../../../app/components/shared/playback.js";

const problem = {
  operation: "correlation", input: Array(3).fill([[308, -2], [4, 0.5]]), kernels: [[[[1]], [[-1]], [[2]]]], bias: [7], window: [1, 1],
  stride: [1, 1], padding: [[1, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
};

function drawn(changes, target, step) {
  const layout = layOut({ ...problem, ...changes });
  const playback = new Playback(layout.count, layout.columns.outputs);
  playback.goTo(step);
  return figure(layout, allValues(layout), { target, map: 0, style: "decimal", title: "rgb", playback });
}

const texts = ({ shapes }) => shapes.filter(({ kind }) => kind === "text").map(({ text }) => text);

test("a figure carries every number, the arithmetic, and the output up to the step", () => {
  const shown = texts(drawn({}, { kind: "output", cell: [0, 1, 0] }, 2));
  assert.equal(shown[0], "Output [1, 0], step 3 of 6");
  for (const text of ["Input x, channel 2, blue: 2 × 2", "308·1", "308·(−1)", " = −308", "308 + (−308) + 616 + 7 = 623", "0.5"]) {
    assert.ok(shown.includes(text), text);
  }
  assert.equal(shown.filter((text) => text === "7").length, 2); // two of six cells before this one
});

test("all frames of an animation have the same size", () => {
  for (const operation of ["correlation", "convolution", "max", "transposed"]) {
    const kernels = operation === "transposed" ? [[[[1]]], [[[-1]]], [[[2]]]] : problem.kernels;
    const sizes = [0, 1, 5].map((step) => {
      const { width, height } = drawn({ operation, kernels, padding: [[0, 0], [0, 0]] }, { kind: "output", cell: [0, 0, 0] }, step % 4);
      return `${width} ${height}`;
    });
    assert.equal(new Set(sizes).size, 1);
  }
});

test("what is told of an input cell or a weight is drawn too", () => {
  const reach = texts(drawn({}, { kind: "input", at: [0, 0, 0] }, 5));
  assert.equal(reach[0], "Input channel 0, [0, 0] contributes to 1 output cell");
  assert.ok(!reach.includes("308·1"));
});

test("SVG holds texts as text", () => {
  const text = svgText({ width: 1, height: 1, shapes: [{ kind: "text", x: 0, y: 0, text: '</svg><script a="1">&' }] }, "<title>");
  assert.ok(text.includes("&lt;/svg&gt;&lt;script a=&quot;1&quot;&gt;&amp;"));
  assert.ok(text.includes("<title>&lt;title&gt;</title>"));
});

test("pictures are in an SVG as pictures, with sharp pixels", () => {
  const image = { kind: "image", x: 0, y: 0, width: 9, height: 9, canvas: { toDataURL: () => "data:image/png;base64,AA==" } };
  const text = svgText({ width: 9, height: 9, shapes: [image] }, "maps");
  assert.match(text, /<image [^>]*image-rendering:pixelated[^>]* href="(data:image\/png;base64,AA==)" xlink:href="\1"\/>/);
  assert.match(text, /^<svg [^>]*xmlns:xlink="http:\/\/www.w3.org\/1999\/xlink"/); // Inkscape up to 1.2 asks for it
});
